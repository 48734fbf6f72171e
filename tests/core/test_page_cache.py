"""Ready pages: answered from memory while they are true, and never with another visitor's words in them."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client

from cesi_site.core.kept import StampClock
from cesi_site.core.page_cache import RULE, PageCache, Rule

HOST = "www.cesi.be"


class Site:
    """A tiny site that counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.headers: list[tuple[str, str]] = [("Content-Type", "text/html")]
        self.stamps = {"content": 1}

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ["QUERY_STRING"])
        environ[RULE] = Rule(frozenset({"content"}), frozenset({"page"}))
        start_response("200 OK", self.headers)
        return [b"page %d, query %s " % (len(self.asked), environ["QUERY_STRING"].encode()) + b"x" * 1000]


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def get(site: Site) -> Callable[..., Any]:
    cache = PageCache(
        site, hosts=[HOST], passing_by=["cesi_session", "old"], clock=StampClock(lambda: dict(site.stamps), 0)
    )
    client = Client(cache, use_cookies=False)
    return lambda path="/nl/", **headers: client.get(
        path, base_url=f"https://{HOST}", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def test_a_page_is_made_at_the_second_visit_and_then_kept(site: Site, get: Callable[..., Any]) -> None:
    pages = [get().text for _ in range(4)]
    assert len(site.asked) == 2
    assert pages[1] == pages[2] == pages[3]


def test_a_change_of_content_makes_the_page_afresh(site: Site, get: Callable[..., Any]) -> None:
    [get() for _ in range(3)]
    site.stamps["content"] += 1
    assert get().text.startswith("page 3")


def test_words_the_page_does_not_read_never_reach_it(site: Site, get: Callable[..., Any]) -> None:
    get("/nl/?utm_source=mail")
    assert "utm" not in get("/nl/?utm_source=mail").text
    assert "utm" not in get("/nl/").text
    assert "page=2" in get("/nl/?x=1&page=2").text


def test_a_signed_in_visitor_passes_by(site: Site, get: Callable[..., Any]) -> None:
    [get() for _ in range(2)]
    get(Cookie="cesi_session=abc")
    assert len(site.asked) == 3


def test_who_carries_an_old_cookie_passes_by_so_that_it_can_be_expired(site: Site, get: Callable[..., Any]) -> None:
    [get() for _ in range(2)]
    get(Cookie="cesi_language=nl")
    assert len(site.asked) == 2
    get(Cookie="cesi_language=nl; old=1")
    assert len(site.asked) == 3


def test_a_request_with_a_body_in_chunks_is_left_to_the_front_door(site: Site, get: Callable[..., Any]) -> None:
    [get() for _ in range(2)]
    get(Transfer_Encoding="chunked")
    assert len(site.asked) == 3


def test_a_page_with_a_cookie_is_never_kept(site: Site, get: Callable[..., Any]) -> None:
    site.headers.append(("Set-Cookie", "cesi_language=nl"))
    [get() for _ in range(3)]
    assert len(site.asked) == 3


def test_a_visitor_who_changes_language_passes_by(site: Site, get: Callable[..., Any]) -> None:
    [get("/fr/") for _ in range(2)]
    get("/fr/", Referer=f"https://{HOST}/nl/")
    assert len(site.asked) == 3


def test_the_browser_gets_304_for_the_page_it_has_and_gzip_where_it_reads_it(get: Callable[..., Any]) -> None:
    get()
    plain, zipped = get(), get(Accept_Encoding="gzip")
    assert gzip.decompress(zipped.data) == plain.data
    assert plain.headers["ETag"] != zipped.headers["ETag"]
    assert get(If_None_Match=plain.headers["ETag"]).status_code == 304
    assert get(If_None_Match='"other"').status_code == 200
    assert plain.headers["Vary"] == "Accept-Encoding"


def test_when_the_database_is_away_the_kept_page_still_answers(site: Site) -> None:
    def away() -> dict[str, int]:
        if len(site.asked) >= 2:
            raise OperationalError("select", {}, Exception("gone"))
        return site.stamps

    client = Client(PageCache(site, hosts=[HOST], passing_by=["s"], clock=StampClock(away, 0)))
    pages = [client.get("/nl/", base_url=f"https://{HOST}").status_code for _ in range(4)]
    assert pages == [200] * 4
    assert len(site.asked) == 2


def test_a_foreign_host_is_not_answered_from_memory(site: Site) -> None:
    client = Client(PageCache(site, hosts=[HOST], passing_by=["s"], clock=StampClock(dict, 0)))
    for _ in range(3):
        client.get("/nl/", base_url="https://other.example")
    assert len(site.asked) == 3
