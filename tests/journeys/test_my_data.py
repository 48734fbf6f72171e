"""A visitor asks what CESI knows, takes it along, has it erased and keeps the receipt: in a real browser."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.barriers import check
from tests.support.journeys import mail_link
from tests.support.live import LiveSite, flask
from tests.support.smtp import Inbox

pytestmark = [pytest.mark.journey, pytest.mark.engine("sqlite")]

WORDS = {
    "nl": ("/nl/contact", "/nl/mijn-gegevens", "/meenemen.zip", "/wissen", "/nl/gewist/", "/nl/bewijs-van-wissing"),
    "fr": ("/fr/contact", "/fr/mes-donnees", "/emporter.zip", "/effacer", "/fr/efface/", "/fr/preuve-d-effacement"),
}


def write_to_cesi(page: Page, address: str, email: str) -> None:
    page.goto(address)
    page.check("[name=topic][value=training]")
    page.fill("[name=name]", "Noor Janssens")
    page.fill("[name=email]", email)
    page.fill("[name=phone]", "02 123 45 67")
    page.fill("[name=message]", "Goedendag, kan de opleiding in maart?")
    page.click("main form button[type=submit]")
    page.wait_for_load_state()


@pytest.mark.promise("K2")
@pytest.mark.promise("K4")
@pytest.mark.promise("K6")
@pytest.mark.parametrize(("language", "script"), [("nl", True), ("fr", False)], ids=["nl-script", "fr-no-script"])
def test_see_take_along_erase_and_keep_the_receipt(
    site: LiveSite, smtp: Inbox, visit: Callable[..., Page], language: str, script: bool
) -> None:
    contact, my_data, portable, erase, erased, check_receipt = WORDS[language]
    email = f"noor@voorbeeld-{language}.be"
    page = visit(language, java_script_enabled=script)
    write_to_cesi(page, site.url + contact, email)

    page.goto(site.url + my_data)
    page.fill("[name=email]", email)
    page.click("main form button[type=submit]")
    expect(page.locator("h1")).not_to_be_empty()
    assert email not in page.url
    link = mail_link(smtp, email, my_data + "/")
    page.goto(link)
    expect(page.locator("main")).to_contain_text("kan de opleiding in maart?")
    expect(page.locator("main")).to_contain_text(re.compile(r"(Weg op|Disparaît le) \d"))
    with page.expect_download() as started:
        page.click(f"a[href$='{portable}']")
    with zipfile.ZipFile(started.value.path()) as taken:
        data = json.loads(taken.read("data.json"))
        assert data["holdings"]["contact.messages"]["rows"][0]["name"] == "Noor Janssens"
        assert "schema.json" in taken.namelist()
    if script:
        check(page)

    page.click(f"a[href$='{erase}']")
    if script:
        check(page)
    expect(page.locator("main")).to_contain_text(email)
    page.click("#erase button[type=submit]")
    page.wait_for_url(re.compile(re.escape(site.url + erased)))
    number = re.search(r"ERA-\d{4}-\d{6}", page.inner_text("main"))
    assert number
    with page.expect_download() as started:
        page.click("a[href$='.json']")
    receipt = started.value.path().read_text()
    assert mail_link(smtp, email, check_receipt)
    page.goto(site.url + check_receipt)
    page.fill("[name=receipt]", receipt)
    page.fill("#check [name=email]", email)
    page.click("#check button[type=submit]")
    expect(page.locator(".callout.is-success")).to_contain_text(number[0])
    page.goto(link)
    expect(page.locator("main")).not_to_contain_text("opleiding in maart")
    assert flask(site.environ, "audit", "verify")
