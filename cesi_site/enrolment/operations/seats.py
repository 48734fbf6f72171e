"""The places of a session: one row that everybody who changes them holds until the commit.

Whoever changes places calls `hold` before reading anything else of the session or its enrolments. What is read
afterwards is what the last one left, on both databases; the table's own check is the net below.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, inspect, update

from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.enrolment.models import TrainingSession
from cesi_site.enrolment.words import SHOWN, SessionState

# The table itself: the page of a training is made anew each time, so that places raise no page stamp.
_TABLE: Table = inspect(TrainingSession).local_table  # type: ignore[assignment]


class Held(NamedTuple):
    """A session's row that is held until the commit."""

    id: int
    taken: int
    maximum: int
    state: SessionState
    deadline: dt.date
    starts_at: dt.datetime

    @property
    def free(self) -> int:
        """How many places are free."""
        return self.maximum - self.taken

    @property
    def takes_enrolments(self) -> bool:
        """Whether somebody can enrol: its state and deadline let them, and it has not begun."""
        return self.state in SHOWN and self.deadline >= clock.today() and self.is_ahead

    @property
    def is_ahead(self) -> bool:
        """Whether it has not begun."""
        return self.starts_at > clock.now()


def hold(session_id: int) -> Held:
    """Hold a session's row until the commit, and return how it stands. Raises `LookupError` where there is none."""
    columns = _TABLE.c
    held = (
        update(_TABLE)
        .where(columns.id == session_id)
        .values(seats_taken=columns.seats_taken)
        .returning(columns.id, columns.seats_taken, columns.maximum, columns.state, columns.deadline, columns.starts_at)
    )
    row = db.session.connection().execute(held).one_or_none()
    if row is None:
        raise LookupError(session_id)
    return Held._make(row)


def take(session_id: int, seats: int) -> bool:
    """Take so many places of a session, all or none; False where there are not enough."""
    return _change(session_id, seats, _TABLE.c.seats_taken + seats <= _TABLE.c.maximum)


def give_back(session_id: int, seats: int) -> None:
    """Let so many places of a session be free again."""
    if not _change(session_id, -seats, _TABLE.c.seats_taken >= seats):
        raise RuntimeError(f"session {session_id} has fewer than {seats} places taken")


def next_in_line(session_id: int) -> int:
    """Return the next place on the waiting list of a session."""
    number = _TABLE.c.waiting_number
    counted = update(_TABLE).where(_TABLE.c.id == session_id).values(waiting_number=number + 1).returning(number)
    place: int = db.session.connection().execute(counted).scalar_one()
    return place


def _change(session_id: int, seats: int, possible: ColumnElement[bool]) -> bool:
    changed = (
        update(_TABLE)
        .where(_TABLE.c.id == session_id, possible)
        .values(seats_taken=_TABLE.c.seats_taken + seats)
        .returning(_TABLE.c.id)
    )
    return db.session.connection().execute(changed).scalar() is not None
