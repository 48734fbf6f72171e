"""Who has a row in hand: claims with a lease, and what becomes of the row.

A claim is one statement, so that no row is taken twice. Its lease ends by itself: what a dead worker had in
hand is taken over, and a worker that comes late changes nothing, since the lease on the row is not its own.
"""

from __future__ import annotations

import datetime as dt
import random
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select, update

from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.outbox.models import OutboxRow

LEASE = dt.timedelta(seconds=30)
FIRST_DELAY_SECONDS = 10
LONGEST_DELAY_SECONDS = 3_600
# With the delays above, about a day and a half.
MOST_ATTEMPTS = 45
LONGEST_ERROR = 1_000


@dataclass(frozen=True)
class Claim:
    """A row in hand. `attempts` counts this one."""

    id: int
    kind: str
    name: str
    arguments: dict[str, Any]
    token: str
    queued_at: dt.datetime
    attempts: int
    remaining: list[str] | None
    lease: str


_OPEN = (OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None))


def _due(
    kind: str | ColumnElement[str], now: dt.datetime | ColumnElement[dt.datetime]
) -> Sequence[ColumnElement[bool]]:
    free = or_(OutboxRow.lease_until.is_(None), OutboxRow.lease_until < now)
    return (*_OPEN, OutboxRow.kind == kind, OutboxRow.available_at <= now, free)


_NOW = bindparam("now", type_=OutboxRow.available_at.type)
_NEXT = (
    select(OutboxRow.id)
    .where(*_due(bindparam("of_kind"), _NOW))
    .order_by(OutboxRow.available_at, OutboxRow.id)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)  # SQLite, which has one writer at a time, needs none of it
)
_CLAIM = (
    update(OutboxRow)
    .where(OutboxRow.id.in_(_NEXT))
    .values(lease=bindparam("new_lease"), lease_until=bindparam("until"), attempts=OutboxRow.attempts + 1)
    .returning(*(getattr(OutboxRow, name) for name in Claim.__dataclass_fields__))
    .execution_options(synchronize_session=False)
)


def is_due(kind: str) -> bool:
    """Tell whether a row of this kind waits to be taken."""
    with db.engine.connect() as connection:
        return connection.execute(select(OutboxRow.id).where(*_due(kind, clock.now())).limit(1)).first() is not None


def claim(kind: str, at_most: int) -> list[Claim]:
    """Take the next rows of a kind that are due, in the order in which they became so."""
    now = clock.now()
    arguments = {
        "of_kind": kind,
        "now": now,
        "at_most": at_most,
        "new_lease": secrets.token_hex(16),
        "until": now + LEASE,
    }
    with db.engine.begin() as connection:
        rows = connection.execute(_CLAIM, arguments).all()
    return sorted((Claim(*row) for row in rows), key=lambda taken: taken.id)


def finish(taken: Claim, note: str | None = None) -> bool:
    """Mark the row done and forget its arguments; False when the lease was lost."""
    return _settle(taken, done_at=clock.now(), arguments={}, remaining=None, error=_shortened(note))


def bury(taken: Claim, error: str) -> bool:
    """Give the row up: it stays, with the reason, until a person looks at it."""
    return _settle(taken, dead_at=clock.now(), error=_shortened(error))


def postpone(taken: Claim, error: str, remaining: list[str] | None = None) -> bool:
    """Try the row again later, each time after a longer delay; bury it after too many tries."""
    if taken.attempts >= MOST_ATTEMPTS:
        return bury(taken, error)
    later = clock.now() + delay(taken.attempts)
    return _settle(taken, available_at=later, remaining=remaining or taken.remaining, error=_shortened(error))


def release(claims: Iterable[Claim]) -> None:
    """Give rows back untouched, as if they had never been claimed."""
    for taken in claims:
        _settle(taken, attempts=taken.attempts - 1)


def renew(claims: Sequence[Claim]) -> set[int]:
    """Lengthen the leases; return the ids of the rows that are still in hand."""
    by_lease: dict[str, list[int]] = {}
    for taken in claims:
        by_lease.setdefault(taken.lease, []).append(taken.id)
    kept: set[int] = set()
    with db.engine.begin() as connection:
        for lease, ids in by_lease.items():
            statement = update(OutboxRow).where(OutboxRow.id.in_(ids), OutboxRow.lease == lease, *_OPEN)
            values = statement.values(lease_until=clock.now() + LEASE).returning(OutboxRow.id)
            kept.update(connection.scalars(values))
    return kept


def delay(attempts: int) -> dt.timedelta:
    """Return how long to wait after so many tries: twice as long each time, up to an hour, never quite the same."""
    seconds = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** min(attempts - 1, 20))
    return dt.timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, guards nothing


def _settle(taken: Claim, **values: Any) -> bool:
    statement = (
        update(OutboxRow)
        .where(OutboxRow.id == taken.id, OutboxRow.lease == taken.lease)
        .values(lease=None, lease_until=None, **values)
    )
    with db.engine.begin() as connection:
        return connection.execute(statement).rowcount == 1


def _shortened(text: str | None) -> str | None:
    return text[:LONGEST_ERROR] if text else None
