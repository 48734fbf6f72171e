"""Which addresses a house may announce its trainings to (promises C2 and C3): for all of them in one statement."""

from __future__ import annotations

from sqlalchemy import or_, select

from cesi_site.choices.models import Address, Choice, Decision, Use
from cesi_site.choices.queries import reachable
from cesi_site.core.database import db
from cesi_site.enrolment.models import Enrolment, Training, TrainingSession
from cesi_site.enrolment.states import SEATED
from cesi_site.enrolment.words import Organiser


def reached(use: Use, house: Organiser) -> frozenset[int]:
    """Return the keys of all addresses for which the switch of a house (`use`) is on: who said yes, or ordered."""
    ordered = (
        select(Enrolment.id)
        .join(TrainingSession, TrainingSession.id == Enrolment.session_id)
        .join(Training, Training.id == TrainingSession.training_id)
        .where(Enrolment.email == Address.email, Enrolment.no_announcements.is_(False))
        .where(Enrolment.state.in_(SEATED), Training.organiser == house)
    )
    last = select(Choice.decision).where(Choice.address_id == Address.id, Choice.use == use)
    decided = last.order_by(Choice.at.desc(), Choice.id.desc()).limit(1).correlate(Address).scalar_subquery()
    wanted = or_(ordered.correlate(Address).exists(), decided == Decision.CONSENT)
    return frozenset(db.session.scalars(select(Address.id).where(wanted, reachable(use, Address.email_hash))))
