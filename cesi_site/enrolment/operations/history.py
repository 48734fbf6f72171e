"""The history of sessions and of enrolments: one line for each act, in the transaction of the act."""

from __future__ import annotations

from cesi_site.accounts.models import Account
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.enrolment.models import Enrolment, EnrolmentEvent, SessionAct, SessionEvent, TrainingSession
from cesi_site.enrolment.states import EnrolmentAct


def note(session: TrainingSession, act: SessionAct, *, by: Account | None = None, count: int | None = None) -> None:
    """Write a line; `count` is how many mails or people the act was about."""
    db.session.add(SessionEvent(session_id=session.id, act=act, actor_id=by.id if by else None, count=count))


def log(enrolment: Enrolment, act: EnrolmentAct, *, by: Account | None = None, words: str | None = None) -> None:
    """Write a line in the history of an enrolment, with its state after the act; `words` are those of staff."""
    enrolment.events.append(
        EnrolmentEvent(act=act, state=enrolment.state, actor_id=by.id if by else None, words=words, at=clock.now())
    )
