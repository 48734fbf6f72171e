"""Links to one's own data: asked for by mail, or made from a session in MyCESI; what is opened and copied is logged."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.outbox import queue_mail
from cesi_site.privacy.models import DataLink

# More than these in an hour help nobody; the answer to who asks stays the same.
MOST_AN_HOUR = 3


def ask_link(*, email: str, language: str) -> bool:
    """Mail a link to this (normalised) address, whether or not anything is known about it.

    False where the address had enough of them within the hour; the asker is told the same.
    """
    with transaction() as session:
        lately = DataLink.email == email, DataLink.asked_at > clock.now() - dt.timedelta(hours=1)
        if (session.scalar(select(func.count(DataLink.id)).where(*lately)) or 0) >= MOST_AN_HOUR:
            return False
        link = _add(email, language, None)
        queue_mail("privacy.link", link_id=link.id)
    return True


def link_for_account(account: Account, *, language: str) -> DataLink:
    """Make a link for somebody who is signed in."""
    with transaction():
        return _add(account.email, language, account.id)


def _add(email: str, language: str, account_id: int | None) -> DataLink:
    with transaction() as session:
        link = DataLink(email=email, language=language, account_id=account_id)
        session.add(link)
        session.flush()
        record("privacy:my_data:asked", subject=link)
    return link


def note_view(link: DataLink) -> None:
    """Log that a person's rows were shown to them."""
    with transaction():
        record("privacy:my_data:shown", subject=link)


def note_copy(link: DataLink, kind: str) -> None:
    """Log that a copy was taken: "pdf", "zip" or "portable"."""
    with transaction():
        record("privacy:my_data:copied", subject=link, details={"kind": kind})
