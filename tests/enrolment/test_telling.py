"""What everybody in a session is told: reminders once, changes and the end with files that calendars understand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy import select

from cesi_site.core import clock
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import db
from cesi_site.core.languages import use_language
from cesi_site.core.templating import date_long
from cesi_site.enrolment.models import Enrolment, EnrolmentEvent, SessionAct, SessionEvent, Theme, TrainingSession
from cesi_site.enrolment.operations import SessionFacts, change_session, remind, seats, step_session
from cesi_site.enrolment.operations.changing import move as move_enrolment
from cesi_site.enrolment.series import parts_of
from cesi_site.enrolment.states import EnrolmentAct, EnrolmentState
from tests.enrolment.conftest import WHOLE_DAY, add, add_venue, days_ahead, plan
from tests.enrolment.taking_part import ENROLER, enrol
from tests.enrolment.test_calendar import read
from tests.support.smtp import Inbox, Received

Deliver = Callable[[], None]
WAITING = EnrolmentState.WAITING_LIST
NOOR = "noor.aerts@korenaar.example"
FACTS = SessionFacts(language="nl", venue_id=None, minimum=4, maximum=12)


@pytest.fixture
def session(theme: Theme) -> TrainingSession:
    return plan(add("EHB-01", theme), days_ahead(10), venue=add_venue("Gent", "Gand"))


def move(session: TrainingSession, *days: dt.date) -> TrainingSession:
    deadline = days[0] - dt.timedelta(days=1)
    return change_session(session, parts_of(days, WHOLE_DAY), FACTS, deadline=deadline, by=None)


def calendars(mail: Received) -> list[Calendar]:
    """Read the calendar files of a mail as strictly as the parser does."""
    files = [one for one in mail.message.iter_attachments() if one.get_content_type() == "text/calendar"]
    found = [read(file.get_content().encode()) for file in files]
    for file, calendar in zip(files, found, strict=True):
        assert file.get_param("method") == calendar["METHOD"]
    return found


def acts() -> list[tuple[SessionAct, int | None]]:
    rows = db.session.execute(select(SessionEvent.act, SessionEvent.count).order_by(SessionEvent.id))
    return [(row[0], row[1]) for row in rows]


@pytest.mark.promise("C1")
def test_who_comes_is_reminded_once_and_nobody_else(session: TrainingSession, smtp: Inbox, deliver: Deliver) -> None:
    enrol(session, "Noor Aerts", "Jan Claes", emails=(NOOR, None))
    enrol(session, "Mia Baert", state=WAITING, email="wacht@firma.example")
    enrol(session, "Bob Daems", state=EnrolmentState.CANCELLED_BY_CUSTOMER, email="weg@firma.example")
    assert remind() == 0
    with time_machine.travel(clock.now() + dt.timedelta(days=7), tick=True):
        assert remind() == 2
        assert remind() == 0
        deliver()
    assert smtp.to(NOOR) and not smtp.to("wacht@firma.example") and not smtp.to("weg@firma.example")
    (mail,) = smtp.to(ENROLER)
    assert "Zaal Gent" in mail.text and "Noor Aerts, Jan Claes" in mail.text
    assert "/nl/inschrijving/" in mail.text and "/nl/inschrijving/" not in smtp.to(NOOR)[0].text
    assert acts() == [(SessionAct.REMINDED, 2)]


def test_who_enrols_after_the_others_were_reminded_gets_a_reminder_of_their_own(session: TrainingSession) -> None:
    enrolment = enrol(session, "Noor Aerts")
    with time_machine.travel(clock.now() + dt.timedelta(days=8), tick=True):
        assert remind() == 2
        db.session.refresh(enrolment)
        assert enrolment.reminded_at is not None
        later = enrol(session, "Jan Claes")
        assert remind() == 2
        db.session.refresh(later)
        assert later.reminded_at is not None


def test_a_change_is_mailed_with_a_calendar_file_of_the_next_number(
    session: TrainingSession, smtp: Inbox, deliver: Deliver
) -> None:
    enrol(session, "Noor Aerts", sequence=2)
    enrol(session, "Mia Baert", state=WAITING, email="wacht@firma.example", language="fr")
    move(session, *days_ahead(20))
    deliver()
    (mail,) = smtp.to(NOOR)
    (calendar,) = calendars(mail)
    assert calendar["METHOD"] == "REQUEST"
    assert {event["SEQUENCE"] for event in calendar.events} == {3}
    assert {str(event["ATTENDEE"]) for event in calendar.events} == {f"mailto:{NOOR}"}
    assert all(str(event["ORGANIZER"]).startswith("mailto:") for event in calendar.events)
    assert [event.start for event in calendar.events] == [part.starts_at.astimezone(BRUSSELS) for part in session.parts]
    (waiting,) = smtp.to("wacht@firma.example")
    assert not calendars(waiting) and "liste d’attente" in waiting.text
    assert acts() == [(SessionAct.CHANGED, None), (SessionAct.TOLD_OF_CHANGE, 3)]
    logged = db.session.scalars(select(EnrolmentEvent.act)).all()
    assert logged == [EnrolmentAct.SESSION_CHANGED] * 2


def test_rows_follow_the_date_of_their_session_and_stay_empty_where_they_were_erased(session: TrainingSession) -> None:
    enrolment = enrol(session, "Noor Aerts", "Jan Claes", language="fr")
    enrolment.participants[1].training = ""
    db.session.commit()
    (day,) = days_ahead(20)
    move(session, day)
    db.session.expire_all()
    with use_language("fr"):
        expected = f"title EHB-01 fr, {date_long(day)}"
    assert [enrolment.training, *(one.training for one in enrolment.participants)] == [expected, expected, ""]


def test_who_moved_is_told_of_a_change_of_the_other_session_too(
    session: TrainingSession, smtp: Inbox, deliver: Deliver
) -> None:
    other = plan(session.training, days_ahead(30))
    enrolment = enrol(session, "Noor Aerts")
    move(session, *days_ahead(11))
    move_enrolment(enrolment.id, other.id)
    move(other, *days_ahead(31))
    deliver()
    changed = [mail for mail in smtp.to(NOOR) if "gewijzigd" in str(mail.message["Subject"]).lower()]
    assert len(changed) == 2


def test_what_calendars_do_not_show_is_not_mailed(session: TrainingSession, smtp: Inbox, deliver: Deliver) -> None:
    enrol(session, "Noor Aerts")
    parts = [(part.starts_at, part.ends_at) for part in session.parts]
    facts = SessionFacts(language="nl", venue_id=session.venue_id, minimum=2, maximum=14, trainers=("Ann Voorbeeld",))
    change_session(session, parts, facts, deadline=session.deadline, by=None)
    deliver()
    assert smtp.to(NOOR) == [] and acts() == []


def test_a_day_that_is_no_more_is_taken_out_of_the_calendar(theme: Theme, smtp: Inbox, deliver: Deliver) -> None:
    session = plan(add("EHB-02", theme), days_ahead(10, 11))
    before = {part.id: part.starts_at for part in session.parts}
    enrol(session, "Noor Aerts")
    move(session, *days_ahead(10))
    deliver()
    request, cancel = calendars(smtp.to(NOOR)[0])
    assert (request["METHOD"], cancel["METHOD"]) == ("REQUEST", "CANCEL")
    assert {event["STATUS"] for event in cancel.events} == {"CANCELLED"}
    kept, gone = ({str(event["UID"]) for event in one.events} for one in (request, cancel))
    assert len(kept) == len(gone) == 2 and not kept & gone
    numbers = {int(uid.split("@")[0].rsplit("-", 1)[1]) for uid in kept | gone}
    assert numbers == set(before)
    assert {event["SEQUENCE"] for event in (*request.events, *cancel.events)} == {1}


def test_hours_stay_those_of_brussels_when_a_session_moves_across_the_change_to_summer_time(
    theme: Theme, smtp: Inbox, deliver: Deliver
) -> None:
    session = plan(add("EHB-03", theme), [dt.date(2027, 3, 26)])
    enrol(session, "Noor Aerts")
    move(session, dt.date(2027, 3, 26), dt.date(2027, 3, 29))
    deliver()
    (calendar,) = calendars(smtp.to(NOOR)[0])
    starts = [event.start for event in calendar.events]
    assert [start.strftime("%H:%M") for start in starts if isinstance(start, dt.datetime)] == ["09:00", "13:30"] * 2
    in_utc = [start.astimezone(dt.UTC).hour for start in starts if isinstance(start, dt.datetime)]
    assert in_utc == [8, 12, 7, 11]
    assert {event["DTSTART"].params["TZID"] for event in calendar.events} == {"Europe/Brussels"}
    assert calendar.timezones


def test_who_was_reminded_of_the_old_date_is_reminded_of_the_new_one(session: TrainingSession) -> None:
    enrolment = enrol(session, "Noor Aerts")
    with time_machine.travel(clock.now() + dt.timedelta(days=8), tick=True):
        assert remind() == 2
        move(session, *days_ahead(30))
        db.session.refresh(enrolment)
        assert enrolment.reminded_at is None
    with time_machine.travel(clock.now() + dt.timedelta(days=37), tick=True):
        assert remind() == 2


def test_a_session_that_is_called_off_ends_free_of_charge_with_other_dates(
    session: TrainingSession, smtp: Inbox, deliver: Deliver
) -> None:
    enrol(session, "Noor Aerts", language="fr")
    enrol(session, "Mia Baert", state=WAITING, email="wacht@firma.example")
    fits = plan(session.training, days_ahead(30), venue=add_venue("Luik", "Liège"), language="fr")
    plan(session.training, days_ahead(31), maximum=1, minimum=1)
    plan(add("BRA-01", session.training.theme), days_ahead(32))
    full = plan(session.training, days_ahead(33), maximum=1, minimum=1)
    enrol(full, "Vol Zet")
    step_session(session, "cancel", by=None, reason={"nl": "De lesgever is ziek.", "fr": "La formatrice est malade."})
    deliver()
    mail = smtp.to(ENROLER)[0]
    assert "La formatrice est malade." in mail.text and "Liège" in mail.text
    assert f"/fr/inscription/{fits.id}" in mail.text and f"/fr/inscription/{full.id}" not in mail.text
    assert "remboursé" in mail.text and "remboursé" not in smtp.to(NOOR)[0].text
    (calendar,) = calendars(smtp.to(NOOR)[0])
    assert calendar["METHOD"] == "CANCEL"
    assert {(event["STATUS"], event["SEQUENCE"]) for event in calendar.events} == {("CANCELLED", 1)}
    assert "De lesgever is ziek." in smtp.to("wacht@firma.example")[0].text
    ended = db.session.scalars(select(Enrolment).where(Enrolment.session_id == session.id)).all()
    assert {(one.state, one.cancel_fee) for one in ended} == {(EnrolmentState.CANCELLED_BY_ORGANISER, None)}
    db.session.refresh(session)
    assert session.seats_taken == 0


def test_an_offered_place_is_given_back_with_the_session(session: TrainingSession) -> None:
    waiting = enrol(session, "Mia Baert", "Jan Claes", state=WAITING)
    assert seats.take(session.id, 2)
    waiting.offer_until = clock.now() + dt.timedelta(hours=5)
    db.session.commit()
    step_session(session, "cancel", by=None)
    db.session.refresh(session)
    assert session.seats_taken == 0


def test_of_what_was_set_apart_nobody_is_told(session: TrainingSession, smtp: Inbox, deliver: Deliver) -> None:
    enrol(session, "Noor Aerts", state=EnrolmentState.RECEIVED)
    enrol(session, "Mia Baert", state=WAITING, suspicions=["too_fast"])
    move(session, *days_ahead(20))
    step_session(session, "cancel", by=None)
    deliver()
    assert smtp.received == []
    db.session.expire_all()
    assert session.seats_taken == 0
    assert [act for act, _ in acts()] == [SessionAct.CHANGED, SessionAct.CALLED_OFF]
    logged = db.session.scalars(select(EnrolmentEvent.act)).all()
    assert sorted(logged) == sorted([EnrolmentAct.SESSION_CHANGED, EnrolmentAct.CALLED_OFF] * 2)
