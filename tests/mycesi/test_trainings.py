"""One's own trainings with offers, and those of the people whom the organisation enrolled, within one's scope."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import Account
from cesi_site.choices.models import Decision, Method, Use
from cesi_site.choices.operations import record_choice
from cesi_site.content.operations import load_starter_content
from cesi_site.content.queries import services
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.enrolment.models import Theme, TrainingSession
from cesi_site.enrolment.operations import note_attendance, step_session
from cesi_site.enrolment.states import Attendance
from cesi_site.enrolment.tokens import token_for
from cesi_site.enrolment.words import Organiser
from cesi_site.members import operations
from cesi_site.members.roles import Role
from cesi_site.visits.models import Interest, Subject
from cesi_site.visits.operations import forget
from cesi_site.visits.reading import code_of
from tests.enrolment.conftest import add, add_theme, days_ahead, plan
from tests.enrolment.taking_part import enrol, move_back
from tests.members.people import MYCESI, organisation, person, sign_in
from tests.staff.people import staff

OWN, ALL = "/nl/mycesi/mijn-opleidingen", "/nl/mycesi/opleidingen/gevolgd"
ENROLMENTS, OVERVIEW = "/nl/mycesi/opleidingen", "/nl/mycesi/"


@pytest.fixture
def theme(context: Flask) -> Theme:
    return add_theme()


def held(theme: Theme, code: str, name: str, email: str | None, **facts: Any) -> TrainingSession:
    """Let somebody have attended a training last week."""
    session = plan(add(code, theme), days_ahead(9))
    enrolment = enrol(session, name, emails=(email,), **facts)
    move_back(session, 16)
    (one,) = enrolment.participants
    note_attendance(session, {one.id: Attendance.PRESENT}, by=staff(f"Ilse {code}"))
    return step_session(session, "hold", by=None)


@pytest.mark.promise("C4")
@pytest.mark.promise("C5")
def test_one_sees_own_trainings_and_offers_until_one_objects(app: Flask, context: Flask, theme: Theme) -> None:
    reader = person(organisation(), Role.READER)
    assert reader.account is not None
    email = reader.account.email
    held(theme, "EHB-01", "Noor Aerts", email)
    held(theme, "BRA-01", "Iemand Anders", "anders@korenaar.example")
    plan(add("EHB-02", theme), days_ahead(30))
    client = sign_in(app, reader.account)
    page = client.get(OWN, base_url=MYCESI).text
    assert "title EHB-01 nl" in page and "title BRA-01 nl" not in page.partition("Wat u hierna")[0]
    assert "title EHB-02 nl" in page and "U volgde ‘title EHB-01 nl’" in page
    record_choice(email, Use.ANALYSIS, Decision.OBJECTION, method=Method.PAGE, language="nl")
    page = client.get(OWN, base_url=MYCESI).text
    assert "title EHB-01 nl" in page and "U volgde" not in page


def read_about(account: Account, subject: Subject, slug: str, language: str = "nl", *, reader: str = "r") -> None:
    with transaction() as session:
        facts = {"reader": reader, "slug": slug, "language": language, "views": 2, "last_at": clock.now()}
        session.add(Interest(account_id=account.id, subject=subject, **facts))


@pytest.mark.promise("F8")
@pytest.mark.promise("K5")
@pytest.mark.parametrize("ended", ["objection", "cookie"])
def test_F8_what_one_read_about_is_suggested_with_why_until_one_takes_it_back(
    app: Flask, context: Flask, theme: Theme, ended: str
) -> None:
    load_starter_content()
    (reader, other), number = (person(organisation(place), Role.READER).account for place in range(2)), "a" * 32
    assert reader and other
    for place, code in enumerate(("EHB-01", "EHB-02", "EHB-03", "EHB-04")):
        training = add(code, theme, organiser=Organiser.ONEMANAGEMENT if place == 1 else Organiser.CESI)
        if place != 2:
            plan(training, days_ahead(30))
    service, *_others = services("fr")
    (dutch,) = [one.title for one in services("nl") if one.key == service.key]
    mine = {"reader": code_of(number)}
    for slug, language in (
        ("ehb-01-nl", "nl"),
        ("ehb-01-fr", "fr"),
        ("ehb-02-fr", "fr"),
        ("ehb-03-nl", "nl"),
        ("x", "nl"),
    ):
        read_about(reader, Subject.TRAINING, slug, language, **mine)
    read_about(reader, Subject.SERVICE, service.slug, "fr", **mine)
    read_about(other, Subject.TRAINING, "ehb-04-nl")
    client = sign_in(app, reader)
    suggested = client.get(OWN, base_url=MYCESI).text.partition("Wat u hierna")[2]
    shown = [title for title in ("EHB-01", "EHB-02", "EHB-03", "EHB-04") if f"title {title} nl" in suggested]
    assert shown == ["EHB-01", "EHB-02"] and dutch in suggested
    assert suggested.count("U las hierover op onze websites") == 3 and "/nl/cookies#choice" in suggested
    if ended == "objection":
        record_choice(reader.email, Use.ANALYSIS, Decision.OBJECTION, method=Method.PAGE, language="nl")
    else:
        forget([], {"cesi_interests": number})
    assert "Wat u hierna" not in client.get(OWN, base_url=MYCESI).text
    assert [row.account_id for row in db.session.scalars(select(Interest))] == [other.id]


def test_who_manages_trainings_sees_those_whom_the_organisation_enrolled(
    app: Flask, context: Flask, theme: Theme
) -> None:
    ours, theirs = organisation(0), organisation(1)
    trainer = person(ours, Role.TRAINING)
    place = operations.add_establishment(ours, by=None, name="Gent", street="Kaai 1", postcode="9000", town="Gent")
    local = person(ours, Role.TRAINING, "gent@voorbeeld.example", establishment_id=place.id)
    held(theme, "EHB-01", "Noor Aerts", None, organisation_id=ours.id, account_id=trainer.account_id)
    held(theme, "EHB-02", "Jan Claes", None, organisation_id=ours.id, account_id=local.account_id)
    held(theme, "EHB-03", "Mia Baert", None, organisation_id=theirs.id)
    whole = sign_in(app, trainer.account).get(ALL, base_url=MYCESI).text
    assert "Noor Aerts" in whole and "Jan Claes" in whole and "Mia Baert" not in whole
    part = sign_in(app, local.account).get(ALL, base_url=MYCESI).text
    assert "Jan Claes" in part and "Noor Aerts" not in part


def test_a_place_of_work_and_an_office_see_only_what_they_enrolled_themselves(
    app: Flask, context: Flask, theme: Theme
) -> None:
    ours = organisation(0)
    manager, trainer = person(ours, Role.ACCESS_MANAGER), person(ours, Role.TRAINING)
    place = operations.add_establishment(ours, by=None, name="Gent", street="Kaai 1", postcode="9000", town="Gent")
    local = person(ours, Role.TRAINING, "gent@voorbeeld.example", establishment_id=place.id)
    until = clock.today() + dt.timedelta(days=100)
    mandate = operations.give_mandate(
        by=manager,
        organisation_id=ours.id,
        office_number="0888001247",
        office_name="Loonkantoor",
        last_day=until,
    )
    clerk = person(ours, Role.TRAINING, "clerk@loon.example", by=manager, mandate_id=mandate.id)
    session = plan(add("EHB-01", theme), days_ahead(30))
    sent = {
        one.id: enrol(session, "Noor Aerts", organisation_id=ours.id, account_id=one.account_id)
        for one in (trainer, local, clerk)
    }
    for one, expected in ((local, {local.id}), (clerk, {clerk.id}), (trainer, set(sent))):
        page = sign_in(app, one.account).get(ENROLMENTS, base_url=MYCESI).text
        assert {key for key, enrolment in sent.items() if enrolment.reference in page} == expected
        assert {key for key, enrolment in sent.items() if token_for(enrolment.id) in page} == expected
        first = sign_in(app, one.account).get(OVERVIEW, base_url=MYCESI).text
        assert {key for key, enrolment in sent.items() if token_for(enrolment.id) in first} == expected


def test_the_overview_names_what_lies_ahead_the_next_first(app: Flask, context: Flask, theme: Theme) -> None:
    ours = organisation()
    trainer, training = person(ours, Role.TRAINING), add("EHB-01", theme)
    mine: dict[str, Any] = {"organisation_id": ours.id, "account_id": trainer.account_id}
    held(theme, "EHB-02", "Mia Baert", None, **mine)
    for days, name in ((60, "Noor Aerts"), (30, "Jan Claes"), (90, "Lies Maes"), (120, "Tom Baert")):
        enrol(plan(training, days_ahead(days)), name, **mine)
    page = sign_in(app, trainer.account).get(OVERVIEW, base_url=MYCESI).text
    assert 0 < page.index("Jan Claes") < page.index("Noor Aerts") < page.index("Lies Maes")
    assert "Tom Baert" not in page and "Mia Baert" not in page
