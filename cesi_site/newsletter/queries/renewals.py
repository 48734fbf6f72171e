"""Readers who have been silent for almost three years, and until when a reader is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager

from cesi_site.choices.models import KEPT, Address
from cesi_site.core.database import db
from cesi_site.newsletter.models import Subscription


def to_ask(before: dt.datetime, *, after_id: int = 0, limit: int) -> Sequence[Subscription]:
    """Return readers whose last act lies before an instant and who were not asked since, by rising key."""
    not_asked = or_(Subscription.renewal_asked_at.is_(None), Subscription.renewal_asked_at < Address.last_contact_at)
    query = _silent(before).where(not_asked, Subscription.id > after_id)
    return db.session.scalars(query.order_by(Subscription.id).limit(limit)).all()


def running_since_before(before: dt.datetime, *, limit: int) -> Sequence[Subscription]:
    """Return readers whose last act lies before an instant."""
    return db.session.scalars(_silent(before).order_by(Subscription.id).limit(limit)).all()


def _silent(before: dt.datetime) -> Select[Subscription]:
    return (
        select(Subscription)
        .join(Subscription.address)
        .where(Subscription.ended_at.is_(None), Address.last_contact_at < before)
        .options(contains_eager(Subscription.address))
    )


def kept_until(subscription: Subscription) -> dt.date:
    """Return the last day of a subscription whose reader does nothing more."""
    return KEPT.last_day(subscription.address.last_contact_at)
