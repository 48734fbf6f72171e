"""The life of an enrolment: a group, a full session, an offer from the waiting list, a replacement, the end."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from cesi_site.core.database import db, transaction
from cesi_site.enrolment.models import Enrolment, TrainingSession
from cesi_site.enrolment.queries.enrolments import open_sessions
from cesi_site.enrolment.states import EnrolmentState
from cesi_site.enrolment.words import Organiser
from tests.support.barriers import check
from tests.support.journeys import fill, go_on, mail_link, submit
from tests.support.live import LiveSite
from tests.support.smtp import Inbox

pytestmark = pytest.mark.journey

PLACES = 3
ELS, AN = "els.peeters@korenaar.example", "an.claes@molen.example"
NOOR, TOM = "noor.aerts@korenaar.example", "tom.wils@korenaar.example"
FORM = {"nl": "/nl/inschrijven/", "fr": "/fr/inscription/"}
MANAGE = {"nl": "/nl/inschrijving/", "fr": "/fr/inscription/suivi/"}
RECEIVED = re.compile("/(ontvangen|recue)")


@pytest.fixture
def place(site: LiveSite, app: Flask) -> Callable[[Organiser], TrainingSession]:
    """Find the next session of a house, and leave it three places."""

    def find(house: Organiser) -> TrainingSession:
        with app.app_context():
            found = next(one for one in open_sessions() if one.training.organiser is house)
            with transaction():
                found.minimum, found.maximum = 1, PLACES
            return found

    return find


def begin(page: Page, base: str, language: str, session_id: int, email: str, organisation: str) -> None:
    """Go from the training's page to the form, and say who enrols."""
    page.goto(f"{base}{FORM[language]}{session_id}")
    check(page)
    fill(page, {"first_name": "Els" if email == ELS else "An", "last_name": "Peeters", "email": email})
    fill(page, {"phone": "09 123 45 67", "organisation": organisation, "enterprise_number": "0123.456.749"})
    page.check("[name=conditions]")


def state_of(app: Flask, email: str) -> EnrolmentState:
    with app.app_context():
        return db.session.query(Enrolment).filter_by(email=email).one().state


@pytest.mark.promise("C1")
@pytest.mark.promise("H2")
@pytest.mark.parametrize(
    ("language", "house", "width"),
    [
        pytest.param("nl", Organiser.CESI, 1440, marks=pytest.mark.engine("sqlite")),
        pytest.param("fr", Organiser.ONEMANAGEMENT, 390, marks=pytest.mark.engine("postgresql")),
    ],
)
def test_C1_the_life_of_an_enrolment(
    site: LiveSite,
    app: Flask,
    visit: Callable[..., Page],
    smtp: Inbox,
    place: Callable[[Organiser], TrainingSession],
    language: str,
    house: Organiser,
    width: int,
) -> None:
    session = place(house)
    base = site.url if house is Organiser.CESI else site.host("onemanagement")
    page = visit(language, viewport={"width": width, "height": 900})

    begin(page, base, language, session.id, ELS, "De Korenaar")
    page.check("[name=no_announcements]")
    page.locator("button[name=go][value=add]").click()
    fill(page, {"participants-0-first_name": "Noor", "participants-0-last_name": "Aerts"})
    fill(page, {"participants-0-email": NOOR, "participants-1-first_name": "Jan", "participants-1-last_name": "Claes"})
    page.locator("details", has=page.locator("[name=pasted]")).locator("summary").click()
    page.fill("[name=pasted]", "Mia; Maes; ; bakker")
    check(page)
    go_on(page)
    expect(page.locator("main")).to_contain_text("Mia Maes")
    check(page)
    go_on(page, "send")
    expect(page).to_have_url(RECEIVED)
    check(page)
    assert state_of(app, ELS) is EnrolmentState.CONFIRMED
    own = mail_link(smtp, ELS, MANAGE[language])
    assert mail_link(smtp, NOOR, "/voorkeuren/" if language == "nl" else "/preferences/")

    other = visit(language, viewport={"width": width, "height": 900})
    begin(other, base, language, session.id, AN, "De Molen")
    go_on(other)
    check(other)
    go_on(other, "wait")
    expect(other).to_have_url(RECEIVED)
    check(other)
    assert state_of(app, AN) is EnrolmentState.WAITING_LIST
    waiting = mail_link(smtp, AN, MANAGE[language])
    other.goto(waiting)
    check(other)

    page.goto(own)
    check(page)
    page.locator("main a[href*='/vervangen/'], main a[href*='/remplacer/']").first.click()
    fill(page, {"first_name": "Tom", "last_name": "Wils", "email": TOM})
    check(page)
    submit(page)
    expect(page.locator("main")).to_contain_text("Tom Wils")
    assert mail_link(smtp, TOM, "/mijn-gegevens" if language == "nl" else "/mes-donnees")
    page.locator("main a[href$='/verplaatsen'], main a[href$='/deplacer']").click()
    check(page)
    page.go_back()
    page.locator("main a[href$='/annuleren'], main a[href$='/annuler']").click()
    check(page)
    submit(page)
    check(page)
    assert state_of(app, ELS) is EnrolmentState.CANCELLED_BY_CUSTOMER

    other.goto(mail_link(smtp, AN, MANAGE[language]))
    check(other)
    go_on(other, "take")
    check(other)
    assert state_of(app, AN) is EnrolmentState.CONFIRMED
