"""Demo accounts of the back office: one for each staff role, with messages to answer."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from flask import current_app

from cesi_site.contact.operations import load_demo_staff
from cesi_site.development.demo_members import set_second_factor


def load() -> Iterator[str]:
    """Make the invented staff; yield a line for each account that was made."""
    password: str = current_app.config["DEMO_PASSWORD"] or secrets.token_urlsafe(12)
    for demo in load_demo_staff(password):
        roles = ", ".join(role.value for role in demo.roles)
        secret = set_second_factor(demo.account)
        yield f"Staff: {demo.account.email} ({roles}), password {password}, authenticator secret {secret}"
