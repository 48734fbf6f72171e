"""What staff do for a customer who asks: another price, a cancellation without cost, another date after the last day.

The conditions and the mails promise it: the member price once it is checked, no cost after a change of ours, the
withdrawal of a consumer. The reason is read by the enroler.
"""

from __future__ import annotations

from decimal import Decimal

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.enrolment.conditions import NOTHING
from cesi_site.enrolment.enrolling_errors import AlreadyOver, StillApart, TooLate
from cesi_site.enrolment.models import Enrolment
from cesi_site.enrolment.operations.changing import end_seated, hold_both, move_held
from cesi_site.enrolment.operations.history import log
from cesi_site.enrolment.operations.offers import held_enrolment
from cesi_site.enrolment.states import SEATED, Attendance, EnrolmentAct
from cesi_site.enrolment.words import SHOWN
from cesi_site.outbox.operations import queue_mail


def can_correct(enrolment: Enrolment) -> bool:
    """Whether staff can still set its price: it is not over, and nobody has to look at it first."""
    return not enrolment.state.is_over and not enrolment.is_set_apart


def can_end(enrolment: Enrolment) -> bool:
    """Whether staff can still cancel or move it: it holds places, the session is not over, and nobody was there."""
    seated = enrolment.state in SEATED and not enrolment.is_set_apart
    there = any(one.attendance is Attendance.PRESENT for one in enrolment.taking_part)
    return seated and enrolment.session.ends_at > clock.now() and not there


def set_price(enrolment_id: int, price: Decimal, *, reason: str, by: Account) -> Enrolment:
    """Set the price for one participant, without VAT, and mail it with the reason; the same price twice is one act.

    The price that was there before stays where somebody has to be told that they pay no member price. Raises
    `AlreadyOver`, `StillApart`.
    """
    with transaction():
        enrolment = _held(enrolment_id)
        former = enrolment.price_each
        if former == price and not enrolment.awaits_member_check:
            return enrolment
        enrolment.price_each = price
        log(enrolment, EnrolmentAct.PRICE_SET, by=by, words=reason)
        amounts = {"from": None if former is None else str(former), "to": str(price)}
        record("enrolment:enrolment:price_set", subject=enrolment, actor=by, details=amounts)
        queue_mail("enrolment.price_set", enrolment_id=enrolment.id)
    return enrolment


def cancel_free(enrolment_id: int, *, reason: str, by: Account) -> Enrolment:
    """Cancel an enrolment on the customer's request, at no cost; all are told, and its places go to who waits.

    Raises `AlreadyOver`, `StillApart`, and `TooLate` once the session is over or somebody was there.
    """
    with transaction():
        enrolment = _held(enrolment_id)
        if not can_end(enrolment):
            raise TooLate
        end_seated(enrolment, NOTHING, by=by, words=reason)
    return enrolment


def move_for(enrolment_id: int, to_session_id: int, *, by: Account) -> Enrolment:
    """Move an enrolment on the customer's request, also after the last day to enrol; all are told.

    Raises `AlreadyOver`, `StillApart`, `TooLate` (as `cancel_free`), `SessionClosed` for a session that began, and
    `NotEnoughSeats`.
    """
    with transaction():
        enrolment = hold_both(enrolment_id, to_session_id)
        _check(enrolment)
        if not can_end(enrolment) or enrolment.session_id == to_session_id:
            raise TooLate
        move_held(enrolment, to_session_id, by=by, possible=lambda held: held.state in SHOWN and held.is_ahead)
        for one in enrolment.participants:
            one.attendance = one.attendance_at = one.attendance_by = None
    return enrolment


def _held(enrolment_id: int) -> Enrolment:
    enrolment = held_enrolment(enrolment_id)
    _check(enrolment)
    return enrolment


def _check(enrolment: Enrolment) -> None:
    if enrolment.state.is_over:
        raise AlreadyOver
    if enrolment.is_set_apart:
        raise StillApart
