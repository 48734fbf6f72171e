"""One process at a time has a mailing in hand, to count or to send it: its lease ends by itself when it is gone.

Between two turns nobody holds the lease, and `lease_until` is the hour of the next one: whoever wakes before it has
nothing to do, so that a mailing is never woken by more than one chain of jobs.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import socket

from sqlalchemy import ColumnElement, Update, or_, select, update

from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.newsletter.models import Mailing, MailingState

LEASE = dt.timedelta(seconds=15)


class Held(Exception):
    """Another process has the mailing in hand, until `until` at least."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


def new_holder() -> str:
    """Return a name for a process: machine and process, for people to read, and what makes it unique."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def take(mailing_id: int, holder: str) -> None:
    """Take the lease, whether its next turn has come or not. Raises `Held`."""
    free = or_(is_free(clock.now()), Mailing.lease == holder)
    with transaction() as session:
        taken = session.connection().execute(_set(mailing_id, holder).where(free)).rowcount == 1
    if not taken:
        raise Held(_until(mailing_id) or clock.now())


def renew(mailing_id: int, holder: str) -> MailingState | None:
    """Lengthen the lease, in the open transaction; return the mailing's state now, or None when the lease was lost.

    Until that transaction ends nobody else can move the mailing to another state.
    """
    renewed = _set(mailing_id, holder).where(Mailing.lease == holder).returning(Mailing.state)
    with transaction() as session:
        state: MailingState | None = session.connection().scalar(renewed)
    return state


def give_back(mailing_id: int, holder: str, *, until: dt.datetime | None = None) -> None:
    """Let go of the lease; `until` is the hour of the mailing's next turn, None for at once."""
    mine = update(Mailing).where(Mailing.id == mailing_id, Mailing.lease == holder)
    with transaction() as session:
        session.connection().execute(mine.values(lease=None, lease_until=until))


def rest(mailing_id: int, until: dt.datetime | None) -> None:
    """Set the hour of the next turn of a mailing that nobody has in hand; None lets it come at once."""
    resting = update(Mailing).where(Mailing.id == mailing_id, Mailing.lease.is_(None))
    with transaction() as session:
        session.connection().execute(resting.values(lease_until=until))


def rests(mailing_id: int) -> bool:
    """Tell whether nobody has a mailing in hand and its next turn has not come."""
    resting = Mailing.id == mailing_id, Mailing.lease.is_(None), Mailing.lease_until > clock.now()
    return db.session.scalar(select(Mailing.id).where(*resting)) is not None


def is_free(now: dt.datetime) -> ColumnElement[bool]:
    """Return the condition that nobody has a mailing in hand."""
    return or_(Mailing.lease.is_(None), is_due(now))


def is_due(now: dt.datetime) -> ColumnElement[bool]:
    """Return the condition that nobody has a mailing in hand and that its turn has come."""
    return or_(Mailing.lease_until.is_(None), Mailing.lease_until <= now)


def _until(mailing_id: int) -> dt.datetime | None:
    return db.session.scalar(select(Mailing.lease_until).where(Mailing.id == mailing_id))


def _set(mailing_id: int, holder: str) -> Update:
    return update(Mailing).where(Mailing.id == mailing_id).values(lease=holder, lease_until=clock.now() + LEASE)
