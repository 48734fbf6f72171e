"""The outbox's own upkeep: what is done does not stay, dead rows are tried again, workers show they live."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.outbox.models import OutboxRow, OutboxWorker
from cesi_site.outbox.registry import scheduled

DONE_KEPT = dt.timedelta(days=30)
DEAD_KEPT = dt.timedelta(days=90)
WORKER_KEPT = dt.timedelta(days=2)
PURGE_BATCH = 2_000

_NOTE_WORKER = {
    name: dialect.insert(OutboxWorker).on_conflict_do_update(
        index_elements=[OutboxWorker.name], set_={"seen_at": bindparam("seen_at")}
    )
    for name, dialect in (("postgresql", postgresql), ("sqlite", sqlite))
}


@scheduled("outbox.purge", hour=2, minute=50)
def purge() -> int:
    """Remove rows done 30 days ago, dead ones after 90 days, and workers gone for two; return how many rows."""
    now = clock.now()
    gone = _purge_rows(OutboxRow.done_at < now - DONE_KEPT) + _purge_rows(OutboxRow.dead_at < now - DEAD_KEPT)
    with transaction() as session:
        session.execute(delete(OutboxWorker).where(OutboxWorker.seen_at < now - WORKER_KEPT))
    return gone


def _purge_rows(old: ColumnElement[bool]) -> int:
    gone = 0
    batch = select(OutboxRow.id).where(old).limit(PURGE_BATCH)
    while True:
        with transaction() as session:
            ids = session.scalars(batch).all()
            session.execute(delete(OutboxRow).where(OutboxRow.id.in_(ids)))
        gone += len(ids)
        if len(ids) < PURGE_BATCH:
            return gone


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


def show_alive(name: str, started_at: dt.datetime) -> None:
    """Note that the worker `name` (machine and process) lives."""
    row = {"name": name, "started_at": started_at, "seen_at": clock.now()}
    with db.engine.begin() as connection:
        connection.execute(_NOTE_WORKER[connection.dialect.name], row)
