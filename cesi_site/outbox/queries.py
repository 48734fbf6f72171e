"""What waits, what is dead, and whether anybody delivers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from cesi_site.core.database import db
from cesi_site.outbox.models import OutboxRow, OutboxWorker


@dataclass(frozen=True)
class Counts:
    """How many rows wait and are dead, and since when the oldest that is due waits."""

    waiting: int
    dead: int
    oldest: dt.datetime | None


def counts() -> Counts:
    """Count the rows that are not done."""
    waiting, oldest = db.session.execute(
        select(func.count(), func.min(OutboxRow.available_at)).where(
            OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None)
        )
    ).one()
    dead = db.session.scalar(select(func.count()).where(OutboxRow.dead_at.is_not(None))) or 0
    return Counts(waiting, dead, oldest)


def dead_rows(at_most: int = 100) -> Sequence[OutboxRow]:
    """Return the rows that were given up, the newest first."""
    statement = select(OutboxRow).where(OutboxRow.dead_at.is_not(None))
    return db.session.scalars(statement.order_by(OutboxRow.dead_at.desc()).limit(at_most)).all()


def waiting_rows(at_most: int = 100) -> Sequence[OutboxRow]:
    """Return the rows that wait, in the order in which they fall due."""
    statement = select(OutboxRow).where(OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None))
    return db.session.scalars(statement.order_by(OutboxRow.available_at, OutboxRow.id).limit(at_most)).all()


def worker_seen_at() -> dt.datetime | None:
    """Return when a worker last showed that it lives; None when there never was one."""
    return db.session.scalar(select(func.max(OutboxWorker.seen_at)))
