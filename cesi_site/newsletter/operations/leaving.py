"""Leaving and coming back by the personal link: at once, as often as it is asked, without a login (promise B4)."""

from __future__ import annotations

from sqlalchemy import delete

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.choices import operations as choices
from cesi_site.choices.models import Address, Decision, Method, Reason, Use
from cesi_site.choices.queries import current, find_by_key, is_blocked
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.newsletter.models import EndReason, Origin, Signup, Subscription
from cesi_site.newsletter.operations.errors import NotReading
from cesi_site.newsletter.operations.signing_up import sign_up
from cesi_site.newsletter.queries import subscriptions as queries
from cesi_site.newsletter.themes import known
from cesi_site.newsletter.versions import CURRENT


def unsubscribe(
    address_id: int, *, method: Method, language: str | None = None, page: str | None = None, by: Account | None = None
) -> Subscription | None:
    """Stop the newsletter to the address that a personal link names; an address it had before counts as well.

    Asked again, nothing more happens. Returns the subscription that ended, now or before; None where there is none.
    """
    with transaction():
        found = find_by_key(address_id)
        if found is None:
            return None
        choices.hold(found.address)
        subscription = queries.subscription_of(found.address.id)
        # A confirmation that was asked before must not undo it.
        db.session.execute(delete(Signup).where(Signup.email == found.address.email, Signup.confirmed_at.is_(None)))
        if (subscription is not None and subscription.runs) or not _has_left(found.address.email):
            _leave(found.address, subscription, method, language, page, by)
    return subscription


def _has_left(email: str) -> bool:
    """Tell whether the person said so before; that mail comes back from an address is no word of theirs."""
    last = current(email, Use.NEWSLETTER)
    return last is not None and last.decision in {Decision.WITHDRAWAL, Decision.OBJECTION}


def _leave(
    address: Address,
    subscription: Subscription | None,
    method: Method,
    language: str | None,
    page: str | None,
    by: Account | None,
) -> None:
    choices.record_choice(
        address.email,
        Use.NEWSLETTER,
        Decision.WITHDRAWAL,
        method=method,
        language=language or (subscription.language if subscription else "nl"),
        page=page,
        by=by.id if by else None,
    )
    if subscription is not None and subscription.runs:
        end(subscription, EndReason.UNSUBSCRIBED, by=by)


def end(subscription: Subscription, reason: EndReason, *, by: Account | None = None) -> None:
    """Let a subscription end from now on. Whether the address may come back is another matter (`choices`)."""
    with transaction():
        subscription.ended_at, subscription.end_reason = clock.now(), reason
        record("newsletter:subscription:ended", subject=subscription, actor=by, details={"reason": reason})


def resubscribe(address_id: int, *, method: Method, language: str, page: str) -> Subscription | None:
    """Take the newsletter again by the personal link, which only the reader's own mailbox holds.

    An address from which mail came back confirms by mail first: then None, as where the link leads nowhere any more.
    """
    with transaction():
        found = find_by_key(address_id)
        if found is None or found.former:
            return None
        choices.hold(found.address)
        subscription = queries.subscription_of(found.address.id)
        if subscription is not None and subscription.runs:
            return subscription
        if is_blocked(Use.NEWSLETTER, found.address.email) is Reason.BOUNCED:
            _confirm_first(found.address, subscription, language, page)
            return None
        subscription = _begin_again(found.address, subscription, language, page)
        _consent(found.address.email, method, language, page)
    return subscription


def _confirm_first(address: Address, subscription: Subscription | None, language: str, page: str) -> None:
    edition = subscription.language if subscription else language
    themes = subscription.themes if subscription else ()
    number = f"{page}:{clock.today().isoformat()}"
    sign_up(email=address.email, language=edition, themes=themes, origin=Origin.PAGE, page=page, number=number)


def _begin_again(address: Address, subscription: Subscription | None, language: str, page: str) -> Subscription:
    if subscription is None:
        subscription = Subscription(address=address, language=language, themes=known(()))
        subscription.origin, subscription.origin_page = Origin.PAGE, page
        db.session.add(subscription)
    subscription.text_version, subscription.confirmed_at = CURRENT.version, clock.now()
    subscription.ended_at = subscription.end_reason = subscription.renewal_asked_at = None
    db.session.flush()
    record("newsletter:subscription:confirmed", subject=subscription, details={"language": subscription.language})
    return subscription


def renew(address_id: int, *, language: str, page: str) -> Subscription:
    """Note that a reader who was asked wants to go on: three years begin anew. Raises `NotReading`."""
    with transaction():
        found = find_by_key(address_id)
        if found is None:
            raise NotReading
        choices.hold(found.address)
        subscription = queries.subscription_of(found.address.id)
        if subscription is None or not subscription.runs:
            raise NotReading
        subscription.renewal_asked_at = None
        _consent(found.address.email, Method.RENEWAL, language, page)
        record("newsletter:subscription:renewed", subject=subscription)
    return subscription


def _consent(email: str, method: Method, language: str, page: str) -> None:
    choices.record_choice(
        email,
        Use.NEWSLETTER,
        Decision.CONSENT,
        method=method,
        language=language,
        text_version=CURRENT.version,
        text=CURRENT.words.in_language(language),
        page=page,
    )
