"""Sessions: their hours are those of Brussels in and out of summer time, and calendars learn of each change."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from cesi_site.audit.models import AuditEntry
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import db, transaction
from cesi_site.enrolment import queries
from cesi_site.enrolment.errors import BadTimes, LateDeadline, NotPossible
from cesi_site.enrolment.models import Theme, TrainingSession, Venue
from cesi_site.enrolment.operations import (
    SessionFacts,
    change_session,
    change_training,
    plan_sessions,
    possible_steps,
    save_row,
    step_session,
)
from cesi_site.enrolment.series import Repeat, parts_of, read_hours, series, write_hours
from cesi_site.enrolment.words import SessionState
from tests.enrolment.conftest import WHOLE_DAY, add, add_venue, days_ahead, plan

FACTS = SessionFacts(language="nl", venue_id=None, minimum=4, maximum=12, trainers=("Ann Voorbeeld",))


def test_hours_stay_the_same_across_the_change_to_summer_time(theme: Theme) -> None:
    session = plan(add("D-1", theme), [dt.date(2027, 3, 22), dt.date(2027, 3, 29)])
    assert [part.starts_at.hour for part in session.parts] == [8, 12, 7, 11]
    local = [part.starts_at.astimezone(BRUSSELS).time() for part in session.parts]
    assert local == [dt.time(9), dt.time(13, 30)] * 2
    assert session.days == [dt.date(2027, 3, 22), dt.date(2027, 3, 29)]
    assert session.deadline == dt.date(2027, 3, 15)
    db.session.expire_all()
    assert session.parts[2].starts_at == dt.datetime(2027, 3, 29, 7, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        (Repeat.ONCE, ["2027-01-05"]),
        (Repeat.WEEK, ["2027-01-05", "2027-01-12", "2027-01-19"]),
        (Repeat.TWO_WEEKS, ["2027-01-05", "2027-01-19", "2027-02-02"]),
        (Repeat.MONTH, ["2027-01-05", "2027-02-02", "2027-03-02"]),
    ],
)
def test_a_series_repeats(repeat: Repeat, expected: list[str]) -> None:
    found = series([dt.date(2027, 1, 5)], repeat, 3)
    assert [day.isoformat() for (day,) in found] == expected


def test_a_month_on_is_the_same_weekday_of_the_month_and_a_fifth_one_the_last() -> None:
    found = series([dt.date(2026, 12, 29)], Repeat.MONTH, 4)
    assert [day.isoformat() for (day,) in found] == ["2026-12-29", "2027-01-26", "2027-02-23", "2027-03-30"]


@pytest.mark.parametrize("typed", ["9:00-12:30,13:30-16:30", "09.00 – 12.30; 13u30-16u30", "09h00-12h30\n13h30-16h30"])
def test_hours_are_read_as_people_write_them(typed: str) -> None:
    assert read_hours(typed) == WHOLE_DAY


@pytest.mark.parametrize("typed", ["", "morning", "12:00-09:00", "09:00-12:00, 11:00-13:00", "25:00-26:00", "9-12"])
def test_other_hours_are_refused(typed: str) -> None:
    with pytest.raises(BadTimes):
        read_hours(typed)


def test_hours_are_written_as_they_are_read() -> None:
    day = dt.date(2027, 7, 1)
    assert write_hours(parts_of([day], WHOLE_DAY), day) == "09:00-12:30, 13:30-16:30"


def test_parts_may_not_overlap_nor_be_none(theme: Theme) -> None:
    training = add("D-2", theme)
    day = dt.datetime(2027, 5, 3, 9, tzinfo=BRUSSELS)
    hour = dt.timedelta(hours=1)
    for parts in ([], [(day, day)], [(day, day + 2 * hour), (day + hour, day + 3 * hour)]):
        with pytest.raises(BadTimes):
            plan_sessions(training, [parts], FACTS, deadline_days=1, by=None)
    assert db.session.scalars(select(TrainingSession)).all() == []


def test_a_change_of_dates_place_or_language_is_news_for_calendars(theme: Theme) -> None:
    session = plan(add("D-3", theme), days_ahead(20, 27))
    venue = add_venue("Gent", "Gand")
    parts = [(part.starts_at, part.ends_at) for part in session.parts]
    numbers = [part.id for part in session.parts]
    steps = [
        (parts, FACTS, 0),
        (parts, SessionFacts(language="nl", venue_id=venue.id, minimum=2, maximum=9), 1),
        (parts, SessionFacts(language="fr", venue_id=venue.id, minimum=2, maximum=9), 2),
        (parts_of(days_ahead(21, 28), WHOLE_DAY), FACTS, 3),
        (parts_of(days_ahead(21), WHOLE_DAY), FACTS, 4),
    ]
    for new_parts, facts, sequence in steps:
        change_session(session, new_parts, facts, deadline=session.deadline, by=None)
        assert session.sequence == sequence
    db.session.expire_all()
    assert [part.id for part in session.parts] == numbers[:2]
    assert (session.starts_at, session.ends_at) == (session.parts[0].starts_at, session.parts[-1].ends_at)
    assert [one.name for one in session.trainers] == ["Ann Voorbeeld"]


def test_states_follow_each_other(theme: Theme) -> None:
    session = plan(add("D-4", theme), days_ahead(5), state=SessionState.DRAFT)
    assert possible_steps(session) == ["open", "cancel"]
    with pytest.raises(NotPossible):
        step_session(session, "confirm", by=None)
    step_session(session, "open", by=None)
    step_session(session, "confirm", by=None)
    with pytest.raises(NotPossible):
        step_session(session, "hold", by=None)
    with time_machine.travel(session.ends_at, tick=False):
        step_session(session, "hold", by=None)
    assert session.state is SessionState.HELD
    assert possible_steps(session) == []
    with pytest.raises(NotPossible):
        change_session(session, [], FACTS, deadline=session.deadline, by=None)
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject == f"training_session:{session.id}"))
    assert [act.rpartition(":")[2] for act in acts] == ["planned", "open", "confirmed", "held"]


def test_a_colleague_who_was_faster_is_seen(theme: Theme) -> None:
    session = plan(add("D-9", theme), days_ahead(20))
    parts = [(part.starts_at, part.ends_at) for part in session.parts]
    with db.engine.begin() as elsewhere:
        elsewhere.execute(update(TrainingSession).values(state=SessionState.CANCELLED, sequence=1))
    assert session.state is SessionState.OPEN
    with pytest.raises(NotPossible):
        step_session(session, "confirm", by=None)
    with pytest.raises(NotPossible):
        change_session(session, parts, FACTS, deadline=session.deadline, by=None)
    assert (session.state, session.sequence) == (SessionState.CANCELLED, 1)


def test_two_at_once_take_their_turn(theme: Theme, app: Flask) -> None:
    numbers = [plan(add(f"D-10-{n}", theme), days_ahead(20)).id for n in range(4)]

    def act(number: int, step: str) -> str:
        with app.app_context():
            try:
                step_session(db.session.get_one(TrainingSession, number), step, by=None)
            except NotPossible:
                return "late"
            return step

    with ThreadPoolExecutor(8) as pool:
        done = [[pool.submit(act, number, "cancel") for _ in range(4)] for number in numbers]
        found = [sorted(answer.result() for answer in answers) for answers in done]
    assert found == [["cancel", "late", "late", "late"]] * 4


def test_enrolment_never_ends_after_the_first_day(theme: Theme) -> None:
    session = plan(add("D-11", theme), days_ahead(20, 27))
    parts = [(part.starts_at, part.ends_at) for part in session.parts]
    first, late = days_ahead(20, 21)
    with pytest.raises(LateDeadline):
        change_session(session, parts, FACTS, deadline=late, by=None)
    assert change_session(session, parts, FACTS, deadline=first, by=None).deadline == first


def test_another_title_or_place_is_news_for_calendars(theme: Theme) -> None:
    venue = add_venue("Gent", "Gand")
    training = add("D-12", theme)
    session, other = plan(training, days_ahead(20), venue=venue), plan(add("D-13", theme), days_ahead(20))
    draft = plan(training, days_ahead(30), venue=venue, state=SessionState.DRAFT)
    before = session.changed_at
    change_training(training, by=None, recognitions=[], method_nl="Anders")
    save_row(Venue, venue, by=None, access_nl="Bus 3")
    assert session.sequence == 0
    change_training(training, by=None, recognitions=[], title_fr="Autre titre")
    save_row(Venue, venue, by=None, street_nl="Nieuwstraat 2")
    save_row(Venue, venue, by=None, street_nl="Nieuwstraat 2")
    db.session.expire_all()
    assert (session.sequence, draft.sequence, other.sequence) == (2, 0, 0)
    assert session.changed_at > before


def test_cancelling_is_news_for_calendars(theme: Theme) -> None:
    session = plan(add("D-5", theme), days_ahead(5))
    step_session(session, "cancel", by=None)
    assert (session.state, session.sequence) == (SessionState.CANCELLED, 1)


def test_enrolment_ends_after_the_last_day_in_brussels(theme: Theme) -> None:
    session = plan(add("D-6", theme), [dt.date(2027, 6, 10)])
    last = dt.datetime(2027, 6, 3, 23, 59, tzinfo=BRUSSELS)
    for moment, expected in ((last, True), (last + dt.timedelta(minutes=1), False)):
        with time_machine.travel(moment, tick=False):
            assert session.takes_enrolments is expected


def test_all_places_are_free_as_long_as_nobody_enrols(theme: Theme) -> None:
    training = add("D-7", theme)
    sessions = [plan(training, days_ahead(day), maximum=day) for day in (8, 9)]
    assert queries.free_seats([one.id for one in sessions]) == {sessions[0].id: 8, sessions[1].id: 9}
    assert queries.free_seats([]) == {}


@pytest.mark.parametrize("facts", [{"minimum": 13}, {"maximum": 0, "minimum": 0}, {"language": "de"}])
def test_the_database_refuses_nonsense_too(theme: Theme, facts: dict[str, object]) -> None:
    session = plan(add("D-8", theme), days_ahead(8))
    change = update(TrainingSession).where(TrainingSession.id == session.id).values(facts)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(change)
