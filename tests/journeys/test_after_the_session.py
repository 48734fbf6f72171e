"""After a session: staff note who was there, the certificate comes by mail, and a stranger checks it by its code."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from cesi_site.enrolment.queries.enrolments import open_sessions
from cesi_site.enrolment.states import MemberWish
from tests.enrolment.conftest import days_ahead, plan
from tests.enrolment.taking_part import ENROLER, enrol, move_back
from tests.support import live
from tests.support.barriers import check
from tests.support.journeys import accept_invitation, mail_link, set_up_app, sign_in
from tests.support.live import LiveSite
from tests.support.smtp import Inbox

pytestmark = pytest.mark.journey

ILSE, NOOR = "ilse@cesi.example", "noor@korenaar.example"


@pytest.fixture
def given(site: LiveSite, app: Flask) -> int:
    """A session that was given last week, with two participants; returns its number."""
    with app.app_context():
        session = open_sessions()[0]
        emails, functions = (NOOR, None), ("preventieadviseur", None)
        enrol(session, "Noor Aerts", "Jan Claes", emails=emails, functions=functions, language="fr")
        move_back(session, (session.ends_at.date() - session.changed_at.date()).days + 7)
        return session.id


@pytest.mark.promise("C4")
@pytest.mark.engine("sqlite")
def test_attendance_leads_to_a_certificate_that_anybody_can_check(
    site: LiveSite, given: int, smtp: Inbox, visit: Callable[..., Page]
) -> None:
    staff = visit("fr")
    come_in(staff, site, smtp)
    note_attendance(staff, given)
    staff.set_viewport_size({"width": 390, "height": 900})
    look_at_the_rest(staff, site, given)

    reader = visit("fr")
    reader.goto(mail_link(smtp, NOOR, "/fr/attestation/"))
    expect(reader.locator("main")).to_contain_text("N. A.")
    expect(reader.locator("main")).not_to_contain_text("Aerts")
    check(reader)
    reader.goto(mail_link(smtp, NOOR, "/fr/mes-formations/"))
    check(reader)
    with reader.expect_download() as paper:
        reader.locator("main table a[href*='/attestation/']").first.click()
    assert paper.value.path().read_bytes().startswith(b"%PDF-")


@pytest.fixture
def asking(site: LiveSite, app: Flask) -> int:
    """An enrolment for a session ahead, by somebody who says that the organisation is a member; returns its number."""
    with app.app_context():
        session = next(one for one in open_sessions() if one.training.member_price is not None)
        plan(session.training, days_ahead(40))
        return enrol(session, "Noor Aerts", emails=(NOOR,), language="fr", member_wish=MemberWish.YES).id


@pytest.mark.promise("C1")
@pytest.mark.engine("postgresql")
def test_staff_set_the_member_price_move_and_cancel_for_a_customer_who_asks(
    site: LiveSite, asking: int, smtp: Inbox, visit: Callable[..., Page]
) -> None:
    staff = visit("fr")
    come_in(staff, site, smtp)
    staff.locator(f"main a[href$='/sessions/enrolments/{asking}']").click()
    check(staff)
    staff.locator("main a[href$='/price']").click()
    check(staff)
    staff.get_by_label("Prix par participant").fill("99,50")
    staff.get_by_label("Raison").fill("Vous êtes membre.")
    staff.locator("main form button[type=submit]").click()
    expect(staff.locator("main .timeline")).to_contain_text("Vous êtes membre.")
    staff.set_viewport_size({"width": 390, "height": 900})
    check(staff)
    staff.locator("main a[href$='/move']").click()
    staff.get_by_role("radio").first.check()
    check(staff)
    staff.locator("main form button[type=submit]").click()
    expect(staff.locator("main .timeline")).to_contain_text("déplacée")
    staff.locator("main a[href$='/cancel']").click()
    staff.get_by_label("Raison").fill("Nous avons changé la date.")
    check(staff)
    assert staff.evaluate("document.documentElement.scrollWidth") <= 390
    staff.locator("main form button[type=submit]").click()
    expect(staff.locator("main .case-head")).to_contain_text("annulée")
    reader = visit("fr")
    reader.goto(mail_link(smtp, ENROLER, "/inscription/suivi/"))
    expect(reader.locator("main")).to_contain_text("99,50")
    expect(reader.locator("main")).to_contain_text("Nous avons changé la date.")


def come_in(page: Page, site: LiveSite, smtp: Inbox) -> None:
    """Come in as a training manager."""
    words = ("--name", "Ilse Jacobs", "--language", "fr", "--role", "training_manager")
    live.flask(site.environ, "staff", "create", ILSE, *words)
    accept_invitation(page, mail_link(smtp, ILSE, "/invitation/"))
    sign_in(page, ILSE)
    set_up_app(page)
    page.wait_for_url("**/staff/")


def note_attendance(page: Page, number: int) -> None:
    """Go from what is to do to the session; one was away, the other there; then the session was held."""
    page.locator("main a[href*='when=to_do']").first.click()
    check(page)
    page.locator(f"main a[href$='/staff/sessions/{number}']").first.click()
    check(page)
    page.locator("main a[href$='/attendance']").click()
    check(page)
    page.get_by_role("group", name="Jan Claes").get_by_label("absent").check()
    page.locator("main form button[type=submit]:not([name])").click()
    page.locator("button[name=everybody]").click()
    expect(page.get_by_role("group", name="Noor Aerts").get_by_label("présent")).to_be_checked()
    expect(page.get_by_role("group", name="Jan Claes").get_by_label("absent")).to_be_checked()
    page.goto(page.url.removesuffix("/attendance"))
    page.locator("form[action$='/hold'] button").click()
    expect(page.locator(".timeline")).to_contain_text("attestations délivrées")
    check(page)


def look_at_the_rest(page: Page, site: LiveSite, number: int) -> None:
    """No page of the desk has a fault that axe finds, on a small screen, too."""
    for path in (f"/sessions/{number}/sheet", "/sessions?when=over", "/trainings/figures", "/trainings/offers"):
        page.goto(f"{site.host('my')}/staff{path}")
        check(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
