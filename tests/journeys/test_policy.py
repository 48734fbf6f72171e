"""The policy in a real browser: its layers open without script, and paper shows all of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.barriers import check
from tests.support.live import LiveSite

pytestmark = [pytest.mark.journey, pytest.mark.engine("sqlite")]

PAGES = {"nl": "/nl/privacy", "fr": "/fr/vie-privee"}


@pytest.mark.parametrize("language", PAGES)
def test_the_layers_open_without_script_and_stand_on_paper(
    shared_site: LiveSite, visit: Callable[..., Page], language: str
) -> None:
    page = visit(language, java_script_enabled=False, viewport={"width": 390, "height": 900})
    page.goto(shared_site.url + PAGES[language])
    rows = page.locator("#sources-table table")
    expect(rows).not_to_be_visible()
    page.locator("#sources-table summary").click()
    expect(rows).to_be_visible()
    page.emulate_media(media="print")
    for fold in ("terms-table", "recipients-table", "cookies-table", "measures", "joint"):
        expect(page.locator(f"#{fold} .details-body")).to_be_visible()
    expect(page.locator("nav[aria-labelledby=contents]")).not_to_be_visible()


@pytest.mark.parametrize(("language", "width"), [("nl", 390), ("fr", 1440)])
def test_every_layer_is_accessible_and_fits(
    shared_site: LiveSite, visit: Callable[..., Page], language: str, width: int
) -> None:
    page = visit(language, viewport={"width": width, "height": 900})
    page.goto(shared_site.url + PAGES[language])
    for fold in page.locator("main details > summary").all():
        fold.click()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    check(page)
