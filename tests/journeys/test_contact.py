"""A visitor writes to CESI in a real browser; the right team has the mail, the visitor a receipt."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.support.journeys import LANGUAGE_AND_SCRIPT
from tests.support.live import LiveSite, wait_until
from tests.support.smtp import Inbox

pytestmark = pytest.mark.journey

WORDS = {
    "nl": {
        "path": "/nl/contact",
        "topic": "training",
        "subject": "Vraag over een opleiding in de haven",
        "message": "Goedendag, wij zoeken een opleiding eerste hulp voor zes collega’s. Kan dat in maart?",
        "received": "/nl/contact/ontvangen",
        "other": "Français",
    },
    "fr": {
        "path": "/fr/contact",
        "topic": "training",
        "subject": "Question sur une formation à Liège",
        "message": "Bonjour, nous cherchons une formation de secourisme pour six collègues. Est-ce possible en mars ?",
        "received": "/fr/contact/recu",
        "other": "Nederlands",
    },
}


def _fill(page: Page, words: dict[str, str], email: str) -> None:
    page.locator(f"[name=topic][value={words['topic']}]").or_(page.locator("select[name=topic]")).first.evaluate(
        """(field, value) => {
            if (field.tagName === "SELECT") { field.value = value } else { field.checked = true }
            field.dispatchEvent(new Event("change", {bubbles: true}))
        }""",
        words["topic"],
    )
    page.fill("[name=subject]", words["subject"])
    page.fill("[name=name]", "Noor Janssens")
    page.fill("[name=email]", email)
    page.fill("[name=phone]", "02 123 45 67")
    page.fill("[name=enterprise_number]", "0123.456.749")
    page.fill("[name=message]", words["message"])


@pytest.mark.promise("E2")
@pytest.mark.parametrize(("language", "script"), LANGUAGE_AND_SCRIPT)
def test_a_message_reaches_its_team_and_the_visitor_has_a_receipt(
    site: LiveSite, smtp: Inbox, visit: Callable[..., Page], tmp_path: Path, language: str, script: bool
) -> None:
    words, email = WORDS[language], f"noor@voorbeeld-{language}.be"
    picture = tmp_path / "plan.png"
    Image.new("RGB", (40, 30), "navy").save(picture)
    page = visit(language, java_script_enabled=script)
    page.goto(site.url + words["path"])
    _fill(page, words, email)
    page.set_input_files("[name=attachments]", picture)
    page.click("main form button[type=submit]")
    expect(page).to_have_url(re.compile(re.escape(site.url + words["received"])))
    found = re.search(r"CESI-\d{4}-\d{6}", page.inner_text("main"))
    assert found
    assert email not in page.url

    wait_until(lambda: len(smtp.received) >= 2, seconds=60, what="the team's mail and the receipt")
    (receipt,) = smtp.to(email)
    (team,) = [mail for mail in smtp.received if mail is not receipt]
    assert found[0] in team.message["Subject"]
    assert words["subject"] in team.message["Subject"]
    assert team.message["Reply-To"].addresses[0].addr_spec == email
    assert [part.get_filename() for part in team.message.iter_attachments()] == ["plan.png"]
    assert words["message"] in team.text.replace("\n", " ")
    assert found[0] in receipt.message["Subject"]
    assert words["message"] in receipt.text.replace("\n", " ")
    assert receipt.sender == ""
    assert receipt.message["Auto-Submitted"].startswith("auto-")
    assert f'lang="{language}-BE"' in receipt.html


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_after_a_mistake_everything_typed_is_still_there(
    site: LiveSite, smtp: Inbox, visit: Callable[..., Page], tmp_path: Path, language: str
) -> None:
    words = WORDS[language]
    picture = tmp_path / "plan.png"
    Image.new("RGB", (40, 30), "navy").save(picture)
    page = visit(language)
    page.goto(site.url + words["path"])
    _fill(page, words, "noor-without-at")
    page.set_input_files("[name=attachments]", picture)
    page.click("main form button[type=submit]")
    expect(page.locator("main [name=email]")).to_have_attribute("aria-invalid", "true")
    assert page.input_value("[name=subject]") == words["subject"]
    assert page.input_value("[name=message]") == words["message"]
    assert "plan.png" in page.inner_text("main")
    page.fill("[name=email]", "noor@voorbeeld.be")
    page.click("main form button[type=submit]")
    expect(page).to_have_url(re.compile(re.escape(words["received"])))
    wait_until(lambda: len(smtp.received) >= 2, seconds=60, what="both mails")
    team = next(mail for mail in smtp.received if "noor@voorbeeld.be" not in mail.recipients)
    assert [part.get_filename() for part in team.message.iter_attachments()] == ["plan.png"]


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_language_can_change_half_way_and_nothing_typed_is_lost(
    shared_site: LiveSite, visit: Callable[..., Page], tmp_path: Path, script: bool
) -> None:
    picture = tmp_path / "plan.png"
    Image.new("RGB", (40, 30), "navy").save(picture)
    page = visit("nl", java_script_enabled=script)
    page.goto(shared_site.url + "/nl/contact")
    _fill(page, WORDS["nl"], "noor@voorbeeld.be")
    page.set_input_files("[name=attachments]", picture)
    if script:
        page.locator(".topbar").get_by_role("link", name="Français").click()
    else:
        page.get_by_role("button", name="Poursuivre en français").click()
    expect(page).to_have_url(shared_site.url + "/fr/contact")
    assert page.input_value("[name=message]") == WORDS["nl"]["message"]
    assert page.input_value("[name=enterprise_number]") == "0123.456.749"
    assert "plan.png" in page.inner_text("main")
    assert page.locator("[aria-invalid=true]").count() == 0


@pytest.mark.engine("sqlite")
@pytest.mark.promise("F3")
def test_the_language_switch_stays_on_the_page_and_is_remembered(
    shared_site: LiveSite, visit: Callable[..., Page]
) -> None:
    page = visit("nl")
    page.goto(shared_site.url + "/nl/privacy")
    assert page.context.cookies() == []
    page.get_by_role("link", name="Français").first.click()
    expect(page).to_have_url(shared_site.url + "/fr/vie-privee")
    assert [(c["name"], c["value"]) for c in page.context.cookies()] == [("cesi_language", "fr")]
    page.goto(shared_site.url + "/")
    expect(page).to_have_url(shared_site.url + "/fr/")
