"""Readers as their desk shows them: found by address, counted, and one address with all that hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from cesi_site.choices.models import Address, Choice, Suppression
from cesi_site.choices.queries import choices_of, is_restricted, stops_of
from cesi_site.core.database import db
from cesi_site.core.keyset import Page, Sorting, read_page, with_edges
from cesi_site.members.queries import Informed, informed_at
from cesi_site.newsletter.models import Bounce, MailingRecipient, RecipientState, Signup, Subscription
from cesi_site.newsletter.queries.bounces import bounces_of
from cesi_site.newsletter.queries.subscriptions import subscription_of

MAILINGS_SHOWN = 20
_NO_PATTERN = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


@dataclass(frozen=True)
class Counts:
    """How many readers each edition has, and how many addresses wait to confirm."""

    nl: int
    fr: int
    waiting: int


def count_readers() -> Counts:
    """Count the readers."""
    running = select(Subscription.language, func.count()).where(Subscription.ended_at.is_(None))
    found = dict(db.session.execute(running.group_by(Subscription.language)).all())
    waiting = db.session.scalar(select(func.count()).where(Signup.confirmed_at.is_(None))) or 0
    return Counts(found.get("nl", 0), found.get("fr", 0), waiting)


def find_subscribers(
    *,
    text: str = "",
    running: bool | None = None,
    language: str | None = None,
    origin: str | None = None,
    cursor: str | None = None,
    size: int,
) -> Page[Subscription]:
    """Return a page of subscriptions, those confirmed last first; `text` is any part of the address."""
    query: Select[Subscription] = select(Subscription).join(Subscription.address)
    query = query.options(contains_eager(Subscription.address))
    if text:
        query = query.where(Address.email.like(f"%{text.lower().translate(_NO_PATTERN)}%", escape="\\"))
    if running is not None:
        query = query.where(Subscription.ended_at.is_(None) if running else Subscription.ended_at.is_not(None))
    for column, value in ((Subscription.language, language), (Subscription.origin, origin)):
        if value is not None:
            query = query.where(column == value)
    sorting = Sorting(value=Subscription.confirmed_at, key=Subscription.id, descending=True)
    page = read_page(with_edges(query, sorting), sorting, cursor=cursor, size=size)
    return Page([row[0] for row in page.rows], before=page.before, after=page.after)


@dataclass(frozen=True)
class History:
    """All that is known of one address: what it receives, what keeps us from writing to it, what was chosen."""

    address: Address
    subscription: Subscription | None
    stops: Sequence[Suppression]
    restricted: bool
    choices: Sequence[Choice]
    bounces: Sequence[Bounce]
    mails: Sequence[MailingRecipient]
    informed: Sequence[Informed]
    waiting: Sequence[Signup]


def history(address_id: int) -> History | None:
    """Return the history of one address, None where it is gone."""
    address = db.session.get(Address, address_id)
    if address is None:
        return None
    email = address.email
    subscription = subscription_of(address.id)
    return History(
        address=address,
        subscription=subscription,
        stops=stops_of(email),
        restricted=is_restricted(email),
        choices=choices_of(email),
        bounces=bounces_of(email),
        mails=_mails(email),
        informed=informed_at(email),
        waiting=_waiting(email, subscription),
    )


def _mails(email: str) -> Sequence[MailingRecipient]:
    sent = select(MailingRecipient).where(
        MailingRecipient.email == email, MailingRecipient.state != RecipientState.WAITING
    )
    return db.session.scalars(sent.order_by(MailingRecipient.id.desc()).limit(MAILINGS_SHOWN)).all()


def _waiting(email: str, subscription: Subscription | None) -> Sequence[Signup]:
    own = Signup.email == email
    if subscription is not None:
        own |= Signup.changes_subscription_id == subscription.id
    open_ = select(Signup).where(own, Signup.confirmed_at.is_(None))
    return db.session.scalars(open_.order_by(Signup.id.desc())).all()
