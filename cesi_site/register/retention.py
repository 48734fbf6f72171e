"""The purge (promise I1): rows whose last day has passed go, in small batches, children before parents.

A batch is a range of primary keys: it walks on from the last one, so that no row is looked at twice, and is sized
to hold its locks for about a twentieth of a second. Between two batches it rests as long as the last one took.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Delete,
    Update,
    and_,
    delete,
    false,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import False_

from cesi_site.core.clock import day_in_brussels, start_of_day
from cesi_site.core.database import db, transaction
from cesi_site.register.book import Register
from cesi_site.register.holdings import Anonymise, Holding, Person
from cesi_site.register.holdings import Delete as Remove

FIRST_BATCH = 500
SMALLEST_BATCH, LARGEST_BATCH = 50, 10_000
BATCH_SECONDS = 0.05

Progress = Callable[[Holding, int], None]


@dataclass(frozen=True)
class Purged:
    """What a run did with one holding: `rows` removed or anonymised (or due, in a dry run).

    `clockless` counts rows that have no date to count from, such as members whose affiliation runs.
    """

    holding: str
    rows: int
    clockless: int


def purge(
    register: Register,
    at: dt.datetime,
    *,
    dry_run: bool = False,
    batch: int = FIRST_BATCH,
    progress: Progress | None = None,
    frozen: Person | None = None,
) -> tuple[Purged, ...]:
    """Remove or anonymise every row whose last day lies before the day of `at` in Brussels.

    The rows of `frozen`, whose data may not be used, stay past their day (article 18 GDPR).

    Each batch is a transaction of its own, so a run that is stopped loses nothing and the next one goes
    on. `progress` hears the number of rows done after each batch. `dry_run` only counts.
    """
    today = day_in_brussels(at)
    return tuple(
        Purged(
            holding.key,
            count_due(holding, today, frozen)
            if dry_run
            else _purge_holding(holding, today, batch, progress or _silent, frozen),
            _count(holding, holding.clock.is_(None)),
        )
        for holding in children_first(register.holdings)
    )


def _silent(holding: Holding, rows: int) -> None:
    """Tell nobody."""


def children_first(holdings: Iterable[Holding]) -> list[Holding]:
    """Return holdings so that a table comes before the tables that it refers to."""
    listed = list(holdings)
    books = {holding.table.metadata for holding in listed}
    order = {table: place for book in books for place, table in enumerate(book.sorted_tables)}
    return sorted(listed, key=lambda holding: -order[holding.table])


def count_due(holding: Holding, today: dt.date, frozen: Person | None = None) -> int:
    """Return how many rows of a holding have outlived their last day, those of `frozen` not counted."""
    return _count(holding, and_(is_due(holding, today), _is_not_frozen(holding, frozen)))


def _is_not_frozen(holding: Holding, frozen: Person | None) -> ColumnElement[bool]:
    if frozen is None or isinstance(condition := holding.subject(frozen), False_):
        return true()
    return func.coalesce(condition, false()).is_(false())


def is_due(holding: Holding, today: dt.date) -> ColumnElement[bool]:
    """Return the condition that a row's last day lies before `today`, and that something is left to do with it."""
    first_kept = holding.kept.first_kept(today)
    limit = first_kept if holding.clock_is_a_day else start_of_day(first_kept)
    condition = holding.clock < limit
    if isinstance(holding.at_end, Anonymise):
        left = [column.is_distinct_from(value) for column, value in holding.at_end.values.items()]
        condition = and_(condition, or_(*left))
    return condition


def last_day(holding: Holding, key: object) -> dt.date | None:
    """Return the last day of the row with this primary key, or None where its clock does not run yet."""
    found = db.session.scalar(select(holding.clock).where(holding.on, holding.primary_key == key))
    return None if found is None else holding.kept.last_day(found)


def _count(holding: Holding, condition: ColumnElement[bool]) -> int:
    query = select(func.count(holding.primary_key)).where(holding.on, holding.rows, condition)
    with transaction() as session:
        return session.scalar(query) or 0


def _purge_holding(holding: Holding, today: dt.date, size: int, progress: Progress, frozen: Person | None) -> int:
    if holding.purged_by is None:
        return _purge_rows(holding, today, size, progress, frozen)
    done = holding.purged_by(start_of_day(holding.kept.first_kept(today)))
    progress(holding, done)
    return done


def _purge_rows(holding: Holding, today: dt.date, size: int, progress: Progress, frozen: Person | None) -> int:
    due = and_(is_due(holding, today), _is_not_frozen(holding, frozen))
    key, done, after = holding.primary_key, 0, None
    while True:
        began = time.monotonic()
        start = true() if after is None else key > after
        with transaction() as session:
            last = session.scalar(select(key).where(start).order_by(key).offset(size - 1).limit(1))
            window = start if last is None else and_(start, key <= last)
            result = session.execute(_dispose(holding, and_(window, holding.rows, due)))
            assert isinstance(result, CursorResult)
            done += result.rowcount
        seconds = time.monotonic() - began
        progress(holding, done)
        if last is None:
            return done
        after, size = last, _next_size(size, seconds)
        time.sleep(seconds)


def _dispose(holding: Holding, condition: ColumnElement[bool]) -> Delete | Update:
    if holding.joined:  # the window stands inside, so that the join never reads more than it
        keys = select(holding.primary_key).where(holding.on, condition).correlate(None)
        condition = holding.primary_key.in_(keys)
    match holding.at_end:
        case Remove():
            return delete(holding.table).where(condition)
        case Anonymise(values):
            return update(holding.table).where(condition).values(by_column(values))


def by_column(values: Mapping[InstrumentedAttribute[Any], object]) -> dict[Any, object]:
    """Return values under the table's own columns, as a statement takes them."""
    return {attribute.property.columns[0]: value for attribute, value in values.items()}


def _next_size(size: int, seconds: float) -> int:
    if seconds > BATCH_SECONDS:
        return max(SMALLEST_BATCH, size // 2)
    return min(LARGEST_BATCH, size * 2) if seconds < BATCH_SECONDS / 2 else size
