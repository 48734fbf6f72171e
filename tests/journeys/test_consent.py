"""What a browser holds and whom it asks, on forty pages: before a choice, after a no, a yes, and a yes taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, Route

from tests.journeys.conftest import Demo
from tests.support import live
from tests.support.barriers import check
from tests.support.live import LiveSite
from tests.support.pages import walk

# Pages look alike on each database: they are walked through on one.
pytestmark = [pytest.mark.journey, pytest.mark.engine("sqlite")]

PAGES_A_LANGUAGE = 20
# After a page is there with all it asks for at once: what a script would ask a little later is seen, too.
QUIET_MILLISECONDS = 100
OURS = {"cesi_consent", "cesi_visitor", "cesi_interests"}
THEIRS = {"_ga", "_ga_TEST1"}
TAG, COLLECT = "www.googletagmanager.com", "region1.google-analytics.com"
# Stands in for Google's script: it sets its cookies, and sends what the page configured or else what it sees itself.
FAKE_TAG = f"""
const told = Object.assign({{}}, ...dataLayer.filter((one) => one[0] === "config").map((one) => one[2]));
const seen = [told.page_location ?? location.href, told.page_referrer ?? document.referrer];
for (const name of ["_ga", "_ga_TEST1"]) document.cookie = `${{name}}=GS1.1; path=/; max-age=3600`;
fetch("https://{COLLECT}/g/collect?v=2", {{ method: "POST", mode: "no-cors", body: seen.join(" ") }});
"""
STORAGE = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map((one) => one.name),
  ...(await navigator.serviceWorker.getRegistrations()).map((one) => one.scope),
]"""


