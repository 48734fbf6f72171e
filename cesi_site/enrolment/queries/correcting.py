"""Reads for what staff do when a customer asks: a price to check, and dates to move to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.enrolment.models import Enrolment, EnrolmentEvent, Training, TrainingSession
from cesi_site.enrolment.states import EnrolmentAct, EnrolmentState, MemberWish
from cesi_site.enrolment.words import SHOWN, SessionState


def sessions_to_move_to(enrolment: Enrolment) -> Sequence[TrainingSession]:
    """Return the other dates ahead of the same training that have places for all, also past their last day to enrol."""
    current = enrolment.session
    found = select(TrainingSession).where(
        TrainingSession.training_id == current.training_id,
        TrainingSession.id != current.id,
        TrainingSession.state.in_(SHOWN),
        TrainingSession.starts_at > clock.now(),
        TrainingSession.seats_taken + enrolment.seats <= TrainingSession.maximum,
    )
    return db.session.scalars(found.order_by(TrainingSession.starts_at, TrainingSession.id)).all()


def member_checks() -> Sequence[int]:
    """Return the keys of enrolments whose employer says that it is a member, and whose price nobody has set since."""
    set_since = select(EnrolmentEvent.id).where(
        EnrolmentEvent.enrolment_id == Enrolment.id, EnrolmentEvent.act == EnrolmentAct.PRICE_SET
    )
    claimed = (
        select(Enrolment.id)
        .join(TrainingSession, TrainingSession.id == Enrolment.session_id)
        .join(Training, Training.id == TrainingSession.training_id)
        .where(Enrolment.member_wish == MemberWish.YES, Enrolment.organisation_id.is_(None))
        .where(Enrolment.state == EnrolmentState.CONFIRMED, ~set_since.exists())
        .where(Training.member_price.is_not(None), TrainingSession.state != SessionState.CANCELLED)
    )
    return db.session.scalars(claimed.order_by(Enrolment.id)).all()
