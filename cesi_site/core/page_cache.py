"""Ready public pages, kept in memory in front of Flask: a WSGI layer.

A view says that its page may be kept (`cached_page`), which stamps of the database it was made from and
which words of the query it reads. Only requests that every visitor makes alike are answered from here:
GET or HEAD, no sign-in cookie, a known host, no word in the query but those listed. A page is kept for each scheme,
since its headers differ: HSTS is sent under TLS alone. A page may have a few variants, by what a visitor allows
(`core.consent`): a closed list, so that no cookie's value ever stands in a key.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, current_app, request
from werkzeug.http import parse_cookie

from cesi_site.core.kept import StampClock
from cesi_site.core.languages import switched_language

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., Any])
Place = tuple[str, str, str]
Key = tuple[str, str, str, str, str]
Seen = Callable[["WSGIEnvironment"], None]
Variant = Callable[["WSGIEnvironment"], str]

RULE = "cesi.page_rule"
MOST_PAGES = 4_000
# Without any of these, a visitor is like any other.
PLAIN = frozenset({"HTTP_COOKIE", "HTTP_REFERER", "HTTP_SEC_GPC", "HTTP_TRANSFER_ENCODING"})
SMALLEST_TO_COMPRESS = 500
# The browser may keep the page but asks each time whether it still stands: a policy must never be stale.
CACHE_CONTROL = "private, no-cache"


@dataclass(frozen=True)
class Rule:
    """What a view said of its page: the stamps it was made from, the query words it reads."""

    stamps: frozenset[str]
    query: frozenset[str]


@dataclass(frozen=True, slots=True)
class Body:
    """One encoding of a page with its ready headers."""

    content: bytes
    etag: str
    headers: list[tuple[str, str]]


@dataclass(slots=True)
class Page:
    """A page as it is kept: both encodings, and the stamps it was made at.

    `held_against` are the stamps of the database against which it was last found to stand.
    """

    plain: Body
    gzipped: Body
    stamps: Mapping[str, int]
    held_against: Mapping[str, int]


def cached_page(*, stamps: Collection[str] = (), query: Collection[str] = ()) -> Callable[[View], View]:
    """Let a view's page be kept. `stamps` name what it was made from, `query` the query words it reads."""
    rule = Rule(frozenset(stamps), frozenset(query))

    def mark(view: View) -> View:
        view.page_rule = rule  # type: ignore[attr-defined]
        return view

    return mark


def is_kept_page() -> bool:
    """Tell whether the page of this request is one that is kept: the same for everybody, with no form to fill in."""
    return bool(request) and hasattr(current_app.view_functions.get(request.endpoint or ""), "page_rule")


def init_app(app: Flask) -> None:
    """Tell the layer outside, through the environment, which rule the page of this request has."""

    @app.after_request
    def hand_out_rule(response: Response) -> Response:
        view = app.view_functions.get(request.endpoint or "")
        rule = getattr(view, "page_rule", None)
        if rule is not None and response.status_code == 200:
            request.environ[RULE] = rule
            response.headers["Cache-Control"] = CACHE_CONTROL
        return response


def _one_for_all(environ: WSGIEnvironment) -> str:
    return ""


def _never(environ: WSGIEnvironment) -> bool:
    return False


