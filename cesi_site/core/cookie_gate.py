"""The gate that no undeclared cookie passes (promise F9): a WSGI layer around the whole application.

What the register declares may leave; anything else is dropped and recorded. Cookies of tools that the
sites no longer use are expired as soon as a browser shows one.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Collection, Iterable
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)
VIOLATIONS_KEPT = 100


class CookieGate:
    """Let declared cookies through, drop the others, expire the retired ones.

    `declared` and `retired` are cookie names; `domain_of` gives the shared cookie domain of a host, or
    None. `violations` keeps the names that were dropped last, for tests and for staff.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        declared: Collection[str],
        retired: Collection[str],
        domain_of: Callable[[str], str | None],
    ) -> None:
        self.app = app
        self.declared = frozenset(declared)
        self.retired = frozenset(retired)
        self.domain_of = domain_of
        self.violations: deque[str] = deque(maxlen=VIOLATIONS_KEPT)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does, less the cookies that may not leave."""
        expired = self._expire_retired(environ)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            kept = [pair for pair in headers if pair[0].lower() != "set-cookie" or self._may_leave(pair[1])]
            return start_response(status, kept + expired, exc_info)

        return self.app(environ, start)

    def _may_leave(self, header: str) -> bool:
        name = header.split("=", 1)[0].strip()
        if name in self.declared:
            return True
        self.violations.append(name)
        log.error("undeclared cookie dropped: %s", name)
        return False

    def _expire_retired(self, environ: WSGIEnvironment) -> list[tuple[str, str]]:
        sent = environ.get("HTTP_COOKIE", "")
        if not sent:
            return []
        try:
            found = self.retired.intersection(SimpleCookie(sent))
        except CookieError:
            return []
        domain = self.domain_of(environ.get("HTTP_HOST", ""))
        scopes = [""] if domain is None else ["", f"; Domain={domain}"]
        return [("Set-Cookie", f"{name}=; Max-Age=0; Path=/{scope}") for name in sorted(found) for scope in scopes]
