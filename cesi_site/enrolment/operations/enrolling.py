"""Taking an enrolment in: places or a turn, choices, mails and its line in the log, once or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.choices.operations import address_of, touch
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.enrolment.enrolling_errors import DraftGone, NotApart, NotEnoughSeats, SessionClosed, TermsChanged
from cesi_site.enrolment.models import Enrolment, EnrolmentDraft, Participant, TrainingSession
from cesi_site.enrolment.operations import seats
from cesi_site.enrolment.operations.choosing import note_choices, note_consent
from cesi_site.enrolment.operations.history import log
from cesi_site.enrolment.operations.naming import name_training
from cesi_site.enrolment.operations.offers import held_enrolment, offer_held
from cesi_site.enrolment.operations.terms import terms_for
from cesi_site.enrolment.queries import enrolments as queries
from cesi_site.enrolment.states import EnrolmentAct, EnrolmentState
from cesi_site.outbox.operations import queue_mail

# Somebody who enrols more often in a day is looked at first: every enrolment mails up to fifteen strangers.
ENROLMENTS_A_DAY = 12
ONE_DAY = dt.timedelta(days=1)
MANY = "many_enrolments"
# What the history says of an enrolment that comes to stand so.
ACTS = {
    EnrolmentState.RECEIVED: EnrolmentAct.RECEIVED,
    EnrolmentState.CONFIRMED: EnrolmentAct.CONFIRMED,
    EnrolmentState.WAITING_LIST: EnrolmentAct.WAITING,
}


@dataclass(frozen=True)
class Sent:
    """An enrolment that is in the database. `again` tells that the same form had been sent before."""

    enrolment: Enrolment
    again: bool = False


def send_enrolment(enrolment: Enrolment, *, shown: str, wait: bool, suspicions: Sequence[str] = ()) -> Sent:
    """Take an enrolment in, in the place of its draft (`submission` is the hash of its token).

    `shown` is the fingerprint of the terms (`terms_for`) that the enroler agreed to; `TermsChanged` for any other.
    Its participants get all their places. Where there are too few it goes on the waiting list with `wait`, else
    `NotEnoughSeats` is raised. With `suspicions` places are held and nobody is mailed, until somebody of the team has
    looked at it (`release`). Raises `SessionClosed`, and `DraftGone` where there is neither draft nor enrolment.
    """
    with transaction() as session:
        held = seats.hold(enrolment.session_id)
        # Taking the draft away is the turn in which two clicks on the button are told apart.
        taken = delete(EnrolmentDraft).where(EnrolmentDraft.token_hash == enrolment.submission)
        if session.scalar(taken.returning(EnrolmentDraft.id)) is None:
            return Sent(_sent_before(enrolment.submission), again=True)
        place = _load(enrolment.session_id)
        if not held.takes_enrolments or place.training.published_at is None:
            raise SessionClosed
        offer_held(held)
        enrolment.suspicions = _all_suspicions(enrolment, suspicions)
        _freeze(enrolment, place, shown)
        _seat(enrolment, wait=wait)
        session.add(enrolment)
        session.flush()
        _note(enrolment)
        note_choices(enrolment, place.training.organiser)
        touch(enrolment.email, enrolment.received_at)
        if not enrolment.suspicions:
            tell(enrolment)
    return Sent(enrolment)


def release(enrolment_id: int, *, by: Account | None) -> Enrolment:
    """Let an enrolment go on that was set apart: it is confirmed, or waits in its turn, and is mailed.

    Raises `NotApart` for one that a colleague decided on before.
    """
    with transaction():
        enrolment = held_enrolment(enrolment_id)
        if not enrolment.is_set_apart:
            raise NotApart
        enrolment.suspicions = []
        if enrolment.state is EnrolmentState.RECEIVED:
            enrolment.state, enrolment.decided_at = EnrolmentState.CONFIRMED, clock.now()
        log(enrolment, ACTS[enrolment.state], by=by)
        record("enrolment:enrolment:released", subject=enrolment, actor=by)
        note_consent(enrolment, enrolment.session.training.organiser)
        tell(enrolment)
        offer_held(seats.hold(enrolment.session_id))
    return enrolment


def tell(enrolment: Enrolment) -> None:
    """Mail the enroler, and the participants whom they entered, in the transaction that is open."""
    db.session.flush()
    queue_mail("enrolment.receipt", enrolment_id=enrolment.id)
    for participant in enrolment.taking_part:
        tell_participant(participant)


def tell_participant(participant: Participant) -> None:
    """Mail a participant where and when, what we know and from whom; not who enrolled, nor who has no address."""
    if participant.email is None or participant.is_enroler:
        return
    db.session.flush()
    address_of(participant.email)  # the mail holds a link to their own switches
    queue_mail("enrolment.participant", participant_id=participant.id)
    participant.told_at = participant.told_at or clock.now()


def _load(session_id: int) -> TrainingSession:
    found = db.session.get(TrainingSession, session_id, populate_existing=True)
    if found is None:
        raise SessionClosed
    return found


def _all_suspicions(enrolment: Enrolment, found: Sequence[str]) -> list[str]:
    known = enrolment.account_id is not None
    sent = 0 if known else queries.sent_since(enrolment.email, clock.now() - ONE_DAY)
    return [*found, *([MANY] if sent >= ENROLMENTS_A_DAY else [])]


def _freeze(enrolment: Enrolment, place: TrainingSession, shown: str) -> None:
    """Keep the price and the conditions as they are at this moment, and as they were shown."""
    terms = terms_for(place.training, enrolment.organisation_id)
    if terms.fingerprint != shown:
        raise TermsChanged
    enrolment.received_at = clock.now()
    enrolment.seats = len(enrolment.participants)
    terms.write_on(enrolment)
    name_training(enrolment, place)


def _seat(enrolment: Enrolment, *, wait: bool) -> None:
    if seats.take(enrolment.session_id, enrolment.seats):
        held = bool(enrolment.suspicions)
        enrolment.state = EnrolmentState.RECEIVED if held else EnrolmentState.CONFIRMED
        enrolment.decided_at = None if held else enrolment.received_at
        return
    if not wait:
        raise NotEnoughSeats(seats.hold(enrolment.session_id).free)
    enrolment.state = EnrolmentState.WAITING_LIST
    enrolment.waiting_position = seats.next_in_line(enrolment.session_id)


def _note(enrolment: Enrolment) -> None:
    log(enrolment, ACTS[enrolment.state])
    record(
        "enrolment:enrolment:received",
        subject=enrolment,
        actor=f"account:{enrolment.account_id}" if enrolment.account_id else None,
        details={
            "session": enrolment.session_id,
            "state": enrolment.state,
            "seats": enrolment.seats,
            "suspicions": list(enrolment.suspicions),
        },
    )


def _sent_before(submission: str) -> Enrolment:
    found = queries.enrolment_of_submission(submission)
    if found is None:
        raise DraftGone
    return found
