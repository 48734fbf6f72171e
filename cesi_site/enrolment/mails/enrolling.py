"""The mails of an enrolment: to who enrolled, and to the participants whom they entered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cesi_site.choices.queries import find_address
from cesi_site.choices.tokens import token_for as choices_token
from cesi_site.core.database import db
from cesi_site.core.languages import use_language
from cesi_site.core.sites import external_url
from cesi_site.enrolment.invitations import cancellation, invitation
from cesi_site.enrolment.mails.sessions import Reader
from cesi_site.enrolment.models import Enrolment, Participant, TrainingSession
from cesi_site.enrolment.queries import enrolments as queries
from cesi_site.enrolment.states import EnrolmentAct, EnrolmentState
from cesi_site.enrolment.summary import price_rows, with_vat
from cesi_site.outbox import Attachment, Mail, mail
from cesi_site.register import current_register

NOTICE = "taking-part"


@mail("enrolment.receipt")
def receipt_mail(*, enrolment_id: int) -> Mail | None:
    """What stands now: the places, or the turn on the waiting list, with the personal link and a calendar file."""
    enrolment = queries.enrolment(enrolment_id)
    if enrolment is None or enrolment.state.is_over or not enrolment.email:
        return None
    if enrolment.state is EnrolmentState.WAITING_LIST:
        return _to_enroler(enrolment, place=queries.place_in_line(enrolment))
    return _to_enroler(enrolment, [_invitation(_enroler(enrolment))], place=None)


@mail("enrolment.participant")
def participant_mail(*, participant_id: int) -> Mail | None:
    """Tell a participant where and when, what we know of them, from whom, and their rights (article 14 GDPR)."""
    one = queries.participant(participant_id)
    if one is None or one.email is None or one.replaced_at is not None or one.enrolment.state.is_over:
        return None
    reader, confirmed = _participant(one), one.enrolment.state is EnrolmentState.CONFIRMED
    return reader.mail(
        attachments=[_invitation(reader)] if confirmed else [],
        one=one,
        confirmed=confirmed,
        activity=current_register().activity(NOTICE),
        preferences_url=_preferences(reader),
        policy_url=external_url("privacy.policy", language=reader.language) + f"#{NOTICE}",
        my_data_url=external_url("privacy.my_data", language=reader.language),
    )


@mail("enrolment.participant_out")
def participant_out_mail(*, participant_id: int) -> Mail | None:
    """Tell a participant that they are no longer expected, with the file that clears their calendar."""
    one = queries.participant(participant_id)
    if one is None or one.email is None:
        return None
    reader = _participant(one)
    return reader.mail(attachments=[_cancellation(reader, reader.session)])


@mail("enrolment.offered")
def offered_mail(*, enrolment_id: int) -> Mail | None:
    """Offer the places that came free, until when they are held, and how to say yes or no."""
    enrolment = queries.enrolment(enrolment_id)
    if enrolment is None or not enrolment.has_offer or not enrolment.email:
        return None
    return _to_enroler(enrolment)


@mail("enrolment.moved")
def moved_mail(*, enrolment_id: int, former_id: int, participant_id: int | None = None) -> Mail | None:
    """Tell of another date, to the enroler or to one participant: one calendar file clears, the other fills in."""
    enrolment, former = queries.enrolment(enrolment_id), db.session.get(TrainingSession, former_id)
    one = None if participant_id is None else queries.participant(participant_id)
    if enrolment is None or former is None or enrolment.state.is_over or (participant_id and one is None):
        return None
    reader = _participant(one) if one else _enroler(enrolment)
    if not reader.email:
        return None
    return reader.mail(attachments=[_cancellation(reader, former), _invitation(reader)], former=former)


@mail("enrolment.price_set")
def price_mail(*, enrolment_id: int) -> Mail | None:
    """Say what the enrolment costs now, and why, in the words of staff."""
    enrolment = queries.enrolment(enrolment_id)
    if enrolment is None or enrolment.state.is_over or not enrolment.email:
        return None
    return _to_enroler(enrolment, reason=_words(enrolment, EnrolmentAct.PRICE_SET))


@mail("enrolment.ended")
def ended_mail(*, enrolment_id: int, act: str) -> Mail | None:
    """Say that the enrolment ended: cancelled (with what it costs), the waiting list left, or an offer that lapsed.

    Queued before an erasure it is composed after it, and reaches nobody.
    """
    enrolment = queries.enrolment(enrolment_id)
    if enrolment is None or not enrolment.email:
        return None
    reader = _enroler(enrolment)
    cancelled = act == EnrolmentAct.CANCELLED.value
    files = [_cancellation(reader, reader.session)] if cancelled else []
    fee = enrolment.cancel_fee
    return reader.mail(
        attachments=files,
        act=act,
        fee=fee,
        fee_with_vat=with_vat(fee, enrolment.vat_rate) if fee else None,
        reason=_words(enrolment, EnrolmentAct.CANCELLED) if cancelled else None,
    )


def _words(enrolment: Enrolment, act: EnrolmentAct) -> str | None:
    """Return what staff wrote beside the last act of this kind."""
    return next((event.words for event in reversed(enrolment.events) if event.act is act), None)


def _enroler(enrolment: Enrolment) -> Reader:
    return Reader(enrolment, None, enrolment.name, enrolment.email, enrolment.language)


def _participant(one: Participant) -> Reader:
    return Reader(one.enrolment, one, one.name, one.email or "", one.language)


def _to_enroler(enrolment: Enrolment, files: Iterable[Attachment] = (), **more: Any) -> Mail:
    site = enrolment.session.training.organiser.value
    with use_language(enrolment.language):
        prices = price_rows(enrolment)
    conditions = external_url("enrolment.conditions", language=enrolment.language, site=site)
    return _enroler(enrolment).mail(attachments=list(files), prices=prices, conditions_url=conditions, **more)


def _invitation(reader: Reader) -> Attachment:
    with use_language(reader.language):
        return invitation(reader.session, reader.guest, extra=reader.enrolment.sequence)


def _cancellation(reader: Reader, session: TrainingSession) -> Attachment:
    with use_language(reader.language):
        return cancellation(session, reader.guest, extra=reader.enrolment.sequence)


def _preferences(reader: Reader) -> str | None:
    """Return a participant's own link to their switches, which opened when they were entered."""
    address = find_address(reader.email)
    if address is None:
        return None
    return external_url("privacy.preferences", language=reader.language, token=choices_token(address.id))
