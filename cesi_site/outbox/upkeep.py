"""The outbox's own upkeep: rows are tried again when a person says so, workers show that they live."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.outbox.models import MAIL, OutboxRow, OutboxWorker
from cesi_site.outbox.registry import scheduled

WORKER_KEPT = dt.timedelta(days=2)

_NOTE_WORKER = {
    name: dialect.insert(OutboxWorker).on_conflict_do_update(
        index_elements=[OutboxWorker.name], set_={"seen_at": bindparam("seen_now")}
    )
    for name, dialect in (("postgresql", postgresql), ("sqlite", sqlite))
}


@scheduled("outbox.forget_workers", hour=2, minute=50)
def forget_workers() -> None:
    """Forget the workers that were last seen two days ago."""
    with transaction() as session:
        session.execute(delete(OutboxWorker).where(OutboxWorker.seen_at < clock.now() - WORKER_KEPT))


def retry(row_id: int) -> bool:
    """Let a dead row try again from the start; False when there is no such dead row."""
    statement = (
        update(OutboxRow)
        .where(OutboxRow.id == row_id, OutboxRow.dead_at.is_not(None))
        .values(dead_at=None, attempts=0, available_at=clock.now(), error=None)
        .returning(OutboxRow.id)
    )
    with transaction() as session:
        return session.scalars(statement).first() is not None


def hold_all(why: str) -> int:
    """Give up all mails that wait, until a person lets them try again; return how many."""
    statement = (
        update(OutboxRow)
        .where(OutboxRow.kind == MAIL, OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None))
        .values(dead_at=clock.now(), error=why, lease=None, lease_until=None)
        .returning(OutboxRow.id)
    )
    with transaction() as session:
        return len(session.scalars(statement).all())


def hurry() -> int:
    """Let all rows that wait try at once, whatever delay they were given; return how many."""
    statement = (
        update(OutboxRow)
        .where(OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None), OutboxRow.available_at > clock.now())
        .where(OutboxRow.attempts > 0)
        .values(available_at=clock.now())
        .returning(OutboxRow.id)
    )
    with transaction() as session:
        return len(session.scalars(statement).all())


def show_alive(name: str, started_at: dt.datetime) -> None:
    """Note that the worker `name` (machine and process) lives."""
    moment = clock.now()
    row = {"name": name, "started_at": started_at, "seen_at": moment, "seen_now": moment}
    with db.engine.begin() as connection:
        connection.execute(_NOTE_WORKER[connection.dialect.name], row)