class PageCache:
    """The layer outside all others but the proxy's: what it keeps has passed them.

    `hosts` are the hosts it answers for, `clock` tells the stamps of the database. Who carries one of the cookies
    `passing_by` is never answered from memory: a signed-in visitor, or one whose old cookies are to be expired.
    `variant` names the form of a page that a visitor gets, `stray` says whether they show a cookie that they do not
    allow (any more), which the gate further in expires. `seen` is told of every page answered from memory.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        hosts: Collection[str],
        passing_by: Collection[str],
        clock: StampClock,
        variant: Variant = _one_for_all,
        stray: Callable[[WSGIEnvironment], bool] = _never,
        seen: Seen | None = None,
    ) -> None:
        self.app = app
        self.variant = variant
        self.stray = stray
        self.seen = seen
        self.plain_variant = variant({})
        self.hosts = frozenset(hosts)
        self.passing_by = frozenset(passing_by)
        self.clock = clock
        self.pages: dict[Key, Page] = {}
        self.rules: dict[Place, Rule] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or ask the application."""
        if environ.keys().isdisjoint(PLAIN) and environ["REQUEST_METHOD"] == "GET":
            # Most visits. A query that a kept page stands under is its own reduction: nothing is left to look into.
            page = self.pages.get((*_place(environ), environ.get("QUERY_STRING", ""), self.plain_variant))
            if page is not None and self._fresh(page):
                if self.seen is not None:
                    self.seen(environ)
                return _answer(page, environ, start_response)
        return self._look(environ, start_response)

    def _look(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer what needs a closer look."""
        if not self._may_answer(environ):
            return self.app(environ, start_response)
        place = _place(environ)
        rule = self.rules.get(place)
        if rule is None:
            return self._learn(environ, start_response, place)
        query = environ["QUERY_STRING"] = _reduced(environ.get("QUERY_STRING", ""), rule)
        key = (*place, query, self.variant(environ))
        page = self.pages.get(key)
        if page is None or not self._fresh(page):
            return self._make(environ, start_response, key)
        if self.seen is not None:
            self.seen(environ)
        return _answer(page, environ, start_response)

    def _may_answer(self, environ: WSGIEnvironment) -> bool:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or environ.get("HTTP_HOST") not in self.hosts:
            return False
        if "HTTP_TRANSFER_ENCODING" in environ:  # refused further in
            return False
        cookies = environ.get("HTTP_COOKIE")
        if cookies and (not self.passing_by.isdisjoint(parse_cookie(cookies)) or self.stray(environ)):
            return False
        referrer = environ.get("HTTP_REFERER")
        return not (referrer and switched_language(environ["PATH_INFO"], environ["HTTP_HOST"], referrer))

    def _fresh(self, page: Page) -> bool:
        stamps = self.clock.now()
        if stamps is None:  # the database is away: what we have is better than nothing
            return True
        if stamps is page.held_against:
            return True
        if any(stamps.get(name, 0) != version for name, version in page.stamps.items()):
            return False
        page.held_against = stamps
        return True

    def _learn(self, environ: WSGIEnvironment, start_response: StartResponse, place: Place) -> Iterable[bytes]:
        """Ask the application; note the page's rule. The page itself is kept from the second request on.

        Only then is its query reduced: a stray word of the first request never stands in everybody's page.
        """
        body = self.app(environ, start_response)
        if RULE in environ:
            _make_room(self.rules)
            self.rules[place] = environ[RULE]
        return body

    def _make(self, environ: WSGIEnvironment, start_response: StartResponse, key: Key) -> Iterable[bytes]:
        """Ask the application for the whole page, keep it if it may be kept, and answer."""
        stamps = self.clock.now()
        answer: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            answer[:] = [status, headers, exc_info]
            return answer.append  # WSGI's old write(); Flask never calls it

        asked, environ["REQUEST_METHOD"] = environ["REQUEST_METHOD"], "GET"
        try:
            body = self.app(environ, start)
        finally:
            environ["REQUEST_METHOD"] = asked
        rule: Rule | None = environ.get(RULE)
        headers = answer[1]
        if rule is None or stamps is None or any(name.lower() == "set-cookie" for name, _ in headers):
            start_response(*answer)
            if asked == "GET":
                return body
            _close(body)
            return []
        content = b"".join(body)
        _close(body)
        page = _make_page(content, headers, rule, stamps)
        _make_room(self.pages)
        self.pages[key] = page
        return _answer(page, environ, start_response)


def _place(environ: WSGIEnvironment) -> Place:
    return environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""), environ["PATH_INFO"]


def _close(body: Iterable[bytes]) -> None:
    if hasattr(body, "close"):
        body.close()


def _make_room(shelf: dict[Any, Any]) -> None:
    while len(shelf) >= MOST_PAGES:
        shelf.pop(next(iter(shelf)), None)


def _reduced(query: str, rule: Rule) -> str:
    """Return the query with only the words the page reads, in one order."""
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(sorted(pair for pair in pairs if pair[0] in rule.query))


def _make_page(content: bytes, headers: list[tuple[str, str]], rule: Rule, known: Mapping[str, int]) -> Page:
    stamps = {name: known.get(name, 0) for name in rule.stamps}
    digest = hashlib.blake2b(content, digest_size=12).hexdigest()
    zipped = gzip.compress(content, 6, mtime=0) if len(content) >= SMALLEST_TO_COMPRESS else content
    kept = [(n, v) for n, v in headers if n.lower() not in {"content-length", "etag", "vary", "content-encoding"}]
    kept.append(("Vary", "Accept-Encoding"))
    plain = Body(content, f'"{digest}"', [*kept, ("ETag", f'"{digest}"'), ("Content-Length", str(len(content)))])
    if zipped is content:
        return Page(plain, plain, stamps, known)
    tag = f'"{digest}-gz"'
    length = ("Content-Length", str(len(zipped)))
    gzipped = Body(zipped, tag, [*kept, ("ETag", tag), ("Content-Encoding", "gzip"), length])
    return Page(plain, gzipped, stamps, known)


def _answer(page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    body = page.gzipped if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") else page.plain
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and body.etag in asked:
        start_response("304 Not Modified", [pair for pair in body.headers if not pair[0].startswith("Content-")])
        return []
    start_response("200 OK", list(body.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body.content]
