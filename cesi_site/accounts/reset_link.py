"""The link to a new password: valid for half an hour, and for one password only."""

from __future__ import annotations

from flask_security.recoverable import generate_reset_password_token

from cesi_site.accounts.models import Account
from cesi_site.core.sites import external_url


def reset_url(account: Account) -> str:
    """Return the link. It stops working with the next change of the password, its own included."""
    token = generate_reset_password_token(account)  # type: ignore[no-untyped-call]
    return external_url("security.reset_password", language=account.language, site="mycesi", token=token)
