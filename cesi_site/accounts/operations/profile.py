"""What people change about themselves."""

from __future__ import annotations

from cesi_site.accounts.models import Account
from cesi_site.audit import record
from cesi_site.core.database import transaction


def change_name(*, account: Account, name: str) -> Account:
    """Correct the name."""
    with transaction():
        account.name = name
        record("accounts:account:name_changed", subject=account, actor=account)
    return account


def change_language(*, account: Account, language: str) -> Account:
    """Choose the language of mails and of pages without an address in a language: "nl" or "fr"."""
    with transaction():
        account.language = language
        record("accounts:account:language_changed", subject=account, actor=account, details={"language": language})
    return account
