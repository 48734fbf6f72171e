"""Reads of certificates: one by its code, and that of a participant."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import db
from cesi_site.enrolment.certificates import Certificate, read_code
from cesi_site.enrolment.models import Enrolment, Participant
from cesi_site.enrolment.states import SEATED, Attendance


def find_by_code(typed: str) -> Certificate | None:
    """Return the certificate with this code; None for a code that was never given, or no longer holds."""
    code = read_code(typed)
    if code is None:
        return None
    found = select(Participant).join(Participant.enrolment).options(contains_eager(Participant.enrolment))
    return certificate_of(db.session.scalars(found.where(Participant.certificate_code == code)).first())


def certificate_of(participant: Participant | None) -> Certificate | None:
    """Return the certificate of a participant; None for who was not there, or has none yet."""
    if participant is None or participant.certificate_code is None or participant.certificate_issued_at is None:
        return None
    enrolment: Enrolment = participant.enrolment
    if participant.attendance is not Attendance.PRESENT or enrolment.state not in SEATED:
        return None
    return Certificate(
        first_name=participant.first_name,
        last_name=participant.last_name,
        language=participant.language,
        code=participant.certificate_code,
        issued_on=participant.certificate_issued_at.astimezone(BRUSSELS).date(),
        session=enrolment.session,
    )
