"""Whom a link to one's own data opens, and the receipts of erasures."""

from __future__ import annotations

from cesi_site.accounts.queries import account_by_email
from cesi_site.core.database import db
from cesi_site.privacy.models import DataLink, ErasureReceipt
from cesi_site.register import Person


def find_link(number: int) -> DataLink | None:
    """Return a link by its key; None when it is gone."""
    return db.session.get(DataLink, number)


def person_of(link: DataLink) -> Person:
    """Return whom a link opens: its own address, and the account it was made from."""
    return Person(frozenset({link.email}), link.account_id)


def has_open_account(email: str) -> bool:
    """Tell whether somebody can sign in with this address: then a mailed link alone changes nothing."""
    account = account_by_email(email)
    return account is not None and account.active


def find_receipt(number: int) -> ErasureReceipt | None:
    """Return a receipt by its key."""
    return db.session.get(ErasureReceipt, number)
