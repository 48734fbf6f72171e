"""Answers are promised in working days."""

from __future__ import annotations

import datetime as dt

import pytest

from cesi_site.contact.deadlines import answer_by
from cesi_site.core.working_days import easter_sunday, is_working_day


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [
        ("2026-11-23T10:00+01:00", 2, "2026-11-25"),  # Monday
        ("2026-11-27T10:00+01:00", 1, "2026-11-30"),  # over a weekend
        ("2026-11-22T10:00+01:00", 1, "2026-11-23"),  # sent on a Sunday
        ("2026-12-24T10:00+01:00", 1, "2026-12-28"),  # over Christmas and a weekend
        ("2026-04-03T10:00+02:00", 1, "2026-04-07"),  # over Easter Monday
        ("2026-11-23T23:30+00:00", 1, "2026-11-25"),  # already the next day in Brussels
        ("2026-12-31T10:00+01:00", 1, "2027-01-04"),
    ],
)
def test_weekends_and_holidays_do_not_count(received: str, days: int, expected: str) -> None:
    assert answer_by(dt.datetime.fromisoformat(received), days) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize(
    "day", ["2026-04-06", "2026-05-14", "2026-05-25", "2026-07-21", "2027-01-01", "2027-11-01", "2027-05-06"]
)
def test_nobody_works_on_a_legal_holiday(day: str) -> None:
    assert not is_working_day(dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    "day", ["1818-03-22", "1943-04-25", "2008-03-23", "2024-03-31", "2026-04-05", "2027-03-28", "2038-04-25"]
)
def test_easter_falls_where_the_calendar_has_it(day: str) -> None:
    expected = dt.date.fromisoformat(day)
    assert easter_sunday(expected.year) == expected
