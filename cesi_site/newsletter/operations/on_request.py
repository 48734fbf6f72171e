"""What staff do for a reader who asks them: leave, go on at another address, keep the data and stop using it (B3)."""

from __future__ import annotations

import secrets

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.audit.queries import has_line_today
from cesi_site.choices import operations as choices
from cesi_site.choices.models import Address, Method
from cesi_site.core.database import transaction
from cesi_site.newsletter.models import Subscription
from cesi_site.newsletter.operations.errors import NotReading
from cesi_site.newsletter.operations.leaving import unsubscribe
from cesi_site.newsletter.operations.signing_up import request_change_of_address

READ = "newsletter:subscriber:read"


def note_reading(address: Address, *, by: Account) -> None:
    """Log that somebody opened the history of an address: once a day for each person and address."""
    if not has_line_today(READ, subject=f"{Address.__tablename__}:{address.id}", actor=f"account:{by.id}"):
        with transaction():
            record(READ, subject=address, actor=by)


def note_search(*, found: int, by: Account) -> None:
    """Log that somebody looked for an address; which one it was is not written down."""
    with transaction():
        record("newsletter:subscribers:searched", actor=by, details={"found": found})


def end_on_request(address: Address, *, by: Account, reason: str) -> None:
    """Stop the newsletter for a reader who asked staff; only the reader can take it up again."""
    with transaction():
        unsubscribe(address.id, method=Method.STAFF, page=reason, by=by)


def move_on_request(subscription: Subscription, *, email: str, by: Account, reason: str) -> None:
    """Mail a link to the address that a reader asked staff for; nothing changes before it is confirmed there.

    Raises `NotReading`.
    """
    with transaction():
        if not subscription.runs:
            raise NotReading
        request_change_of_address(subscription, email=email, number=secrets.token_hex(8), page=reason)
        record("newsletter:subscription:move_asked", subject=subscription, actor=by)


def restrict_on_request(address: Address, *, by: Account, reason: str) -> None:
    """Keep the data of a person and stop using it (article 18 GDPR)."""
    with transaction():
        choices.restrict(address.email, reason=reason, by=by)
        record("newsletter:subscriber:restricted", subject=address, actor=by)


def unrestrict_on_request(address: Address, *, by: Account) -> None:
    """End the restriction."""
    with transaction():
        choices.unrestrict(address.email, by=by)
        record("newsletter:subscriber:unrestricted", subject=address, actor=by)
