"""An employer asks to join CESI in a real browser: by keyboard, with and without script, and goes on later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cesi_site.core.clock import today
from tests.support.barriers import check
from tests.support.journeys import go_on, mail_link, press_return
from tests.support.live import LiveSite, wait_until
from tests.support.smtp import Inbox

pytestmark = pytest.mark.journey

PATHS = {"nl": "/nl/aansluiting", "fr": "/fr/affiliation"}
APPLICANT = "els@voorbeeld.be"


@pytest.mark.promise("D1")
@pytest.mark.parametrize(
    ("language", "script"),
    [
        pytest.param("nl", True, marks=pytest.mark.engine("postgresql")),
        pytest.param("fr", False, marks=pytest.mark.engine("sqlite")),
    ],
)
def test_an_employer_asks_to_join(
    site: LiveSite, smtp: Inbox, visit: Callable[..., Page], language: str, script: bool
) -> None:
    page = visit(language, java_script_enabled=script)
    look = check if script else lambda page: None
    page.goto(site.url + PATHS[language])
    look(page)
    go_on(page)
    look(page)
    expect(page.locator("#enterprise_number-error")).to_be_visible()

    page.fill("[name=legal_name]", "Bakkerij De Korenaar")
    page.select_option("[name=legal_form]", "bv")
    page.check("[name=incorporation_pending]")
    expect(page.locator("[name=enterprise_number]")).to_be_hidden()
    page.uncheck("[name=incorporation_pending]")
    page.fill("[name=enterprise_number]", "0123.456.749")
    page.fill("[name=street]", "Stationsstraat 12")
    page.fill("[name=postcode]", "9000")
    page.fill("[name=town]", "Gent")
    press_return(page, "town")

    look(page)
    page.fill("[name=main_activity]", "Bakkerij")
    page.fill("[name=nace_code]", "10.711")
    page.fill("[name=worker_count]", "12")
    go_on(page, "add")
    expect(page.locator("[name=places-0-street]")).to_be_visible()
    look(page)
    page.fill("[name=places-0-street]", "Kouter 3")
    page.fill("[name=places-0-postcode]", "9000")
    page.fill("[name=places-0-town]", "Gent")
    # Return goes on; it neither adds nor removes a place.
    press_return(page, "places-0-town")

    look(page)
    page.fill("[name=contact_first_name]", "Els")
    page.fill("[name=contact_last_name]", "Peeters")
    page.fill("[name=email]", APPLICANT)
    page.check("[name=signatory_is_contact]")
    expect(page.locator("[name=signatory_name]")).to_be_hidden()
    page.fill("[name=signatory_function]", "zaakvoerder")
    go_on(page, "save")

    look(page)
    page.fill("[name=email]", APPLICANT)
    press_return(page, "email")
    look(page)
    link = mail_link(smtp, APPLICANT, PATHS[language])

    page = visit(language, java_script_enabled=script)
    page.goto(link)
    go_on(page)
    expect(page.locator("[name=notice_given]").first).to_be_hidden()
    page.fill("[name=start_date]", f"{today() + timedelta(days=40):%d/%m/%Y}")
    page.select_option("[name=current_service]", "liantis")
    expect(page.locator("[name=notice_given]").first).to_be_visible()
    look(page)
    go_on(page)

    look(page)
    go_on(page)
    expect(page.locator("#authorised-error")).to_be_visible()
    page.check("[name=authorised]")
    page.check("[name=conditions]")
    go_on(page)
    look(page)
    expect(page.locator("main")).to_contain_text("AFF-")
    wait_until(lambda: len(smtp.to(APPLICANT)) == 2, seconds=30, what="the receipt")
    (file,) = smtp.to(APPLICANT)[1].message.iter_attachments()
    assert file.get_content_type() == "application/pdf"
