"""Writes of who was there, and the certificates that follow from it."""

from __future__ import annotations

from collections.abc import Mapping

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.choices.operations import address_of, touch
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.enrolment.certificates import new_code
from cesi_site.enrolment.errors import NotPossible
from cesi_site.enrolment.models import Participant, SessionAct, TrainingSession
from cesi_site.enrolment.operations.history import note
from cesi_site.enrolment.queries.running import participants_of
from cesi_site.enrolment.states import Attendance
from cesi_site.enrolment.words import SHOWN, SessionState
from cesi_site.outbox.operations import queue_mail

ATTENDED = SHOWN | {SessionState.HELD}


def takes_attendance(session: TrainingSession) -> bool:
    """Tell whether somebody can write down who is there: it began, and was not called off."""
    return session.state in ATTENDED and session.starts_at <= clock.now()


def note_attendance(
    session: TrainingSession, marks: Mapping[int, Attendance | None], *, by: Account
) -> list[Participant]:
    """Write down who was there, by the keys of participants; return those for whom it is another than before.

    A certificate goes when its owner turns out not to have been there. Being there is an act of the person, from
    which the time counts that what they chose is kept. Raises `NotPossible` before the session begins.
    """
    if not takes_attendance(session):
        raise NotPossible
    with transaction():
        changed = [
            one for one in participants_of(session.id) if one.id in marks and one.attendance is not marks[one.id]
        ]
        for participant in changed:
            _write(participant, marks[participant.id], by)
        if changed:
            note(session, SessionAct.ATTENDANCE, by=by, count=len(changed))
            record("enrolment:session:attendance", subject=session, actor=by, details={"people": len(changed)})
            issue_certificates(session, by=by)
    return changed


def issue_certificates(session: TrainingSession, *, by: Account | None) -> list[Participant]:
    """Give a certificate to each participant who was present, once the session is held; each is mailed."""
    if session.state is not SessionState.HELD:
        return []
    with transaction():
        issued = [
            one
            for one in participants_of(session.id)
            if one.attendance is Attendance.PRESENT and one.certificate_code is None
        ]
        for participant in issued:
            participant.certificate_code = new_code()
            participant.certificate_issued_at = clock.now()
            queue_mail("enrolment.certificate", participant_id=participant.id)
        if issued:
            note(session, SessionAct.CERTIFICATES, by=by, count=len(issued))
            record("enrolment:session:certified", subject=session, actor=by, details={"people": len(issued)})
    return issued


def _write(participant: Participant, attendance: Attendance | None, by: Account) -> None:
    participant.attendance = attendance
    participant.attendance_at = clock.now() if attendance else None
    participant.attendance_by = by.id if attendance else None
    if attendance is not Attendance.PRESENT:
        participant.certificate_code = participant.certificate_issued_at = None
    elif participant.email:
        address_of(participant.email)
        touch(participant.email, at=participant.enrolment.session.ends_at)
