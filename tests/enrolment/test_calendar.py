"""The calendar feed: read back by a strict parser, right in summer and winter, stable from change to change."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from icalendar import Calendar, Event

from cesi_site.core.clock import BRUSSELS
from cesi_site.core.languages import use_language
from cesi_site.enrolment.calendar import calendar_of
from cesi_site.enrolment.models import Theme, TrainingSession
from cesi_site.enrolment.operations import change_training, step_session
from cesi_site.enrolment.words import Organiser
from tests.enrolment.conftest import add, add_venue, days_ahead, plan
from tests.support.client import CheckingClient, find_all, parse

YEAR = dt.date.today().year + 1  # noqa: DTZ011 - any year ahead will do


def read(content: bytes) -> Calendar:
    """Read a calendar as strictly as icalendar does; a mistake in any line fails."""
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    assert calendar.errors == []
    assert all(event.errors == [] for event in calendar.events)
    return calendar


@pytest.fixture
def session(theme: Theme) -> TrainingSession:
    sunday = max(dt.date(YEAR, 3, day) for day in range(25, 32) if dt.date(YEAR, 3, day).weekday() == 6)
    days = [sunday - dt.timedelta(days=3), sunday + dt.timedelta(days=1)]
    training = add("E-1", theme, title_nl="Brand; blussen, en zo", summary_nl="Een lange zin over vuur. " * 8)
    return plan(training, days, venue=add_venue("Gent", "Gand"))


def events(session: TrainingSession, language: str = "nl") -> list[Event]:
    with use_language(language):
        return list(read(calendar_of([session])).events)


def test_each_day_part_is_an_event_at_its_hour_in_brussels(session: TrainingSession, context: Flask) -> None:
    found = events(session)
    starts = [event.start for event in found if isinstance(event.start, dt.datetime)]
    assert [start.hour for start in starts] == [9, 13, 9, 13]
    assert [start.astimezone(dt.UTC).hour for start in starts] == [8, 12, 7, 11]
    assert {event["DTSTART"].params["TZID"] for event in found} == {"Europe/Brussels"}
    assert starts == [part.starts_at.astimezone(BRUSSELS) for part in session.parts]


def test_the_time_zone_is_explained(session: TrainingSession) -> None:
    calendar = read(calendar_of([session]))
    (zone,) = calendar.timezones
    assert zone["TZID"] == "Europe/Brussels"
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}


def test_lines_are_folded_and_end_as_the_rfc_asks(session: TrainingSession) -> None:
    content = calendar_of([session])
    lines = content.split(b"\r\n")
    assert lines[-1] == b"" and b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert events(session)[0]["SUMMARY"] == "Brand; blussen, en zo"


def test_an_event_keeps_its_name_and_a_change_raises_its_number(session: TrainingSession) -> None:
    before = events(session)
    step_session(session, "cancel", by=None)
    after = events(session, "fr")
    assert [event["UID"] for event in before] == [event["UID"] for event in after]
    assert len({event["UID"] for event in before}) == 4
    assert {(event["SEQUENCE"], event["STATUS"]) for event in before} == {(0, "CONFIRMED")}
    assert {(event["SEQUENCE"], event["STATUS"]) for event in after} == {(1, "CANCELLED")}
    assert after[0]["LOCATION"] == "Salle Gand, rue 1, 1000 Gand"
    assert after[0]["URL"] == "http://localhost/fr/formations/e-1-fr"


def test_the_feed_follows_the_filters(visitor: CheckingClient) -> None:
    whole = read(visitor.get("/nl/opleidingen.ics").data)
    part = read(visitor.get("/nl/opleidingen.ics?thema=eerste-hulp&taal=fr").data)
    one = read(visitor.get("/fr/formations.ics?code=DEMO-EHB-03").data)
    assert len(whole.events) > len(part.events) > 0
    assert {str(event["SUMMARY"]) for event in one.events} == {"Réanimation et utilisation du DEA"}
    assert read(visitor.get("/fr/formations.ics?code=nothing").data).events == []
    answer = visitor.get("/nl/opleidingen.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in answer.headers


def test_the_feed_keeps_to_the_period_that_its_link_names(theme: Theme, client: CheckingClient) -> None:
    first, second = dt.date(YEAR, 5, 31), dt.date(YEAR, 6, 1)
    for n, days in enumerate(([first, second], [second])):
        plan(add(f"E-4-{n}", theme, title_nl=f"Cursus {n}"), days)
    tree = parse(client.get(f"/nl/opleidingen?periode={YEAR}-05").text)
    (feed,) = {str(link.get("href")) for link in find_all(tree, "a") if ".ics" in str(link.get("href"))}
    assert "periode" in feed
    assert {str(event["SUMMARY"]) for event in read(client.get(feed).data).events} == {"Cursus 0"}
    assert len(read(client.get("/nl/opleidingen.ics").data).events) == 6


def test_another_organiser_leaves_the_events_their_name(session: TrainingSession) -> None:
    before = [event["UID"] for event in events(session)]
    change_training(session.training, by=None, recognitions=[], organiser=Organiser.ONEMANAGEMENT)
    assert [event["UID"] for event in events(session)] == before
    assert {event["SEQUENCE"] for event in events(session)} == {1}


def test_a_cancelled_session_stays_in_the_feed_until_it_would_have_ended(theme: Theme, client: CheckingClient) -> None:
    session = plan(add("E-2", theme), days_ahead(4))
    draft = add("E-3", theme, public=False)
    plan(draft, days_ahead(4))
    step_session(session, "cancel", by=None)
    found = read(client.get("/nl/opleidingen.ics").data).events
    assert [event["STATUS"] for event in found] == ["CANCELLED", "CANCELLED"]
