"""Due dates by calendar months, weekends and Belgian holidays (Regulation 1182/71, article 12.3 GDPR)."""

from __future__ import annotations

import datetime as dt

import pytest

from cesi_site.core.working_days import is_working_day
from cesi_site.privacy.models import RightsRequest
from cesi_site.privacy.terms import LATE, alarm_days, alarms_due, due_on, extended_due_on


@pytest.mark.promise("K7")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2027-03-05T10:00+01:00", "2027-04-05"),  # the same day of the next month: Easter Monday is 29 March
        ("2027-01-31T10:00+01:00", "2027-03-01"),  # February has no 31st: the 28th, a Sunday, so Monday
        ("2028-01-31T10:00+01:00", "2028-02-29"),  # a leap year
        ("2027-05-29T10:00+02:00", "2027-06-29"),
        ("2027-06-21T10:00+02:00", "2027-07-22"),  # 21 July is a holiday
        ("2027-11-25T10:00+01:00", "2027-12-27"),  # Christmas is a Saturday: Monday
        ("2027-02-28T23:30+00:00", "2027-04-01"),  # already 1 March in Brussels
        ("2026-12-01T00:00+01:00", "2027-01-04"),  # New Year, then a weekend
    ],
)
def test_K7_a_request_is_answered_within_a_calendar_month(received: str, due: str) -> None:
    day = due_on(dt.datetime.fromisoformat(received))
    assert day.isoformat() == due
    assert is_working_day(day)


@pytest.mark.promise("K7")
def test_K7_an_extension_adds_two_months_to_the_first() -> None:
    assert extended_due_on(dt.datetime.fromisoformat("2026-11-30T10:00+01:00")).isoformat() == "2027-03-01"


@pytest.mark.promise("K7")
def test_K7_staff_are_reminded_at_20_and_27_days_and_when_it_is_late() -> None:
    received = dt.datetime.fromisoformat("2027-03-01T10:00+01:00")
    request = RightsRequest(received_at=received, due_on=due_on(received), extended_to=None)
    assert [day.isoformat() for day in alarm_days(request)] == ["2027-03-21", "2027-03-28", "2027-04-02"]
    assert [alarms_due(request, dt.date(2027, 3, day)) for day in (20, 21, 27, 28)] == [0, 1, 1, 2]
    assert alarms_due(request, dt.date(2027, 4, 2)) == LATE
    request.extended_to = dt.date(2027, 6, 1)
    assert [day.isoformat() for day in alarm_days(request)] == ["2027-05-22", "2027-05-29", "2027-06-02"]
