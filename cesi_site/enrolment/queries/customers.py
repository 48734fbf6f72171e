"""Who is a customer of a house: they ordered a training of it themselves, and did not refuse announcements."""

from __future__ import annotations

from sqlalchemy import Select, select

from cesi_site.choices.models import KEPT, Use
from cesi_site.core import clock
from cesi_site.core.clock import start_of_day
from cesi_site.core.database import db
from cesi_site.enrolment.models import Enrolment, Training, TrainingSession
from cesi_site.enrolment.states import EnrolmentState
from cesi_site.enrolment.words import Organiser

# Each house announces under its own switch.
USES = {Organiser.CESI: Use.ANNOUNCEMENTS, Organiser.ONEMANAGEMENT: Use.ANNOUNCEMENTS_PARTNER}


def is_customer(email: str, house: Organiser) -> bool:
    """Whether announcements of a house may reach this address by an order (promise C2)."""
    return db.session.scalar(announced_by_order(house).where(Enrolment.email == email).limit(1)) is not None


def announced_by_order(house: Organiser) -> Select[int]:
    """Return the orders by which a house may announce: the box of refusal beside them was left empty."""
    return orders_of(house).where(Enrolment.no_announcements.is_(False))


def orders_of(house: Organiser) -> Select[int]:
    """Return the orders that stand with a house, as long as they are kept (promise I1).

    Participants whom somebody else entered, and people on a waiting list, ordered nothing. Nor did whose enrolment
    was cancelled, or is set apart until somebody of the team has looked at it.
    """
    return (
        select(Enrolment.id)
        .join(TrainingSession, TrainingSession.id == Enrolment.session_id)
        .join(Training, Training.id == TrainingSession.training_id)
        .where(
            Enrolment.state == EnrolmentState.CONFIRMED,
            Training.organiser == house,
            TrainingSession.ends_at >= start_of_day(KEPT.first_kept(clock.today())),
        )
    )
