"""Every public page: no cookie, no foreign host, no script needed, nothing in the way of anyone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, ViewportSize

from tests.support.barriers import barriers
from tests.support.live import LiveSite
from tests.support.pages import walk

# Pages look alike on each database: they are walked through on one.
pytestmark = [pytest.mark.journey, pytest.mark.engine("sqlite")]

# Each scheme of colours on a screen of its own.
SIZES: dict[Literal["light", "dark"], ViewportSize] = {
    "light": {"width": 390, "height": 900},
    "dark": {"width": 1440, "height": 900},
}


@pytest.fixture(scope="module")
def pages(shared_site: LiveSite) -> Callable[[str, str], list[str]]:
    """Return the paths of a site's pages in a language, found once."""
    return cache(lambda base, language: walk(base, f"/{language}/"))


@pytest.mark.promise("J1")
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_a_first_visit_leaves_no_cookie_and_asks_no_other_host(
    shared_site: LiveSite, pages: Callable[[str, str], list[str]], visit: Callable[..., Page], language: str
) -> None:
    # A browser that holds nothing is a new visitor at each page.
    page, asked = visit(language, java_script_enabled=False), list[Request]()
    page.on("request", lambda request: asked.append(request))
    for path in pages(shared_site.url, language):
        answer = page.goto(shared_site.url + path)
        assert answer is not None
        assert answer.status == 200, path
        assert page.context.cookies() == [], path
        assert {urlsplit(request.url).netloc for request in asked} == {urlsplit(shared_site.url).netloc}, path
        asked.clear()


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize("host", ["cesi", "onemanagement"])
def test_every_page_is_accessible_and_breaks_no_policy(
    shared_site: LiveSite,
    pages: Callable[[str, str], list[str]],
    visit: Callable[..., Page],
    language: str,
    host: str,
) -> None:
    base = shared_site.url if host == "cesi" else shared_site.host(host)
    page = visit(language, viewport=SIZES["light"], bypass_csp=False)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    found = []
    for path in pages(base, language):
        page.goto(base + path)
        for scheme, size in SIZES.items():
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(size)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} is {wide} px too wide at {size['width']} px"
            found += barriers(page)
        assert complaints == [], f"{path}: {complaints}"
    assert found == []


def test_a_barrier_is_seen(visit: Callable[..., Page]) -> None:
    page = visit("nl")
    page.set_content("<html lang='nl'><title>x</title><main><h1>x</h1><img src='x.png'></main>")
    (fault,) = barriers(page)
    assert "image-alt" in fault
