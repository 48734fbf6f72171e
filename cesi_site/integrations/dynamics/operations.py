"""Handing over: find what is new or changed, write it there under its own key, and remove there what is gone here."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import or_, select

from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.integrations.dynamics.dataverse import Dataverse
from cesi_site.integrations.dynamics.models import HandedOver, Kind
from cesi_site.integrations.dynamics.rows import TABLES, to_hand_over, values_of
from cesi_site.outbox import queue_job

HAND_OVER, REMOVE = "dynamics.hand_over", "dynamics.remove"
MOST_AT_ONCE = 500


def look() -> tuple[int, int]:
    """Queue a job for each row that is new, or whose permissions changed since it was handed over, or that is gone.

    Returns how many there were of both. A job that waits is not queued a second time.
    """
    new = gone = 0
    with transaction():
        for kind in Kind:
            for number, version, last in _newer(kind):
                key = f"dynamics {kind} {number} {version} {last.timestamp() if last else 0}"
                queue_job(HAND_OVER, key=key, kind=kind.value, number=number)
                new += 1
            for row_id in _gone(kind):
                queue_job(REMOVE, key=f"dynamics gone {row_id}", row_id=row_id)
                gone += 1
    return new, gone


def _newer(kind: Kind) -> list[tuple[int, int, dt.datetime | None]]:
    """Find (number, version, when it was handed over last) of each row that is to be handed over."""
    found = to_hand_over(kind).subquery()
    number, version = found.c
    known = (HandedOver.kind == kind) & (HandedOver.number == number)
    waiting = or_(HandedOver.at.is_(None), HandedOver.version != version)
    query = (
        select(number, version, HandedOver.at)
        .outerjoin(HandedOver, known)
        .where(waiting)
        .order_by(number)
        .limit(MOST_AT_ONCE)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def _gone(kind: Kind) -> list[int]:
    number = to_hand_over(kind).subquery().c[0]
    lost = HandedOver.kind == kind, HandedOver.number.not_in(select(number))
    return list(db.session.scalars(select(HandedOver.id).where(*lost).limit(MOST_AT_ONCE)))


def hand_over(kind: Kind, number: int, dataverse: Dataverse) -> bool:
    """Write a row to Dataverse; False where it is gone here, or may not be used. Raises `DataverseError`.

    Its key is kept before the call: whatever breaks off, the next try writes to the same row there.
    """
    values = values_of(kind, number, is_there=_find(kind, number) is not None)
    version = _version(kind, number)
    if values is None or version is None:
        return False
    row = _row_of(kind, number)
    dataverse.upsert(TABLES[kind], row.key, values)
    with transaction() as session:
        handed = session.get_one(HandedOver, row.id)
        handed.version, handed.at = version, clock.now()
    return True


def remove(row_id: int, dataverse: Dataverse) -> None:
    """Remove from Dataverse what is gone here (article 19 GDPR). Raises `DataverseError`."""
    row = db.session.get(HandedOver, row_id)
    if row is None or _version(row.kind, row.number) is not None:
        return
    dataverse.remove(TABLES[row.kind], row.key)
    with transaction() as session:
        session.delete(row)


def _version(kind: Kind, number: int) -> int | None:
    found = to_hand_over(kind).subquery()
    version: int | None = db.session.scalar(select(found.c[1]).where(found.c[0] == number))
    return version


def _find(kind: Kind, number: int) -> HandedOver | None:
    same = HandedOver.kind == kind, HandedOver.number == number
    return db.session.scalars(select(HandedOver).where(*same)).one_or_none()


def _row_of(kind: Kind, number: int) -> HandedOver:
    with transaction() as session:
        row = _find(kind, number)
        if row is None:
            row = HandedOver(kind=kind, number=number, key=secrets.token_hex(16), version=0)
            session.add(row)
    return row
