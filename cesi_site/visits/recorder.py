"""What was read, noted in memory: a few tenths of a microsecond a page, written behind the requests.

The queue is bounded: when nothing writes it away, the oldest are lost and no request waits. A page that a browser
fetches before anybody asked for it is no visit.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

T = TypeVar("T")

MOST_WAITING = 50_000
_FETCHED_AHEAD = frozenset({"HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ"})
# Set by werkzeug's ProxyFix where it has put the visitor's address in the place of the proxy's.
_PROXY_FIXED = "werkzeug.proxy_fix.orig"


class Seen(NamedTuple):
    """A page that was read by a browser that shows cookies: what they say is looked into later."""

    at: float
    host: str
    page: str
    agent: str
    cookies: str
    gpc: str
    referrer: str
    address: str


class Recorder:
    """Takes notes. `proxies` is how many stand in front of this server."""

    def __init__(self, proxies: int) -> None:
        self.proxies = proxies
        self.anonymous: deque[tuple[str, str, str]] = deque(maxlen=MOST_WAITING)
        self.known: deque[Seen] = deque(maxlen=MOST_WAITING)

    def seen(self, environ: WSGIEnvironment, page: str | None = None) -> None:
        """Note that a page was read: that of the request's path, or `page`."""
        if environ["REQUEST_METHOD"] != "GET" or not environ.keys().isdisjoint(_FETCHED_AHEAD):
            return
        host, agent = environ.get("HTTP_HOST", ""), environ.get("HTTP_USER_AGENT", "")
        path = page or environ["PATH_INFO"]
        cookies = environ.get("HTTP_COOKIE")
        if cookies is None:
            self.anonymous.append((host, path, agent))
            return
        gpc, referrer = environ.get("HTTP_SEC_GPC", ""), environ.get("HTTP_REFERER", "")
        self.known.append(Seen(time.time(), host, path, agent, cookies, gpc, referrer, self._address(environ)))

    def _address(self, environ: WSGIEnvironment) -> str:
        if self.proxies and _PROXY_FIXED not in environ:
            forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
            if len(forwarded) >= self.proxies:
                return str(forwarded[-self.proxies].strip())
        return str(environ.get("REMOTE_ADDR", ""))

    def forget(self, numbers: Collection[str]) -> None:
        """Take these numbers out of what waits: the pages that they showed count for nobody."""
        for note in _drained(self.known):
            cookies = note.cookies
            for number in numbers:
                cookies = cookies.replace(number, "")
            self.known.append(note._replace(cookies=cookies))

    def take(self) -> tuple[list[tuple[str, str, str]], list[Seen]]:
        """Return what was noted since the last call."""
        return _drained(self.anonymous), _drained(self.known)


def _drained(queue: deque[T]) -> list[T]:
    """Take what waits now. What others take meanwhile is theirs."""
    taken: list[T] = []
    with suppress(IndexError):
        for _ in range(len(queue)):
            taken.append(queue.popleft())
    return taken
