"""Demo accounts of the member area: their passwords and second factors are shown once, when they are made."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from flask import current_app
from flask_security import Security

from cesi_site.accounts.models import Account
from cesi_site.core.database import transaction
from cesi_site.members.operations import load_demo_members


def load() -> Iterator[str]:
    """Make the invented members; yield a line for each account that was made."""
    password: str = current_app.config["DEMO_PASSWORD"] or secrets.token_urlsafe(12)
    for demo in load_demo_members(password):
        line = f"MyCESI: {demo.account.email} ({demo.role.value}), password {password}"
        if demo.account.needs_second_factor:
            line += f", authenticator secret {set_second_factor(demo.account)}"
        yield line


def set_second_factor(account: Account) -> str:
    """Set up an authenticator app for an account and return the secret to type into one."""
    security: Security = current_app.extensions["security"]
    secret = security.totp_factory.generate_totp_secret()
    with transaction():
        account.tf_primary_method, account.tf_totp_secret = "authenticator", secret
    pretty: str = security.totp_factory.get_totp_pretty_key(secret)
    return pretty
