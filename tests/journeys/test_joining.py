"""An employer joins, and from then on decides itself who has access: from the first form to a colleague who left."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cesi_site.core.clock import today
from tests.support import live
from tests.support.barriers import check
from tests.support.journeys import accept_invitation, fill, go_on, mail_link, set_up_app, sign_in, submit
from tests.support.live import LiveSite, wait_until
from tests.support.smtp import Inbox

pytestmark = [pytest.mark.journey, pytest.mark.engine("postgresql")]

EMPLOYER = "Boulangerie du Vieux Moulin"
OFFICER = "affiliations@cesi.example"
MANAGER = "amelie@vieux-moulin.example"
COLLEAGUE = "jef@vieux-moulin.example"


@pytest.mark.promise("D2")
@pytest.mark.promise("G1")
def test_an_employer_joins_and_manages_who_has_access(site: LiveSite, smtp: Inbox, visit: Callable[..., Page]) -> None:
    reference = ask_to_join(visit("fr"), site)
    officer = visit("fr")
    start_as_officer(officer, site, smtp)
    accept_request(officer, reference)

    manager = visit("fr")
    start_as_manager(manager, smtp)
    see_what_was_filled_in(manager)
    invite_colleague(manager)

    colleague = visit("nl")
    start_as_colleague(colleague, smtp)
    withdraw_colleague(manager)
    find_the_session_ended(colleague)
    wait_until(lambda: len(smtp.to(COLLEAGUE)) == 2, seconds=20, what="the mail that the access ended")


def ask_to_join(page: Page, site: LiveSite) -> str:
    """Fill in the request in French, step by step, and return its reference."""
    page.goto(site.url + "/fr/affiliation")
    page.select_option("[name=legal_form]", "bv")
    fill(page, {"legal_name": EMPLOYER, "enterprise_number": "0123.456.749"})
    fill(page, {"street": "Rue du Moulin 8", "postcode": "5000", "town": "Namur"})
    go_on(page)
    fill(page, {"main_activity": "Boulangerie", "nace_code": "10.711", "worker_count": "12"})
    go_on(page, "add")
    fill(page, {"places-0-street": "Quai de Meuse 3", "places-0-postcode": "5100", "places-0-town": "Jambes"})
    go_on(page)
    fill(page, {"contact_first_name": "Amélie", "contact_last_name": "Dubois", "email": MANAGER})
    page.check("[name=signatory_is_contact]")
    fill(page, {"signatory_function": "gérante"})
    go_on(page)
    fill(page, {"start_date": f"{today() + timedelta(days=40):%d/%m/%Y}"})
    page.select_option("[name=current_service]", "none")
    go_on(page)
    page.check("[name=authorised]")
    page.check("[name=conditions]")
    go_on(page)
    expect(page.locator("main")).to_contain_text("AFF-")
    found = re.search(r"AFF-[\d-]+\d", page.locator("main").inner_text())
    assert found
    return found[0]


def start_as_officer(page: Page, site: LiveSite, smtp: Inbox) -> None:
    """Come in as a member of staff who decides on requests."""
    words = ("--name", "Farah Aziz", "--language", "fr", "--role", "affiliation_officer")
    live.flask(site.environ, "staff", "create", OFFICER, *words)
    accept_invitation(page, mail_link(smtp, OFFICER, "/invitation/"))
    sign_in(page, OFFICER)
    set_up_app(page)
    page.wait_for_url("**/staff/")


def accept_request(page: Page, reference: str) -> None:
    """Take the request up and accept it as it was filled in."""
    open_menu(page, "/staff/affiliations")
    expect(page.locator("main tr", has_text=reference)).to_contain_text("Amélie Dubois")
    page.get_by_role("link", name=EMPLOYER).click()
    check(page)
    page.locator("form[action$='/take-up'] button").click()
    page.locator("a[href$='/accept']").click()
    check(page)
    expect(page.locator("[name=manager_email]")).to_have_value(MANAGER)
    submit(page)
    expect(page.locator("a[href*='/staff/members/']")).to_be_visible()


def start_as_manager(page: Page, smtp: Inbox) -> None:
    """Come in as the first access manager, who needs a second factor."""
    accept_invitation(page, mail_link(smtp, MANAGER, "/invitation/"))
    sign_in(page, MANAGER)
    set_up_app(page)
    page.wait_for_url("**/fr/mycesi/")
    expect(page.get_by_role("heading", level=1)).to_have_text(EMPLOYER)
    check(page)


def see_what_was_filled_in(page: Page) -> None:
    """Find the employer in its record as it was filled in on the form: nobody typed it again."""
    open_menu(page, "/fr/mycesi/organisation")
    for known in (EMPLOYER, "0123.456.749", "Rue du Moulin 8, 5000 Namur", "Quai de Meuse 3, 5100 Jambes"):
        expect(page.locator("main")).to_contain_text(known)


def invite_colleague(page: Page) -> None:
    """Give a Dutch-speaking colleague the right to read the file."""
    open_menu(page, "/fr/mycesi/collegues")
    page.locator("main a[href$='/collegues/inviter']").click()
    fill(page, {"name": "Jef Maes", "email": COLLEAGUE})
    page.check("[name=language][value=nl]")
    page.check("[name=role][value=reader]")
    page.select_option("[name=reason]", "new_colleague")
    check(page)
    submit(page)
    expect(page.locator("main tr", has_text=COLLEAGUE)).to_be_visible()


def start_as_colleague(page: Page, smtp: Inbox) -> None:
    """Come in with a password alone, see the file, and no way to give others access."""
    accept_invitation(page, mail_link(smtp, COLLEAGUE, "/uitnodiging/"))
    sign_in(page, COLLEAGUE)
    page.wait_for_url("**/nl/mycesi/")
    expect(page.get_by_role("heading", level=1)).to_have_text(EMPLOYER)
    expect(page.locator("a[href$='/nl/mycesi/collega-s']")).to_have_count(0)
    check(page)


def withdraw_colleague(page: Page) -> None:
    """Take the colleague's access away; what happened, and why, stands in the log."""
    open_menu(page, "/fr/mycesi/collegues")
    page.get_by_role("link", name="Jef Maes").click()
    person = page.url
    page.locator("a[href$='/retirer']").click()
    check(page)
    page.check("[name=reason][value=left]")
    submit(page)
    page.wait_for_url("**/fr/mycesi/collegues")
    page.goto(person)
    for reason in ("nouveau collègue", "ne travaille plus chez nous"):
        expect(page.locator("main table")).to_contain_text(reason)


def find_the_session_ended(page: Page) -> None:
    """Go on in the page that was open: it leads out, and the password opens nothing any more."""
    open_menu(page, "/nl/mycesi/dossier")
    page.wait_for_url("**/nl/mycesi/aanmelden?**")
    sign_in(page, COLLEAGUE)
    expect(page.locator("main [role=alert], main .error-summary").first).to_be_visible()
    expect(page).to_have_url(re.compile("/nl/mycesi/aanmelden"))


def open_menu(page: Page, path: str) -> None:
    """Go to a page by the menu."""
    page.locator(f"header a[href$='{path}']").first.click()
