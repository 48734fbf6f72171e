"""Four years of use with the clock moved: no row outlives its day, nothing goes a day early (promise I1).

Rows come to every holding on days on which months are hardest to count. Each night on which something may go is lived
through, and the night before it; on the others the purge has nothing to do. By which day a row must be gone is counted
here anew, day by day of the calendar.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Column, and_, select, update

from cesi_site.accounts import log
from cesi_site.accounts.models import Happening
from cesi_site.audit.operations import record
from cesi_site.audit.queries import verify
from cesi_site.choices.operations import touch
from cesi_site.core import clock
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import db, transaction
from cesi_site.privacy.models import RetentionRun
from cesi_site.privacy.operations import purge_expired
from cesi_site.register import Anonymise, Holding, Register
from tests.privacy.filling import fill_every

# The last minutes of a day: the next one begins in Brussels before it does in Greenwich.
ARRIVALS = tuple(dt.datetime(*day, 23, 40, tzinfo=BRUSSELS) for day in ((2027, 8, 31), (2028, 2, 29), (2028, 3, 25)))
ACT = dt.datetime(2029, 1, 31, 12, tzinfo=BRUSSELS)
END = dt.date(2031, 8, 31)
DAY = dt.timedelta(days=1)
# The runs of the purge write lines of their own; the nights on which those go are none of ours to wait for.
LOGS = {"audit.lines"}


@dataclass(frozen=True)
class Row:
    """A row of a holding and the last day on which it may be there; None while its clock does not run."""

    holding: str
    key: Any
    last_day: dt.date | None


def last_day_of(holding: Holding, clock: dt.date | dt.datetime) -> dt.date:
    """Count the last day of a row by hand."""
    day = clock.astimezone(BRUSSELS).date() if isinstance(clock, dt.datetime) else clock
    if holding.kept.days:
        return day + holding.kept.days * DAY
    year, month = day.year, day.month
    for _ in range(holding.kept.months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def rows_of(holding: Holding) -> Iterator[Row]:
    """Give the rows of a holding that still say something about somebody."""
    columns: list[Any] = [holding.primary_key, holding.clock]
    query = select(*columns).where(holding.on, holding.rows)
    if isinstance(holding.at_end, Anonymise):
        values = holding.at_end.values.items()
        query = query.where(~and_(*(column.is_not_distinct_from(value) for column, value in values)))
    for key, start in db.session.execute(query):
        yield Row(holding.key, key, None if start is None else last_day_of(holding, start))


def everything(register: Register) -> set[Row]:
    """Return all rows of all holdings."""
    db.session.rollback()
    return {row for holding in register.holdings for row in rows_of(holding)}


def arrive(register: Register, number: int) -> None:
    """Let rows come to every holding, and let each clock run."""
    with transaction() as session:
        fill_every(register, number)
        event = log.write(Happening.SIGNED_IN, account_id=number)
        record("throwaway:thing:done", subject=event)
        for holding in register.holdings:
            column = _clock_column(holding)
            if column is None:
                continue
            conditions = [holding.rows] if column.table is holding.table else []
            moment = ARRIVALS[number - 1]
            value = moment.date() if holding.clock_is_a_day else moment
            session.execute(update(column.table).where(column.is_(None), *conditions).values({column: value}))


def _clock_column(holding: Holding) -> Any:
    found = select(holding.clock).selected_columns[0]
    return found if isinstance(found, Column) else None


@pytest.mark.promise("I1")
def test_I1_in_four_years_no_row_outlives_its_day_and_none_goes_a_day_early(
    context: Flask, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cesi_site.register.retention.time.sleep", lambda _: None)
    to_come = {moment.date(): number for number, moment in enumerate(ARRIVALS, 1)}
    today, nights, seen = ARRIVALS[0].date(), 0, set()
    rows: set[Row] = everything(register)
    while today <= END:
        nights += 1
        rows = live_through_a_night(register, today, rows)
        if number := to_come.pop(today, None):
            with time_machine.travel(ARRIVALS[number - 1], tick=False):
                arrive(register, number)
            rows = everything(register)
        if today == ACT.date():
            with time_machine.travel(ACT, tick=False):
                touch("2.w.quetelaert@voorbeeld-persoon.be")
            rows = everything(register)
        seen |= {row.holding for row in rows if row.last_day}
        today = next_day(rows, to_come, after=today)
    assert {holding.key for holding in register.holdings} - seen == set(), "no row with a running clock was made"
    assert nights > 40
    with transaction() as session:
        assert len(session.scalars(select(RetentionRun)).all()) == nights
    assert verify().broken_at is None


def next_day(rows: set[Row], to_come: dict[dt.date, int], *, after: dt.date) -> dt.date:
    """Return the next day on which something may happen."""
    ends = {row.last_day for row in rows if row.last_day and row.holding not in LOGS}
    days = {*to_come, *ends, *(day + DAY for day in ends), ACT.date(), END + DAY}
    return min(day for day in days if day > after)


def live_through_a_night(register: Register, today: dt.date, before: set[Row]) -> set[Row]:
    """Run the purge of this night, and compare what is left with what must be; return it."""
    with time_machine.travel(dt.datetime.combine(today, dt.time(0, 10), BRUSSELS), tick=False):
        purge_expired(register=register, at=clock.now())
    after = everything(register)
    due = {row for row in before if row.last_day and row.last_day < today}
    assert due & after == set(), f"outlived their day on {today}"
    assert before - due - after == set(), f"went a day early on {today}"
    return after
