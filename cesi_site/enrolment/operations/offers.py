"""The waiting list: places that come free are offered in order, and pass on when nobody takes them in time."""

from __future__ import annotations

import datetime as dt

from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.enrolment.enrolling_errors import AlreadyOver, OfferGone
from cesi_site.enrolment.models import Enrolment, Participant
from cesi_site.enrolment.operations import seats
from cesi_site.enrolment.operations.history import log
from cesi_site.enrolment.policy import offer_term
from cesi_site.enrolment.queries import enrolments as queries
from cesi_site.enrolment.states import EnrolmentAct, EnrolmentState
from cesi_site.enrolment.words import SHOWN
from cesi_site.outbox.operations import queue_mail

# Nobody is offered a place for less than this, nor later than this before the session begins.
SHORTEST_OFFER = dt.timedelta(hours=2)
BEFORE_START = dt.timedelta(hours=12)


def offer_places(session_id: int) -> int:
    """Offer the free places of a session to who waits, in order; a group is passed over while they are too few for it.

    Returns how many enrolments got an offer. An offer holds the places.
    """
    with transaction():
        return offer_held(seats.hold(session_id))


def offer_held(held: seats.Held) -> int:
    """The same for a session that is held already."""
    until = _until(held)
    if held.state not in SHOWN or until is None or held.free <= 0:
        return 0
    free, offered = held.free, 0
    for enrolment in queries.waiting(held.id):
        if enrolment.offer_until is None and not enrolment.suspicions and enrolment.seats <= free:
            _offer(enrolment, until)
            free -= enrolment.seats
            offered += 1
    return offered


def take_offer(enrolment_id: int) -> Enrolment:
    """Take the places that were offered: the enrolment is confirmed. Raises `OfferGone`."""
    with transaction():
        enrolment = held_enrolment(enrolment_id)
        if enrolment.state is not EnrolmentState.WAITING_LIST or not enrolment.has_offer:
            raise OfferGone
        enrolment.offer_until = None
        enrolment.state, enrolment.decided_at = EnrolmentState.CONFIRMED, clock.now()
        log(enrolment, EnrolmentAct.TAKEN)
        record("enrolment:offer:taken", subject=enrolment, details={"session": enrolment.session_id})
        queue_mail("enrolment.receipt", enrolment_id=enrolment.id)
        for participant in enrolment.taking_part:
            if participant.email is not None and not participant.is_enroler:
                queue_mail("enrolment.participant", participant_id=participant.id)
    return enrolment


def leave_waiting_list(enrolment_id: int) -> Enrolment:
    """Leave the waiting list, with or without an offer in hand. Raises `AlreadyOver`."""
    with transaction():
        enrolment = held_enrolment(enrolment_id)
        if enrolment.state is not EnrolmentState.WAITING_LIST:
            raise AlreadyOver
        act = EnrolmentAct.LEFT if enrolment.offer_until is None else EnrolmentAct.DECLINED
        apart = enrolment.is_set_apart
        _end(enrolment, act)
        record("enrolment:waiting:left", subject=enrolment, details={"session": enrolment.session_id})
        if not apart:
            tell_ended(enrolment, act)
        offer_held(seats.hold(enrolment.session_id))
    return enrolment


def lapse_offers() -> int:
    """End the offers that nobody took in time, and pass their places on. Returns how many ended."""
    ended = 0
    for enrolment_id in queries.lapsed_offers():
        with transaction():
            enrolment = held_enrolment(enrolment_id)
            if enrolment.offer_until is None or enrolment.has_offer:
                continue
            _end(enrolment, EnrolmentAct.LAPSED)
            record("enrolment:offer:lapsed", subject=enrolment, details={"session": enrolment.session_id})
            tell_ended(enrolment, EnrolmentAct.LAPSED)
            offer_held(seats.hold(enrolment.session_id))
            ended += 1
    return ended


def held_enrolment(enrolment_id: int) -> Enrolment:
    """Return an enrolment as it stands once its session is held until the commit. Raises `AlreadyOver` for none."""
    found = queries.enrolment(enrolment_id)
    if found is None:
        raise AlreadyOver
    session_id = found.session_id
    seats.hold(session_id)
    found = queries.enrolment(enrolment_id)
    if found is None or found.session_id != session_id:
        raise AlreadyOver
    return found


def tell_ended(enrolment: Enrolment, act: EnrolmentAct) -> None:
    """Tell the enroler, and the participants, that an enrolment has ended."""
    queue_mail("enrolment.ended", enrolment_id=enrolment.id, act=act.value)
    for one in enrolment.taking_part:
        tell_out(one)


def tell_out(participant: Participant) -> None:
    """Tell somebody whom another entered that they are no longer expected; not who was never told that they were."""
    if participant.email is not None and not participant.is_enroler and participant.told_at is not None:
        queue_mail("enrolment.participant_out", participant_id=participant.id)


def _offer(enrolment: Enrolment, until: dt.datetime) -> None:
    if not seats.take(enrolment.session_id, enrolment.seats):
        return
    enrolment.offer_until = until
    log(enrolment, EnrolmentAct.OFFERED)
    record("enrolment:offer:made", subject=enrolment, details={"session": enrolment.session_id})
    queue_mail("enrolment.offered", enrolment_id=enrolment.id)


def _until(held: seats.Held) -> dt.datetime | None:
    """Return until when an offer made now stands; None where it is too late to offer."""
    now = clock.now()
    until = min(now + offer_term(), held.starts_at - BEFORE_START)
    return until if until - now >= SHORTEST_OFFER else None


def _end(enrolment: Enrolment, act: EnrolmentAct) -> None:
    if enrolment.offer_until is not None:
        seats.give_back(enrolment.session_id, enrolment.seats)
    enrolment.offer_until = None
    enrolment.state, enrolment.cancelled_at = EnrolmentState.CANCELLED_BY_CUSTOMER, clock.now()
    log(enrolment, act)
