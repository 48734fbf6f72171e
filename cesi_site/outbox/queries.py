"""What waits, what is dead, and whether anybody delivers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import false, func, select
from sqlalchemy.orm import aliased

from cesi_site.core.database import db
from cesi_site.outbox.models import JOB, OutboxRow, OutboxSchedule, OutboxWorker

DeadRow = aliased(OutboxRow)


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


def count_waiting(name: str) -> int:
    """Count the mails, or runs of a job, of this name that are not done."""
    waiting = select(func.count()).where(OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None))
    return db.session.scalar(waiting.where(OutboxRow.name == name)) or 0


def worker_seen_at() -> dt.datetime | None:
    """Return when a worker last showed that it lives; None when there never was one."""
    return db.session.scalar(select(func.max(OutboxWorker.seen_at)))


def last_slots() -> dict[str, dt.datetime]:
    """Return, by the name of each schedule that was ever started, the last of its slots that was queued."""
    return {row.name: row.last_slot for row in db.session.scalars(select(OutboxSchedule))}


def given_up(names: Collection[str]) -> dict[str, int]:
    """Count the jobs of these names that were given up and were not done since, by name."""
    done = select(func.max(OutboxRow.done_at)).where(OutboxRow.name == DeadRow.name).correlate(DeadRow)
    later = func.coalesce(done.scalar_subquery() > DeadRow.dead_at, false())
    counted = select(DeadRow.name, func.count()).where(
        DeadRow.kind == JOB, DeadRow.name.in_(list(names)), DeadRow.dead_at.is_not(None), ~later
    )
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(DeadRow.name).order_by(DeadRow.name))}
