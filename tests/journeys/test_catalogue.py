"""From a question to a training, as visitors go: by links alone, on both hosts, in both languages, small and large."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.barriers import check
from tests.support.live import LiveSite

# The catalogue is read alike from each database: it is walked through on one.
pytestmark = [pytest.mark.journey, pytest.mark.engine("sqlite")]

FOLDED_BELOW = 990

WORDS: dict[str, dict[str, Any]] = {
    "nl": {
        "menu": "Opleidingen",
        "search": "hulpverleners",
        "theme": "Eerste hulp",
        "spoken": "Frans",
        "calendar": "Kalender",
        "training": "EHBO in de onderneming: basisopleiding",
        "twin": "Secourisme en entreprise",
        "other": "Français",
        "sent": "/nl/contact/ontvangen",
        "partner": "Opleidingen van OneManagement",
        "back": "Opleidingen van CESI",
    },
    "fr": {
        "menu": "Formations",
        "search": "secouristes",
        "theme": "Premiers secours",
        "spoken": "Français",
        "calendar": "Calendrier",
        "training": "Secourisme en entreprise : formation de base",
        "twin": "EHBO in de onderneming",
        "other": "Nederlands",
        "sent": "/fr/contact/recu",
        "partner": "Formations de OneManagement",
        "back": "Formations de CESI",
    },
}


def choose(page: Page, name: str, word: str) -> None:
    """Follow a filter's link, where a small screen folds it away too; `word` then stands in the address."""
    if page.viewport_size and page.viewport_size["width"] < FOLDED_BELOW:
        page.locator(".facets > summary").click()
    page.locator(".facets").get_by_role("link", name=re.compile(rf"^{name}")).click()
    page.wait_for_url(re.compile(word))


@pytest.mark.promise("C1")
@pytest.mark.promise("E1")
@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize("width", [390, 1440])
def test_C1_a_visitor_finds_a_training_and_asks_about_it(
    shared_site: LiveSite, visit: Callable[..., Page], language: str, width: int
) -> None:
    words = WORDS[language]
    page = visit(language, java_script_enabled=False, viewport={"width": width, "height": 900})
    page.goto(f"{shared_site.url}/{language}/")
    if width < FOLDED_BELOW:
        page.locator("details.menu > summary").click()
    page.locator("header").get_by_role("link", name=words["menu"]).locator("visible=true").click()
    page.get_by_role("searchbox").fill(words["search"])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?q="))
    choose(page, words["theme"], "them[ae]=")
    choose(page, words["spoken"], "(taal|langue)=fr")
    expect(page.get_by_role("searchbox")).to_have_value(words["search"])
    assert page.locator(".chosen .tag").count() == 2
    page.get_by_role("link", name=words["training"]).click()
    expect(page.locator("h1")).to_have_text(words["training"])
    page.get_by_role("link", name=words["other"]).click()
    expect(page.locator("h1")).to_contain_text(words["twin"])
    page.go_back()
    page.fill("#question [name=message]", "Wij zijn met acht, liefst in mei. / Nous sommes huit, de préférence en mai.")
    page.fill("#question [name=name]", "An Peeters")
    page.fill("#question [name=email]", "an@bakkerij.example")
    page.locator("#question form button[type=submit]:not([name])").click()
    page.wait_for_url(f"**{words['sent']}?**")


@pytest.mark.promise("A2")
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_A2_each_site_leads_to_the_trainings_of_the_other(
    shared_site: LiveSite, visit: Callable[..., Page], language: str
) -> None:
    words = WORDS[language]
    page = visit(language)
    page.goto(f"{shared_site.host('onemanagement')}/{language}/")
    assert page.locator("html").get_attribute("data-site") == "onemanagement"
    assert page.locator(".training-card").count() == 6
    page.get_by_role("link", name=words["back"]).click()
    assert page.url.startswith(shared_site.url)
    page.get_by_role("link", name=words["partner"]).click()
    assert page.url.startswith(shared_site.host("onemanagement"))
    assert page.locator(".training-card").count() == 8
    assert page.context.cookies() == []


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 820), ("light", 1440)])
def test_filters_months_and_empty_lists_are_in_nobodys_way(
    shared_site: LiveSite, visit: Callable[..., Page], language: str, scheme: str, width: int
) -> None:
    words = WORDS[language]
    page = visit(language, color_scheme=scheme, viewport={"width": width, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for base in (shared_site.url, shared_site.host("onemanagement")):
        page.goto(f"{base}/{language}/{words['menu'].lower()}?q={words['search']}")
        if width < FOLDED_BELOW:
            page.locator(".facets > summary").click()
        look_at(page)
        page.get_by_role("link", name=words["calendar"]).click()
        page.locator(".pager [rel=next]").click()
        look_at(page)
        page.goto(f"{base}/{language}/{words['menu'].lower()}?q=zzzz")
        look_at(page)
    assert complaints == []


def look_at(page: Page) -> None:
    """Fail on a barrier, or on a page wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
    check(page)
