"""What everybody in a session is told of it: a change, its end, and that it is near. Joins the open transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from cesi_site.accounts.models import Account
from cesi_site.core import clock
from cesi_site.core.clock import start_of_day
from cesi_site.core.database import transaction
from cesi_site.enrolment.models import (
    Enrolment,
    Participant,
    SessionAct,
    TrainingSession,
)
from cesi_site.enrolment.operations import seats
from cesi_site.enrolment.operations.history import log, note
from cesi_site.enrolment.operations.naming import name_training
from cesi_site.enrolment.policy import reminder_days
from cesi_site.enrolment.queries.running import enrolments_of
from cesi_site.enrolment.states import SEATED, EnrolmentAct, EnrolmentState
from cesi_site.enrolment.words import SHOWN
from cesi_site.outbox.operations import queue_mail

# A day part that is no more: its number, and when it began and ended, as text.
Gone = tuple[int, str, str]


def tell_of_change(session: TrainingSession, *, gone: Sequence[Gone] = (), by: Account | None) -> int:
    """Mail the new dates and place to all who come, and who wait; return how many mails that is.

    `gone` are the day parts that are no more: calendars have to be told so. Their rows name the new date. Who was
    reminded of the old date is reminded of the new one, too. Nobody is mailed of an enrolment that was set apart.
    """
    with transaction():
        told = 0
        for enrolment in _alive(session):
            log(enrolment, EnrolmentAct.SESSION_CHANGED, by=by)
            name_training(enrolment, session)
            if session.starts_at > _reminding_until():
                enrolment.reminded_at = None
            if not enrolment.is_set_apart:
                told += _mail(
                    "enrolment.changed",
                    enrolment,
                    f"changed {session.sequence}",
                    participants=enrolment.state in SEATED,
                    gone=[*gone],
                )
        if told:
            note(session, SessionAct.TOLD_OF_CHANGE, by=by, count=told)
    return told


def end_enrolments(session: TrainingSession, reason: Mapping[str, str] | None, *, by: Account | None) -> int:
    """End all enrolments in a session that is called off, free of charge, and mail why and which other dates there are.

    `reason` is what staff say, by language. Returns how many mails that is. What was set apart ends without a mail.
    """
    with transaction():
        seats.hold(session.id)
        told = 0
        for enrolment in _alive(session):
            seated, apart = enrolment.state in SEATED, enrolment.is_set_apart
            if seated or enrolment.offer_until is not None:
                seats.give_back(session.id, enrolment.seats)
            enrolment.state = EnrolmentState.CANCELLED_BY_ORGANISER
            enrolment.cancelled_at = clock.now()
            enrolment.offer_until = enrolment.cancel_fee = None
            log(enrolment, EnrolmentAct.CALLED_OFF, by=by, words=(reason or {}).get(enrolment.language))
            if not apart:
                told += _mail("enrolment.called_off", enrolment, "called off", participants=seated)
        if told:
            note(session, SessionAct.TOLD_OF_END, by=by, count=told)
    return told


def remind() -> int:
    """Remind all who come to a session that is near, each enrolment once; return how many mails that is."""
    with transaction() as db_session:
        near = (
            select(TrainingSession.id)
            .where(TrainingSession.state.in_(SHOWN), TrainingSession.starts_at > clock.now())
            .where(TrainingSession.starts_at < _reminding_until())
        )
        due = (
            update(Enrolment)
            .where(Enrolment.session_id.in_(near), Enrolment.state == EnrolmentState.CONFIRMED)
            .where(Enrolment.reminded_at.is_(None))
            .values(reminded_at=clock.now())
            .returning(Enrolment.id)
            .execution_options(synchronize_session=False)
        )
        ids = sorted(db_session.scalars(due).all())
        db_session.expire_all()
        told: dict[TrainingSession, int] = {}
        for enrolment in db_session.scalars(select(Enrolment).where(Enrolment.id.in_(ids)).order_by(Enrolment.id)):
            sent = _mail("enrolment.reminder", enrolment, f"reminder {enrolment.session.sequence}")
            told[enrolment.session] = told.get(enrolment.session, 0) + sent
        for session, count in told.items():
            note(session, SessionAct.REMINDED, count=count)
    return sum(told.values())


def _alive(session: TrainingSession) -> list[Enrolment]:
    return [enrolment for enrolment in enrolments_of(session.id) if not enrolment.state.is_over]


def _mail(name: str, enrolment: Enrolment, what: str, *, participants: bool = True, **arguments: Any) -> int:
    """Queue a mail for the enroler, and one for each participant with an address of their own."""
    key = f"{name} {enrolment.id} {enrolment.session_id} {what}"
    queue_mail(name, key=key, enrolment_id=enrolment.id, **arguments)
    others = list(own_addresses(enrolment.taking_part, enrolment.email)) if participants else []
    for one in others:
        queue_mail(name, key=f"{key} {one.id}", enrolment_id=enrolment.id, participant_id=one.id, **arguments)
    return 1 + len(others)


def own_addresses(participants: Iterable[Participant], enroler: str) -> Iterable[Participant]:
    """Return the participants who read mail at an address that is not the enroler's, one for each address."""
    seen = {enroler}
    for participant in participants:
        if participant.email and participant.email not in seen:
            seen.add(participant.email)
            yield participant


def _reminding_until() -> dt.datetime:
    """Return the instant before which a session is near enough to remind of it."""
    return start_of_day(clock.today() + dt.timedelta(days=reminder_days() + 1))
