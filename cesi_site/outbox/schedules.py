"""Queue what the clock asks for: each slot once, however many machines look at the clock."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cesi_site.core import clock
from cesi_site.core.database import db, insert_new, transaction
from cesi_site.outbox.models import OutboxSchedule
from cesi_site.outbox.operations import queue_job
from cesi_site.outbox.registry import SCHEDULES


def queue_due() -> list[str]:
    """Queue the jobs whose slot has come; return their names.

    A schedule seen for the first time starts with its next slot. After a standstill only the last of the
    slots that were missed is caught up.
    """
    now = clock.now()
    known = {row.name: row.last_slot for row in db.session.execute(select(*OutboxSchedule.__table__.columns))}
    queued = []
    for name, schedule in sorted(SCHEDULES.items()):
        slot = schedule.latest_slot(now)
        if name not in known:
            _start(name, slot)
        elif known[name] < slot and _queue(name, slot):
            queued.append(name)
    return queued


def _start(name: str, slot: dt.datetime) -> None:
    with transaction():
        insert_new(OutboxSchedule, {"name": name, "last_slot": slot})


def _queue(name: str, slot: dt.datetime) -> bool:
    with transaction() as session:
        taken = _take(session, name, slot)
        if taken:
            queue_job(name)
    return taken


def _take(session: Session, name: str, slot: dt.datetime) -> bool:
    """Move the schedule on to `slot`; only one of all that try at once succeeds."""
    statement = (
        update(OutboxSchedule)
        .where(OutboxSchedule.name == name, OutboxSchedule.last_slot < slot)
        .values(last_slot=slot)
        .returning(OutboxSchedule.name)
    )
    return session.scalars(statement).first() is not None
