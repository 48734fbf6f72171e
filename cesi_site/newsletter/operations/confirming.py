"""Confirming from the mail: from now on the address receives the newsletter (promises B1 and B3)."""

from __future__ import annotations

from sqlalchemy import delete, update

from cesi_site.audit.operations import record
from cesi_site.choices import operations as choices
from cesi_site.choices.models import Address, Barred, Decision, Method, Reason, Use
from cesi_site.choices.queries import is_restricted, stops_of
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.newsletter.models import Signup, Subscription
from cesi_site.newsletter.operations.errors import LinkGone, LinkUsed
from cesi_site.newsletter.policy import CONFIRM_TERM
from cesi_site.newsletter.queries import subscriptions as queries
from cesi_site.newsletter.versions import words_of_version
from cesi_site.outbox.operations import queue_mail


def confirm(*, signup_id: int, language: str) -> Subscription:
    """Carry out what a mailed link confirms: a subscription, or a reader's new address; return the subscription.

    `language` is the one in which the person read what they confirm. Raises `LinkUsed`, or `LinkGone`.
    """
    with transaction():
        asked = queries.signup(signup_id)
        if asked is None:
            raise LinkGone
        # What leaving does to the same rows, it does in the same order: address first.
        moving = None if asked.changes_subscription_id is None else _hold_former(asked.changes_subscription_id)
        address = choices.address_of(asked.email)
        choices.hold(address)
        asked = _take(signup_id)
        # The click proves that mail arrives.
        choices.lift(asked.email, Barred.UNDELIVERABLE)
        subscription = _begin(asked, address) if moving is None else _go_on_at(moving, address)
        choices.record_choice(
            asked.email,
            Use.NEWSLETTER,
            Decision.CONSENT,
            method=Method.LINK if moving is None else Method.NEW_ADDRESS,
            language=language,
            text_version=asked.text_version,
            text=words_of_version(asked.text_version).in_language(language),
            page=asked.origin_page or asked.origin.value,
        )
        db.session.execute(delete(Signup).where(Signup.email == asked.email, Signup.confirmed_at.is_(None)))
    return subscription


def _take(signup_id: int) -> Signup:
    """Take the sign-up as confirmed: this is the turn in which two clicks on the button are told apart."""
    now = clock.now()
    open_ = update(Signup).where(Signup.id == signup_id, Signup.confirmed_at.is_(None))
    open_ = open_.where(Signup.asked_at > now - CONFIRM_TERM).values(confirmed_at=now)
    # Another process may have taken or closed it since it was read: only the database knows.
    mine = db.session.scalar(open_.returning(Signup.id), execution_options={"synchronize_session": False})
    if mine is None:
        found = db.session.get(Signup, signup_id, populate_existing=True)
        raise LinkUsed if found is not None and found.confirmed_at else LinkGone
    return db.session.get_one(Signup, signup_id, populate_existing=True)


def _begin(asked: Signup, address: Address) -> Subscription:
    subscription = queries.subscription_of(address.id)
    if subscription is None:
        subscription = Subscription(address=address)
        db.session.add(subscription)
    subscription.language, subscription.themes = asked.language, asked.themes
    subscription.origin, subscription.origin_page = asked.origin, asked.origin_page
    subscription.text_version, subscription.confirmed_at = asked.text_version, clock.now()
    subscription.ended_at = subscription.end_reason = subscription.renewal_asked_at = None
    db.session.flush()
    record("newsletter:subscription:confirmed", subject=subscription, details={"language": asked.language})
    return subscription


def _hold_former(subscription_id: int) -> Subscription:
    subscription = db.session.get_one(Subscription, subscription_id)
    if not _hold_reader(subscription):
        raise LinkGone
    return subscription


def _hold_reader(subscription: Subscription) -> bool:
    """Hold a reader's address until the commit; tell whether they still read."""
    choices.hold(subscription.address)
    db.session.refresh(subscription)
    return subscription.runs


def follow(*, former: str, to: str) -> Subscription | None:
    """Let a reader go on at the address that they confirmed for their account; None where nobody reads at the former.

    Who left or objected at the new address is not brought back there: the newsletter then goes on as it was, and each
    mail holds the link that changes it.
    """
    with transaction():
        subscription = queries.find_subscription(former)
        if subscription is None or not _hold_reader(subscription) or not _may_follow(to):
            return None
        target = choices.address_of(to)
        choices.hold(target)
        if not _may_follow(to):  # somebody left there in this moment
            return None
        # The account's own link proves that mail arrives, and that the person is back where they once went from.
        choices.lift(to, Barred.UNDELIVERABLE)
        choices.lift(to, Use.NEWSLETTER)
        return _go_on_at(subscription, target)


def _may_follow(to: str) -> bool:
    """Tell whether nobody at an address refused the newsletter, and its data may be used."""
    refused = {stop.reason for stop in stops_of(to) if stop.use in {Use.NEWSLETTER, Barred.EVERYTHING}}
    return refused <= {Reason.MOVED} and not is_restricted(to)


def _go_on_at(subscription: Subscription, target: Address) -> Subscription:
    """Let the reader go on at the new address; the old one is told, and told no more."""
    former = subscription.address
    if target.id != former.id:
        own = queries.subscription_of(target.id)
        if own is not None:
            db.session.delete(own)
            db.session.flush()
        subscription.address = target
        db.session.flush()
        queue_mail("newsletter.moved_away", to=former.email, language=subscription.language)
        queue_mail("newsletter.moved", address_id=target.id)
        choices.move(former, target)
    subscription.confirmed_at, subscription.renewal_asked_at = clock.now(), None
    record("newsletter:subscription:moved", subject=subscription)
    return subscription
