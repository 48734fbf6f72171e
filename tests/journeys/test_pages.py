"""Every public page: no cookie, no foreign host, no script needed, nothing in the way of anyone."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

from tests.support.journeys import RULES
from tests.support.live import LiveSite
from tests.support.pages import walk

# Pages look alike on each database: they are walked through on one.
pytestmark = [pytest.mark.journey, pytest.mark.engine("sqlite")]


def _noting(asked: list[Request]) -> Callable[[Request], None]:
    return lambda request: asked.append(request)  # Playwright takes no built-in function


@pytest.mark.promise("J1")
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_a_first_visit_leaves_no_cookie_and_asks_no_other_host(
    shared_site: LiveSite, visit: Callable[..., Page], language: str
) -> None:
    for path in walk(shared_site.url, f"/{language}/"):
        page = visit(language, java_script_enabled=False)
        asked: list[Request] = []
        page.on("request", _noting(asked))
        answer = page.goto(shared_site.url + path)
        assert answer is not None
        assert answer.status == 200, path
        assert page.context.cookies() == [], path
        assert {urlsplit(request.url).netloc for request in asked} == {urlsplit(shared_site.url).netloc}, path
        page.context.close()


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_every_page_is_accessible_and_breaks_no_policy(
    shared_site: LiveSite, visit: Callable[..., Page], language: str, scheme: str, width: int
) -> None:
    page = visit(language, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=False)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    axe, found = Axe(), []
    for base in (shared_site.url, shared_site.host("onemanagement")):
        for path in walk(base, f"/{language}/"):
            page.goto(base + path)
            assert complaints == [], f"{path}: {complaints}"
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} is {wide} px too wide at {width} px"
            result = axe.run(page, options=RULES)
            found += [
                f"{base}{path}: {v['id']} {[n['target'] for n in v['nodes']]}" for v in result.response["violations"]
            ]
            complaints.clear()
    assert found == []
