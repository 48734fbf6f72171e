"""The gate that no undeclared cookie passes (promise F9), nor one that the visitor does not allow: a WSGI layer.

What the register declares may leave, an optional cookie only after consent to its purpose; anything else is dropped and
recorded. Cookies of tools that the sites no longer use, and those that are allowed no more, are expired as soon as a
browser shows one.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from cesi_site.core import consent
from cesi_site.core.consent import Consent, ConsentReader

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)
VIOLATIONS_KEPT = 100
UNDECLARED, REFUSED = "undeclared", "not allowed"


class CookieGate:
    """Let declared and allowed cookies through, drop the others, expire the retired ones.

    `declared` and `retired` are cookie names; `optional` has the purpose of each cookie that needs consent, by its name
    or a pattern ("_ga_*"), and `reader` reads the consent. `domain_of` gives the shared cookie domain of a host, or
    None. `violations` keeps the undeclared names that were dropped last, for tests; `take_dropped` gives what was
    dropped since it was last asked.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        declared: Collection[str],
        retired: Collection[str],
        domain_of: Callable[[str], str | None],
        optional: Mapping[str, str] | None = None,
        reader: ConsentReader | None = None,
    ) -> None:
        self.app = app
        self.optional = dict(optional or {})
        self.declared = frozenset(declared) - self.optional.keys()
        self.retired = frozenset(retired)
        self.reader = reader or ConsentReader({})
        self.domain_of = domain_of
        self.violations: deque[str] = deque(maxlen=VIOLATIONS_KEPT)
        self._dropped: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does, less the cookies that may not leave."""

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            given = self._consent(environ, headers)
            kept = [pair for pair in headers if pair[0].lower() != "set-cookie" or self._may_leave(pair[1], given)]
            return start_response(status, kept + self._expired(environ, given), exc_info)

        return self.app(environ, start)

    def shows_stray(self, environ: WSGIEnvironment) -> bool:
        """Whether a request shows an optional cookie that the visitor does not allow (any more)."""
        if not self.optional or "HTTP_COOKIE" not in environ:
            return False
        return bool(self._strays(environ, self.reader.of(environ)))

    def take_dropped(self) -> Counter[tuple[str, str]]:
        """Return how often each (name, reason) was dropped since the last call."""
        if not self._dropped:
            return Counter()
        with self._lock:
            taken, self._dropped = self._dropped, Counter()
        return taken

    def _consent(self, environ: WSGIEnvironment, headers: list[tuple[str, str]]) -> Consent:
        """Return the consent that holds for this answer: the one that it carries itself, else the request's."""
        begin = f"{consent.COOKIE}="
        new = [value for name, value in headers if name.lower() == "set-cookie" and value.startswith(begin)]
        if new:
            value = new[-1].removeprefix(begin).split(";", 1)[0]
            return self.reader.read(value, gpc=environ.get("HTTP_SEC_GPC") == "1")
        return self.reader.of(environ)

    def _may_leave(self, header: str, given: Consent) -> bool:
        name = header.split("=", 1)[0].strip()
        purpose = self._purpose(name)
        if name in self.declared or (purpose is not None and purpose in given.granted):
            return True
        if purpose is None:
            self.violations.append(name)
            log.error("undeclared cookie dropped: %s", name)
        self._note(name, UNDECLARED if purpose is None else REFUSED)
        return False

    def _note(self, name: str, reason: str) -> None:
        with self._lock:
            if len(self._dropped) < VIOLATIONS_KEPT:
                self._dropped[name[:100], reason] += 1

    def _purpose(self, name: str) -> str | None:
        if name in self.optional:
            return self.optional[name]
        return next((purpose for one, purpose in self.optional.items() if "*" in one and fnmatchcase(name, one)), None)

    def _strays(self, environ: WSGIEnvironment, given: Consent) -> set[str]:
        pairs = ((name, self._purpose(name)) for name in _shown(environ))
        return {name for name, purpose in pairs if purpose is not None and purpose not in given.granted}

    def _expired(self, environ: WSGIEnvironment, given: Consent) -> list[tuple[str, str]]:
        if "HTTP_COOKIE" not in environ:
            return []
        found = self.retired.intersection(_shown(environ))
        if self.optional:
            found |= self._strays(environ, given)
        if not found:
            return []
        domain = self.domain_of(environ.get("HTTP_HOST", ""))
        scopes = [""] if domain is None else ["", f"; Domain={domain}"]
        return [("Set-Cookie", f"{name}=; Max-Age=0; Path=/{scope}") for name in sorted(found) for scope in scopes]


def _shown(environ: WSGIEnvironment) -> set[str]:
    """Return the names of the cookies that a browser shows."""
    return {pair.split("=", 1)[0].strip() for pair in environ.get("HTTP_COOKIE", "").split(";")}
