"""Who is a customer of a house: they ordered a training of it themselves, and did not refuse announcements."""

from __future__ import annotations

from sqlalchemy import select

from cesi_site.core.database import db
from cesi_site.enrolment.models import Enrolment, Training, TrainingSession
from cesi_site.enrolment.states import SEATED
from cesi_site.enrolment.words import Organiser


def is_customer(email: str, house: Organiser) -> bool:
    """Whether announcements of a house may reach this address by an order (promise C2).

    Participants whom somebody else entered, and people on a waiting list, ordered nothing.
    """
    ordered = (
        select(Enrolment.id)
        .join(TrainingSession, TrainingSession.id == Enrolment.session_id)
        .join(Training)
        .where(Enrolment.email == email, Enrolment.state.in_(SEATED), Training.organiser == house)
        .where(Enrolment.no_announcements.is_(False))
    )
    return db.session.scalar(ordered.limit(1)) is not None
