"""The mails about a session: it is near, it changed, it is called off, and the certificate afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cesi_site.choices.models import Address
from cesi_site.choices.queries import find_address
from cesi_site.core.languages import use_language
from cesi_site.core.sites import external_url
from cesi_site.enrolment import queries
from cesi_site.enrolment.calendar import training_url
from cesi_site.enrolment.certificates import certificate_pdf, check_url, show_code
from cesi_site.enrolment.invitations import Guest, Slot, cancellation, invitation
from cesi_site.enrolment.models import Enrolment, Participant, TrainingSession
from cesi_site.enrolment.person_links import person_token
from cesi_site.enrolment.queries import enrolments, running
from cesi_site.enrolment.queries.certificates import certificate_of
from cesi_site.enrolment.states import SEATED, EnrolmentAct, EnrolmentState
from cesi_site.enrolment.tokens import token_for
from cesi_site.enrolment.words import SessionState
from cesi_site.outbox import Attachment, Mail, mail


@dataclass(frozen=True)
class Reader:
    """Who reads a mail: the enroler, with the personal link, or a participant who was enrolled by them."""

    enrolment: Enrolment
    participant: Participant | None
    name: str
    email: str
    language: str

    @property
    def session(self) -> TrainingSession:
        """The session that the mail is about."""
        return self.enrolment.session

    @property
    def guest(self) -> Guest:
        """Whose calendar gets the file."""
        return Guest(self.name, self.email)

    def mail(self, *, attachments: Sequence[Attachment] = (), **context: Any) -> Mail:
        """Return a mail to this reader, with what all of them show."""
        training, token = self.session.training, token_for(self.enrolment.id)
        site = training.organiser.value
        manage = external_url("enrolment.manage", language=self.language, site=site, token=token)
        shown = {
            "reader": self,
            "enrolment": self.enrolment,
            "session": self.session,
            "training": training,
            "manage_url": None if self.participant else manage,
            "training_url": training_url(training, self.language),
        }
        return Mail(
            to=[self.email], language=self.language, site=site, attachments=attachments, context=shown | context
        )


def _reader(enrolment_id: int, participant_id: int | None) -> Reader | None:
    """Return who reads; None where the row is gone, or somebody else comes in the participant's place."""
    enrolment = enrolments.enrolment(enrolment_id)
    if enrolment is None:
        return None
    if participant_id is None:
        return Reader(enrolment, None, enrolment.name, enrolment.email, enrolment.language) if enrolment.email else None
    for one in enrolment.taking_part:
        if one.id == participant_id and one.email:
            return Reader(enrolment, one, one.name, one.email, one.language)
    return None


@mail("enrolment.reminder")
def reminder_mail(*, enrolment_id: int, participant_id: int | None = None) -> Mail | None:
    """Remind who comes of the day, the hours and the way there; dropped when nobody comes any more."""
    reader = _reader(enrolment_id, participant_id)
    if reader is None or reader.enrolment.state is not EnrolmentState.CONFIRMED:
        return None
    return reader.mail() if reader.session.state is not SessionState.CANCELLED else None


@mail("enrolment.changed")
def changed_mail(
    *, enrolment_id: int, participant_id: int | None = None, gone: Sequence[tuple[int, str, str]] = ()
) -> Mail | None:
    """Tell of new dates, another place or language, with files that bring a calendar up to date."""
    reader = _reader(enrolment_id, participant_id)
    if reader is None or reader.enrolment.state.is_over:
        return None
    return reader.mail(attachments=_updates(reader, gone), waits=reader.enrolment.state not in SEATED)


def _updates(reader: Reader, gone: Sequence[tuple[int, str, str]]) -> list[Attachment]:
    if reader.enrolment.state not in SEATED:
        return []
    slots = [Slot(id_, dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end)) for id_, start, end in gone]
    extra = reader.enrolment.sequence
    with use_language(reader.language):
        files = [invitation(reader.session, reader.guest, extra=extra)]
        return [*files, cancellation(reader.session, reader.guest, slots, extra=extra)] if slots else files


@mail("enrolment.called_off")
def called_off_mail(*, enrolment_id: int, participant_id: int | None = None) -> Mail | None:
    """Tell that a session does not take place, why, and which other dates of the same training there are."""
    reader = _reader(enrolment_id, participant_id)
    if reader is None or reader.enrolment.state is not EnrolmentState.CANCELLED_BY_ORGANISER:
        return None
    with use_language(reader.language):
        file = cancellation(reader.session, reader.guest, extra=reader.enrolment.sequence)
    events = reversed(reader.enrolment.events)
    reason = next((event.words for event in events if event.act is EnrolmentAct.CALLED_OFF), None)
    return reader.mail(attachments=[file], reason=reason, alternatives=_alternatives(reader))


def _alternatives(reader: Reader) -> list[tuple[TrainingSession, int, str]]:
    """Return other dates with their free places, and the address at which to enrol."""
    found = running.alternatives(reader.session)
    free = queries.free_seats([one.id for one in found])
    site = reader.session.training.organiser.value
    return [
        (one, free[one.id], external_url("enrolment.enrol", language=reader.language, site=site, session=one.id))
        for one in found
    ]


def _history_url(address: Address, reader: Reader) -> str:
    site, token = reader.session.training.organiser.value, person_token(address)
    return external_url("enrolment.history", language=reader.language, site=site, token=token)


@mail("enrolment.certificate")
def certificate_mail(*, participant_id: int) -> Mail | None:
    """The certificate of who was there, for themselves; for the enroler where they have no address of their own."""
    one = enrolments.participant(participant_id)
    certificate = certificate_of(one)
    if one is None or certificate is None:
        return None
    own = one.email and one.email != one.enrolment.email
    reader = _reader(one.enrolment_id, one.id if own else None)
    if reader is None:
        return None
    paper = certificate_pdf(certificate)
    file = Attachment(filename=certificate.filename, content_type="application/pdf", data=paper) if paper else None
    address = find_address(reader.email)
    return reader.mail(
        attachments=[file] if file else [],
        history_url=_history_url(address, reader) if address else None,
        certificate=certificate,
        about_reader=bool(own or one.is_enroler),
        code=show_code(certificate.code),
        check_url=check_url(certificate),
    )
