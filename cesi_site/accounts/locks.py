"""Guessing is slowed down by counting in the database, so that it holds on all machines together.

Each key counts its failures; after `FREE_TRIES` every further try costs a pause that doubles, up to an
hour: nobody is locked out for good. An owner on a device that the account knows has a count of their own, so
that others who guess from elsewhere do not keep them out. A failure is forgotten after a day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from cesi_site.accounts.models import Lock
from cesi_site.core import clock
from cesi_site.core.database import db, insert_new

FREE_TRIES = 10
FREE_TRIES_OF_A_SOURCE = 40
FREE_CODES = 5
LONGEST_PAUSE = dt.timedelta(hours=1)
FIRST_PAUSE = dt.timedelta(minutes=1)
FORGOTTEN_AFTER = dt.timedelta(days=1)


@dataclass(frozen=True)
class Key:
    """What is counted, and how many failures are free."""

    name: str
    free: int = FREE_TRIES


class Locked(Exception):
    """Too many failures: try again after `minutes`."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"{minutes} minutes")
        self.minutes = minutes


def count_try(*keys: Key) -> None:
    """Count a try on each key before its answer is known; `forgive` takes it back when the answer was right.

    Counting first is what holds when many tries come at once. Raises `Locked` when one of the keys must wait;
    then nothing is counted. Uses a connection of its own: what the session holds is left alone.
    """
    with db.engine.begin() as connection:
        for key in keys:
            _count(connection, key)


def forgive(*keys: Key) -> None:
    """Take the try back: the answer was right. An account's count goes, a source's falls by one."""
    with db.engine.begin() as connection:
        for key in keys:
            if key.free == FREE_TRIES_OF_A_SOURCE:
                fewer = {"failures": Lock.failures - 1}
                connection.execute(update(Lock).where(Lock.key == key.name, Lock.failures > 0).values(fewer))
            else:
                connection.execute(delete(Lock).where(Lock.key == key.name))


def pause_after(failures: int, free: int) -> dt.timedelta:
    """Return how long the next try has to wait after so many failures."""
    over = failures - free
    if over < 0:
        return dt.timedelta(0)
    return LONGEST_PAUSE if over > 10 else min(FIRST_PAUSE * 2**over, LONGEST_PAUSE)


def _count(connection: Connection, key: Key) -> None:
    """Add one, but only to the count that was looked at: of tries that come at once, each sees the others."""
    while True:
        now = clock.now()
        insert_new(Lock, {"key": key.name, "failures": 0, "last_at": now}, over=connection)
        row = connection.execute(select(Lock.failures, Lock.last_at).where(Lock.key == key.name)).one()
        fresh = now - row.last_at < FORGOTTEN_AFTER
        if fresh and row.failures:
            _refuse(row.last_at + pause_after(row.failures, key.free) - now)
        counted = connection.execute(
            update(Lock)
            .where(Lock.key == key.name, Lock.failures == row.failures)
            .values(failures=row.failures + 1 if fresh else 1, last_at=now)
            .returning(Lock.key)
        )
        if counted.first():
            return


def _refuse(wait: dt.timedelta) -> None:
    if wait > dt.timedelta(0):
        raise Locked(int(wait.total_seconds() // 60) + 1)
