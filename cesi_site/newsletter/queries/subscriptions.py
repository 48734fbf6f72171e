"""Who receives the newsletter, and who waits to confirm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import contains_eager

from cesi_site.choices.models import Address
from cesi_site.core.database import db
from cesi_site.newsletter.models import Origin, Signup, Subscription
from cesi_site.newsletter.themes import THEMES


class Reader(NamedTuple):
    """A running subscription, as a mailing reads it by the thousand. `id` is the subscription's."""

    id: int
    address_id: int
    email: str
    email_hash: str
    language: str
    themes: list[str]
    confirmed_at: dt.datetime
    origin: Origin


def active(language: str, themes: Collection[str] = (), *, after_id: int = 0, limit: int = 1000) -> Sequence[Reader]:
    """Return readers of one edition whose themes share one with `themes` (none: whatever their themes).

    They come by rising `id` from after `after_id` on, at most `limit`: fewer mean that the list is at its end. Who may
    not be written to is among them (`choices.queries.blocked`), so that a mailing can say why somebody is left out.
    """
    running = (
        select(
            Subscription.id,
            Subscription.address_id,
            Address.email,
            Address.email_hash,
            Subscription.language,
            Subscription.themes,
            Subscription.confirmed_at,
            Subscription.origin,
        )
        .join(Address, Address.id == Subscription.address_id)
        .where(Subscription.ended_at.is_(None), Subscription.language == language, Subscription.id > after_id)
    )
    if set(themes) & set(THEMES):
        written = cast(Subscription.themes, String)
        running = running.where(or_(*(written.like(f'%"{theme}"%') for theme in THEMES if theme in themes)))
    rows = db.session.execute(running.order_by(Subscription.id).limit(limit))
    return [Reader(*row) for row in rows]


def subscription_of(address_id: int) -> Subscription | None:
    """Return the subscription that hangs on an address, running or ended, as it stands now."""
    hanging = select(Subscription).where(Subscription.address_id == address_id)
    return db.session.scalars(hanging, execution_options={"populate_existing": True}).first()


def find_subscription(email: str) -> Subscription | None:
    """Return the subscription of a normalised address, running or ended."""
    query = select(Subscription).join(Address, Address.id == Subscription.address_id).where(Address.email == email)
    return db.session.scalars(query).first()


def subscriptions_at(emails: Collection[str]) -> Sequence[Subscription]:
    """Return the subscriptions of these normalised addresses, running or ended."""
    query = select(Subscription).join(Subscription.address).options(contains_eager(Subscription.address))
    return db.session.scalars(query.where(Address.email.in_(emails))).all()


def signup(signup_id: int) -> Signup | None:
    """Return a sign-up by its key."""
    return db.session.get(Signup, signup_id)


def asked_since(email: str, since: dt.datetime) -> int:
    """Return how often somebody asked for a confirmation mail to this address since an instant."""
    asked = select(func.count(Signup.id)).where(Signup.email == email, Signup.asked_at >= since)
    return db.session.scalar(asked) or 0
