"""What a reader changes by the personal link, and the mail that brings the link back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from cesi_site.audit.operations import record
from cesi_site.choices import operations as choices
from cesi_site.choices.models import Address
from cesi_site.choices.queries import email_hash
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.newsletter.models import Subscription
from cesi_site.newsletter.operations.errors import NotReading
from cesi_site.newsletter.themes import known
from cesi_site.outbox.operations import queue_job, queue_mail

# At most one mail with a link in so many seconds to one address, however often it is asked for.
LINK_EVERY = 1800


def change(subscription: Subscription, *, language: str, themes: Sequence[str]) -> None:
    """Set which edition a reader receives, and on which themes. Raises `NotReading`."""
    with transaction():
        if not subscription.runs:
            raise NotReading
        before = {"language": subscription.language, "themes": subscription.themes}
        subscription.language, subscription.themes = language, known(themes)
        choices.touch(subscription.address.email)
        record(
            "newsletter:subscription:changed",
            subject=subscription,
            details={
                "from_language": before["language"],
                "from_themes": before["themes"],
                "language": language,
                "themes": subscription.themes,
            },
        )


def send_link(*, email: str, language: str) -> None:
    """Mail the personal link to this address, if we know it; only the worker looks, so the answer is the same."""
    with transaction():
        queue_job("newsletter.send_link", email_hash=email_hash(email), language=language)


def answer_link(*, email_hash: str, language: str) -> None:
    """Queue the mail with the personal link where the address is known."""
    with transaction():
        address_id = db.session.scalar(select(Address.id).where(Address.email_hash == email_hash))
        if address_id is not None:
            slot = int(clock.now().timestamp()) // LINK_EVERY
            key = f"newsletter.link:{address_id}:{slot}"
            queue_mail("newsletter.link", key=key, address_id=address_id, language=language)
