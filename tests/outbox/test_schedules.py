"""Schedules follow the clock of Brussels and run once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from cesi_site.outbox.registry import SCHEDULES
from cesi_site.outbox.schedules import queue_due
from cesi_site.outbox.slots import Schedule
from tests.outbox.rows import known, rows

UTC = dt.UTC
BRUSSELS = ZoneInfo("Europe/Brussels")


def _utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("schedule", "moment", "slot"),
    [
        # In winter Brussels is an hour ahead of UTC, in summer two.
        (Schedule(hour=3, minute=10), _utc(2027, 1, 15, 2, 10), _utc(2027, 1, 15, 2, 10)),
        (Schedule(hour=3, minute=10), _utc(2027, 1, 15, 2, 9), _utc(2027, 1, 14, 2, 10)),
        (Schedule(hour=3, minute=10), _utc(2027, 7, 15, 1, 10), _utc(2027, 7, 15, 1, 10)),
        # 28 March 2027: 2:30 is left out; 31 October 2027: 2:30 comes twice.
        (Schedule(hour=2, minute=30), _utc(2027, 3, 28, 12), _utc(2027, 3, 28, 1, 30)),
        (Schedule(hour=2, minute=30), _utc(2027, 10, 31, 1, 30), _utc(2027, 10, 31, 0, 30)),
        (Schedule(hour=2, minute=30), _utc(2027, 10, 31, 12), _utc(2027, 10, 31, 0, 30)),
        # 15 January 2027 is a Friday.
        (Schedule(hour=8, weekday=0), _utc(2027, 1, 15, 12), _utc(2027, 1, 11, 7)),
        (Schedule(hour=8, day=1), _utc(2027, 1, 15, 12), _utc(2027, 1, 1, 7)),
        (Schedule(hour=8, day=31), _utc(2027, 3, 15, 12), _utc(2027, 1, 31, 7)),
        (Schedule(minute=20), _utc(2027, 1, 15, 12, 19, 59), _utc(2027, 1, 15, 11, 20)),
        (Schedule(minute=20), _utc(2027, 1, 15, 12, 20), _utc(2027, 1, 15, 12, 20)),
    ],
)
def test_the_latest_slot(schedule: Schedule, moment: dt.datetime, slot: dt.datetime) -> None:
    assert schedule.latest_slot(moment) == slot
    assert schedule.latest_slot(moment.astimezone(BRUSSELS)) == slot


def test_every_day_of_a_year_has_one_slot() -> None:
    schedule, moment = Schedule(hour=2, minute=30), _utc(2027, 1, 1, 12)
    slots = {schedule.latest_slot(moment + dt.timedelta(hours=hour)) for hour in range(365 * 24)}
    assert len(slots) == 366


def test_a_day_needs_an_hour() -> None:
    with pytest.raises(ValueError, match="needs an hour"):
        Schedule(weekday=1)


@pytest.fixture
def nightly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One schedule, at ten past three."""
    monkeypatch.setattr("cesi_site.outbox.schedules.SCHEDULES", {"test.nightly": Schedule(hour=3, minute=10)})
    with known("job", "test.nightly", lambda: None):
        yield


@pytest.mark.usefixtures("nightly")
def test_a_slot_is_queued_once_and_caught_up_after_a_standstill(context: Flask) -> None:
    seen = []
    for moment in (
        _utc(2027, 1, 15, 12),  # seen for the first time: today's slot counts as over
        _utc(2027, 1, 16, 2, 9),
        _utc(2027, 1, 16, 2, 10),
        _utc(2027, 1, 16, 2, 11),
        _utc(2027, 1, 20, 9),  # nothing ran for four days: once is enough
        _utc(2027, 1, 20, 9, 1),
        _utc(2027, 1, 21, 2, 10),
    ):
        with time_machine.travel(moment, tick=False):
            seen.append(len(queue_due()))
    assert seen == [0, 0, 1, 0, 1, 0, 1]
    assert [row.name for row in rows()] == ["test.nightly"] * 3


@pytest.mark.usefixtures("nightly")
def test_schedulers_that_look_at_once_queue_one_job(app: Flask) -> None:
    def look(_: int) -> int:
        with app.app_context():
            return len(queue_due())

    with ThreadPoolExecutor(6) as pool:
        for day in (15, 16, 17):
            with time_machine.travel(_utc(2027, 1, day, 12), tick=False):
                assert sum(pool.map(look, range(12))) == (0 if day == 15 else 1)
    with app.app_context():
        assert len(rows()) == 2


def test_the_outbox_forgets_workers_at_night() -> None:
    assert "outbox.forget_workers" in SCHEDULES
