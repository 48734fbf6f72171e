"""Ready public pages, kept in memory in front of Flask: a WSGI layer.

A view says that its page may be kept (`cached_page`), which stamps of the database it was made from and
which words of the query it reads. Only requests that every visitor makes alike are answered from here:
GET, no sign-in cookie, a known host, no word in the query but those listed.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, request
from werkzeug.http import parse_cookie

from cesi_site.core.languages import switched_language

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., Any])
Key = tuple[str, str, str]

RULE = "cesi.page_rule"
MOST_PAGES = 4_000
SMALLEST_TO_COMPRESS = 500
# The browser may keep the page but asks each time whether it still stands: a policy must never be stale.
CACHE_CONTROL = "private, no-cache"


@dataclass(frozen=True)
class Rule:
    """What a view said of its page: the stamps it was made from, the query words it reads."""

    stamps: frozenset[str]
    query: frozenset[str]


@dataclass(frozen=True)
class Body:
    """One encoding of a page with its ready headers."""

    content: bytes
    etag: str
    headers: list[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    """A page as it is kept: both encodings, and the stamps it was made at."""

    plain: Body
    gzipped: Body
    stamps: Mapping[str, int]


def cached_page(*, stamps: Collection[str] = (), query: Collection[str] = ()) -> Callable[[View], View]:
    """Let a view's page be kept. `stamps` name what it was made from, `query` the query words it reads."""
    rule = Rule(frozenset(stamps), frozenset(query))

    def mark(view: View) -> View:
        view.page_rule = rule  # type: ignore[attr-defined]
        return view

    return mark


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


class PageCache:
    """The layer. `hosts` are the hosts it answers for, `read_stamps` asks the database for the stamps.

    `trust_seconds` is how long a process believes the stamps it read last; 0 asks at every request.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        hosts: Collection[str],
        session_cookie: str,
        read_stamps: Callable[[], Mapping[str, int]],
        trust_seconds: float,
    ) -> None:
        self.app = app
        self.hosts = frozenset(hosts)
        self.session_cookie = session_cookie
        self.read_stamps = read_stamps
        self.trust_seconds = trust_seconds
        self.pages: dict[Key, Page] = {}
        self.rules: dict[tuple[str, str], Rule] = {}
        self._stamps: Mapping[str, int] = {}
        self._read_at = float("-inf")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not self._may_answer(environ):
            return self.app(environ, start_response)
        place = (environ["HTTP_HOST"], environ["PATH_INFO"])
        rule = self.rules.get(place)
        if rule is None:
            return self._pass_on(environ, start_response, place, None)
        query = _reduced(environ.get("QUERY_STRING", ""), rule)
        page = self.pages.get((*place, query))
        if page is not None and self._fresh(page):
            return _answer(page, environ, start_response)
        return self._pass_on(environ, start_response, place, query)

    def _may_answer(self, environ: WSGIEnvironment) -> bool:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or environ.get("HTTP_HOST") not in self.hosts:
            return False
        cookies = environ.get("HTTP_COOKIE")
        if cookies and self.session_cookie in parse_cookie(cookies):
            return False
        referrer = environ.get("HTTP_REFERER")
        return not (referrer and switched_language(environ["PATH_INFO"], environ["HTTP_HOST"], referrer))

    def _fresh(self, page: Page) -> bool:
        now = time.monotonic()
        if now - self._read_at >= self.trust_seconds:
            self._read_at = now
            self._stamps = self.read_stamps()
        return all(self._stamps.get(name, 0) == version for name, version in page.stamps.items())

    def _pass_on(
        self, environ: WSGIEnvironment, start_response: StartResponse, place: tuple[str, str], query: str | None
    ) -> Iterable[bytes]:
        """Ask the application, keep the page if it may be kept, and answer.

        `query` is None for a page whose rule is not known yet: then it is kept only if its query held
        nothing the page does not read, else a stray word could be kept in everybody's page.
        """
        stamps = self.read_stamps()
        if query is not None:
            environ["QUERY_STRING"] = query
        answer: list[Any] = []
        body = self.app(environ, lambda *start: answer.append(start) or answer.append)  # type: ignore[func-returns-value,arg-type,return-value]
        rule: Rule | None = environ.get(RULE)
        status, headers, *_ = answer[0]
        if rule is None or any(name.lower() == "set-cookie" for name, _ in headers):
            start_response(*answer[0])
            return body
        content = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        page = _make_page(content, headers, {name: stamps.get(name, 0) for name in rule.stamps})
        asked = environ.get("QUERY_STRING", "")
        reduced = _reduced(asked, rule)
        if environ["REQUEST_METHOD"] == "GET" and (query is not None or not _strays(asked, rule)):
            self._keep(place, rule, (*place, reduced), page)
        return _answer(page, environ, start_response)

    def _keep(self, place: tuple[str, str], rule: Rule, key: Key, page: Page) -> None:
        while len(self.pages) >= MOST_PAGES:
            self.pages.pop(next(iter(self.pages)), None)
        while len(self.rules) >= MOST_PAGES:
            self.rules.pop(next(iter(self.rules)), None)
        self.rules[place] = rule
        self.pages[key] = page


def _reduced(query: str, rule: Rule) -> str:
    """Return the query with only the words the page reads, in one order."""
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
    return urlencode(sorted(pair for pair in pairs if pair[0] in rule.query))


def _strays(query: str, rule: Rule) -> bool:
    return any(name not in rule.query for name, _ in parse_qsl(query, keep_blank_values=True))


def _make_page(content: bytes, headers: list[tuple[str, str]], stamps: Mapping[str, int]) -> Page:
    digest = hashlib.blake2b(content, digest_size=12).hexdigest()
    zipped = gzip.compress(content, 6, mtime=0) if len(content) >= SMALLEST_TO_COMPRESS else content
    kept = [(n, v) for n, v in headers if n.lower() not in {"content-length", "etag", "vary", "content-encoding"}]
    kept.append(("Vary", "Accept-Encoding"))
    plain = Body(content, f'"{digest}"', [*kept, ("ETag", f'"{digest}"'), ("Content-Length", str(len(content)))])
    if zipped is content:
        return Page(plain, plain, stamps)
    tag = f'"{digest}-gz"'
    length = ("Content-Length", str(len(zipped)))
    return Page(plain, Body(zipped, tag, [*kept, ("ETag", tag), ("Content-Encoding", "gzip"), length]), stamps)


def _answer(page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    body = page.gzipped if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") else page.plain
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and body.etag in asked:
        start_response("304 Not Modified", [pair for pair in body.headers if not pair[0].startswith("Content-")])
        return []
    start_response("200 OK", list(body.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body.content]