@pytest.fixture(scope="module")
def site(demo: Callable[[str], Demo], tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """The whole site with the demo content and everything optional switched on."""
    folder = tmp_path_factory.mktemp("consent")
    with demo("sqlite").fresh(folder) as database:
        environ = live.environment(database, folder / "instance", GOOGLE_ANALYTICS_ID="G-TEST1", WEB_WORKERS=1)
        with live.running(environ, at_once=True) as running:
            yield running


@pytest.fixture(scope="module")
def forty(site: LiveSite) -> list[str]:
    """Forty pages, half of them in each language; the page of cookies among them."""
    pages = []
    for language in ("nl", "fr"):
        found = walk(site.url, f"/{language}/")
        own = [f"/{language}/cookies"]
        pages += own + [path for path in found if path not in own and "?" not in path][: PAGES_A_LANGUAGE - 1]
    assert len(pages) == 2 * PAGES_A_LANGUAGE
    return pages


class Watched:
    """A browser whose requests to other hosts are noted, and answered by us."""

    def __init__(self, page: Page, site: LiveSite) -> None:
        self.page, self.site = page, site
        self.foreign: set[str] = set()
        self.collected: list[str] = []
        page.on("request", self._note)
        page.route(lambda url: urlsplit(url).hostname != "localhost", self._answer)

    def _note(self, request: Request) -> None:
        host = str(urlsplit(request.url).hostname)
        if host != "localhost":
            self.foreign.add(host)
        if host == COLLECT:
            self.collected.append(request.post_data or "")

    def _answer(self, route: Route) -> None:
        if urlsplit(route.request.url).hostname == TAG:
            route.fulfill(content_type="text/javascript", body=FAKE_TAG)
        else:
            route.fulfill(status=204, body="")

    def answer(self, label: str) -> None:
        self.page.goto(self.site.url + "/nl/")
        self.page.get_by_role("button", name=label).click()
        self.page.wait_for_url("**/nl/")

    def look(self, paths: list[str]) -> tuple[set[str], set[str], set[str], set[str]]:
        """Read pages; return the cookies held, what else is stored, the other hosts asked, and the pages that ask."""
        cookies, stored, asking = set(), set(), set()
        self.foreign.clear()
        for path in paths:
            self.page.goto(self.site.url + path)
            self.page.wait_for_timeout(QUIET_MILLISECONDS)
            stored |= set(self.page.evaluate(STORAGE))
            cookies |= {cookie["name"] for cookie in self.page.context.cookies()}
            if self.page.locator(".consent").count():
                asking.add(path)
        # Going from one language to the other is a choice of its own, and has its own cookie.
        return cookies - {"cesi_language"}, stored, set(self.foreign), asking


@pytest.fixture
def watched(site: LiveSite, visit: Callable[..., Page]) -> Callable[..., Watched]:
    """Open a browser that is watched; options go to its context."""
    return lambda **options: Watched(visit("nl", **options), site)


@pytest.mark.promise("F6")
def test_F6_before_a_choice_nothing_is_held_and_nobody_else_asked(
    watched: Callable[..., Watched], forty: list[str]
) -> None:
    cookies, stored, foreign, asking = watched().look(forty)
    assert (cookies, stored, foreign) == (set(), set(), set())
    assert asking and not {path for path in asking if path.endswith(("/contact", "/cookies", "/newsletter"))}


@pytest.mark.promise("F6")
def test_F6_after_a_no_only_the_no_is_held(watched: Callable[..., Watched], forty: list[str]) -> None:
    browser = watched()
    browser.answer("Alles weigeren")
    assert browser.look(forty) == ({"cesi_consent"}, set(), set(), set())


@pytest.mark.promise("F6")
def test_F6_after_a_yes_what_the_table_lists_and_after_taking_it_back_nothing(
    watched: Callable[..., Watched], forty: list[str]
) -> None:
    browser = watched()
    browser.answer("Alles aanvaarden")
    cookies, stored, foreign, asking = browser.look(forty)
    assert (cookies, stored, foreign, asking) == (OURS | THEIRS, set(), {TAG, COLLECT}, set())
    page = browser.page
    page.goto(browser.site.url + "/nl/cookies")
    check(page)
    page.locator("#choice").get_by_role("button", name="Alles weigeren").click()
    page.wait_for_url("**/nl/**")
    assert {cookie["name"] for cookie in page.context.cookies()} - {"cesi_language"} == {"cesi_consent"}
    assert browser.look(forty) == ({"cesi_consent"}, set(), set(), set())


@pytest.mark.promise("F6")
def test_F6_google_sees_no_address_of_a_personal_link(watched: Callable[..., Watched], site: LiveSite) -> None:
    browser = watched()
    browser.answer("Alles aanvaarden")
    browser.page.goto(f"{site.url}/nl/nieuwsbrief/uitschrijven/geheim?code=geheim")
    browser.collected.clear()
    browser.page.evaluate("location.href = '/nl/diensten?code=geheim'")
    browser.page.wait_for_url("**/nl/diensten**")
    browser.page.wait_for_load_state("networkidle")
    assert browser.page.evaluate("document.referrer").endswith("geheim")
    assert browser.collected == [f"{site.url}/nl/diensten {site.url}/"]


@pytest.mark.promise("F6")
def test_F6_gpc_is_a_no_that_nobody_has_to_give(watched: Callable[..., Watched], forty: list[str]) -> None:
    browser = watched(extra_http_headers={"Sec-GPC": "1"})
    assert browser.look(forty) == (set(), set(), set(), set())


@pytest.mark.promise("F2")
@pytest.mark.parametrize(("label", "granted"), [("Alles aanvaarden", OURS), ("Alles weigeren", {"cesi_consent"})])
def test_F2_without_javascript_the_choice_works_as_well(
    watched: Callable[..., Watched], label: str, granted: set[str]
) -> None:
    browser = watched(java_script_enabled=False)
    browser.answer(label)
    assert browser.page.locator(".consent").count() == 0
    assert {cookie["name"] for cookie in browser.page.context.cookies()} == granted


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_the_line_and_the_page_of_cookies_hold_up_nobody(
    watched: Callable[..., Watched], tmp_path: Path, width: int, scheme: Any
) -> None:
    browser = watched(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for path in ("/nl/", "/fr/cookies"):
        browser.page.goto(browser.site.url + path)
        check(browser.page)
    sizes = [button.bounding_box() for button in browser.page.locator("#choice .form-actions button").all()]
    assert len(sizes) == 3 and {size["height"] for size in sizes if size} == {sizes[0]["height"] if sizes[0] else 0}
