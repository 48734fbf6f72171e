"""The history of a session: one line for each act, in the transaction of the act."""

from __future__ import annotations

from cesi_site.accounts.models import Account
from cesi_site.core.database import db
from cesi_site.enrolment.models import SessionAct, SessionEvent, TrainingSession


def note(session: TrainingSession, act: SessionAct, *, by: Account | None = None, count: int | None = None) -> None:
    """Write a line; `count` is how many mails or people the act was about."""
    db.session.add(SessionEvent(session_id=session.id, act=act, actor_id=by.id if by else None, count=count))
