"""Changes by the customer, with the personal link: a replacement, another date, a cancellation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.choices.operations import touch
from cesi_site.core import clock
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import db, transaction
from cesi_site.enrolment.conditions import fee_for
from cesi_site.enrolment.enrolling_errors import (
    AlreadyOver,
    FeeChanged,
    NoSuchParticipant,
    NotEnoughSeats,
    SessionClosed,
    TooLate,
)
from cesi_site.enrolment.models import Enrolment, Participant, TrainingSession
from cesi_site.enrolment.operations import seats
from cesi_site.enrolment.operations.enrolling import tell_participant
from cesi_site.enrolment.operations.history import log
from cesi_site.enrolment.operations.naming import name_training, title_of
from cesi_site.enrolment.operations.offers import held_enrolment, offer_held, tell_ended, tell_out
from cesi_site.enrolment.queries import enrolments as queries
from cesi_site.enrolment.states import SEATED, EnrolmentAct, EnrolmentState
from cesi_site.outbox.operations import queue_mail


def can_replace(enrolment: Enrolment) -> bool:
    """Whether a colleague can still take somebody's place: free of charge, up to the start."""
    return not enrolment.state.is_over and enrolment.session.starts_at > clock.now()


def can_move(enrolment: Enrolment) -> bool:
    """Whether it can still go to another date: free of charge, up to the last day to enrol."""
    session = enrolment.session
    return enrolment.state in SEATED and session.deadline >= clock.today() and session.starts_at > clock.now()


def can_cancel(enrolment: Enrolment) -> bool:
    """Whether it can still be cancelled here: up to the start."""
    return enrolment.state in SEATED and enrolment.session.starts_at > clock.now()


def current_fee(enrolment: Enrolment) -> Decimal:
    """Return what cancelling costs at this moment, without VAT."""
    first_day = enrolment.session.starts_at.astimezone(BRUSSELS).date()
    return fee_for(enrolment, first_day, clock.today())


def replace_participant(enrolment_id: int, participant_id: int, who: Mapping[str, Any]) -> Participant:
    """Let a colleague take somebody's place; `who` are the columns of the new participant. Both are told.

    Raises `TooLate`, `NoSuchParticipant`.
    """
    with transaction() as session:
        enrolment = held_enrolment(enrolment_id)
        if not can_replace(enrolment):
            raise TooLate
        gone = next((one for one in enrolment.taking_part if one.id == participant_id), None)
        if gone is None:
            raise NoSuchParticipant
        new = Participant(
            position=gone.position,
            is_enroler=enrolment.is_by(who["first_name"], who["last_name"], who["email"]),
            training=title_of(enrolment.session, who["language"]),
            entered_at=clock.now(),
            **who,
        )
        enrolment.participants.append(new)
        session.flush()
        gone.replaced_at, gone.replaced_by_id = clock.now(), new.id
        log(enrolment, EnrolmentAct.REPLACED)
        record("enrolment:participant:replaced", subject=new, details={"enrolment": enrolment.id, "former": gone.id})
        touch(enrolment.email)
        tell_out(gone)
        if not enrolment.is_set_apart:
            tell_participant(new)
            queue_mail("enrolment.receipt", enrolment_id=enrolment.id)
    return new


def move(enrolment_id: int, to_session_id: int) -> Enrolment:
    """Move an enrolment to another date of the same training, all its places or none.

    Raises `TooLate`, `SessionClosed`, `NotEnoughSeats`.
    """
    with transaction():
        enrolment = hold_both(enrolment_id, to_session_id)
        if not can_move(enrolment) or enrolment.session_id == to_session_id:
            raise TooLate
        move_held(enrolment, to_session_id, possible=lambda held: held.takes_enrolments)
        touch(enrolment.email)
    return enrolment


def move_held(
    enrolment: Enrolment, to_session_id: int, *, possible: Callable[[seats.Held], bool], by: Account | None = None
) -> None:
    """Move an enrolment in the open transaction that holds both sessions, and tell everybody in it.

    `possible` says whether the other session may be entered. Raises `SessionClosed`, `NotEnoughSeats`.
    """
    former = enrolment.session
    target, held = _load(to_session_id), seats.hold(to_session_id)
    if not possible(held) or target.training_id != former.training_id:
        raise SessionClosed
    offer_held(held)
    if not seats.take(to_session_id, enrolment.seats):
        raise NotEnoughSeats(seats.hold(to_session_id).free)
    seats.give_back(former.id, enrolment.seats)
    enrolment.session_id, enrolment.session = target.id, target
    enrolment.sequence += 1
    enrolment.reminded_at = None
    name_training(enrolment, target)
    log(enrolment, EnrolmentAct.MOVED, by=by)
    sessions = {"from": former.id, "to": target.id}
    record("enrolment:enrolment:moved", subject=enrolment, actor=by, details=sessions)
    if not enrolment.is_set_apart:
        _tell_moved(enrolment, former.id)
    offer_held(seats.hold(former.id))


def cancel(enrolment_id: int, *, fee: Decimal | None, by: Account | None = None) -> Enrolment:
    """Cancel an enrolment under its conditions; its places go to who waits.

    `fee` is the amount that was shown, None where nobody was shown one (an erasure). Raises `AlreadyOver`, `TooLate`,
    `FeeChanged`.
    """
    with transaction():
        enrolment = held_enrolment(enrolment_id)
        if enrolment.state not in SEATED:
            raise AlreadyOver
        if not can_cancel(enrolment):
            raise TooLate
        due = current_fee(enrolment)
        if fee is not None and fee != due:
            raise FeeChanged(due)
        end_seated(enrolment, due, by=by)
        if fee is not None:
            touch(enrolment.email)
    return enrolment


def end_seated(enrolment: Enrolment, fee: Decimal, *, by: Account | None = None, words: str | None = None) -> None:
    """Cancel an enrolment that holds places, in the open transaction that holds its session; `fee` is without VAT."""
    apart = enrolment.is_set_apart
    seats.give_back(enrolment.session_id, enrolment.seats)
    enrolment.state, enrolment.cancelled_at = EnrolmentState.CANCELLED_BY_CUSTOMER, clock.now()
    enrolment.cancel_fee = fee
    enrolment.sequence += 1
    log(enrolment, EnrolmentAct.CANCELLED, by=by, words=words)
    record("enrolment:enrolment:cancelled", subject=enrolment, actor=by, details={"session": enrolment.session_id})
    if not apart:
        tell_ended(enrolment, EnrolmentAct.CANCELLED)
    offer_held(seats.hold(enrolment.session_id))


def _tell_moved(enrolment: Enrolment, former_id: int) -> None:
    queue_mail("enrolment.moved", enrolment_id=enrolment.id, former_id=former_id, participant_id=None)
    for one in enrolment.taking_part:
        if one.email is not None and not one.is_enroler:
            queue_mail("enrolment.moved", enrolment_id=enrolment.id, former_id=former_id, participant_id=one.id)


def hold_both(enrolment_id: int, to_session_id: int) -> Enrolment:
    """Hold two sessions in the order of their numbers, so that two moves cannot wait for each other for ever."""
    found = queries.enrolment(enrolment_id)
    if found is None:
        raise AlreadyOver
    for session_id in sorted({found.session_id, to_session_id}):
        try:
            seats.hold(session_id)
        except LookupError:
            raise SessionClosed from None
    return held_enrolment(enrolment_id)


def _load(session_id: int) -> TrainingSession:
    found = db.session.get(TrainingSession, session_id, populate_existing=True)
    if found is None:
        raise SessionClosed
    return found
