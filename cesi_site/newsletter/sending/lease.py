"""One process at a time sends a mailing: its lease ends by itself when the process is gone."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import socket

from sqlalchemy import or_, select, update

from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.newsletter.models import Mailing, MailingState

LEASE = dt.timedelta(seconds=15)


def new_holder() -> str:
    """Return a name for who sends: machine and process, for people to read, and what makes it unique."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def take(mailing_id: int, holder: str) -> dt.datetime | None:
    """Take the lease; None when it is ours, else until when somebody else has it."""
    free = or_(Mailing.lease.is_(None), Mailing.lease_until < clock.now(), Mailing.lease == holder)
    with transaction() as session:
        taken = session.connection().execute(_set(mailing_id, holder).where(free)).rowcount == 1
    if taken:
        return None
    return db.session.scalar(select(Mailing.lease_until).where(Mailing.id == mailing_id)) or clock.now()


def renew(mailing_id: int, holder: str) -> MailingState | None:
    """Lengthen the lease, in the open transaction; return the mailing's state now, or None when the lease was lost."""
    renewed = _set(mailing_id, holder).where(Mailing.lease == holder).returning(Mailing.state)
    with transaction() as session:
        state: MailingState | None = session.connection().scalar(renewed)
    return state


def give_back(mailing_id: int, holder: str) -> None:
    """Let somebody else go on at once."""
    mine = update(Mailing).where(Mailing.id == mailing_id, Mailing.lease == holder)
    with transaction() as session:
        session.connection().execute(mine.values(lease=None, lease_until=None))


def _set(mailing_id: int, holder: str):  # type: ignore[no-untyped-def]
    return update(Mailing).where(Mailing.id == mailing_id).values(lease=holder, lease_until=clock.now() + LEASE)
