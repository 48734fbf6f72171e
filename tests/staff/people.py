"""Members of staff at work: accounts with roles and topics, and browsers in which they are signed in."""

from __future__ import annotations

import time
from contextvars import Context
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from cesi_site.accounts.here import SESSION_TOKEN
from cesi_site.accounts.models import Account, StaffRole, StaffRoleName
from cesi_site.accounts.operations import begin_session
from cesi_site.accounts.places import NOWHERE
from cesi_site.contact.models import TopicReader
from cesi_site.core.database import transaction
from tests.support.client import CheckingClient, hidden_fields

HOST = "http://my.localhost"


def staff(
    name: str = "Anna Peeters", *roles: StaffRoleName, topics: tuple[str, ...] = (), language: str = "nl"
) -> Account:
    """Add a member of staff with these roles, who reads these topics."""
    email = f"{name.lower().replace(' ', '.')}@cesi.example"
    with transaction() as session:
        account = Account(email=email, name=name, language=language, active=True)
        session.add(account)
        session.flush()
        session.add_all(StaffRole(account_id=account.id, role=role, reason="test") for role in roles)
        session.add_all(TopicReader(account_id=account.id, topic=topic, reason="test") for topic in topics)
        session.flush()
        session.expire(account, ["roles"])
    return account


class Desk:
    """A browser in which somebody is signed in (None: nobody), with the second factor shown."""

    def __init__(self, app: Flask, account: Account | None, *, fresh: bool = True) -> None:
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        self.client = client
        if account is None:
            return
        token = begin_session(account=account, place=NOWHERE, strong=True, how="totp")
        uniquifier = account.fs_uniquifier
        with client.session_transaction(base_url=HOST) as session:
            session.update({"_user_id": uniquifier, "_fresh": True, SESSION_TOKEN: token})
            if fresh:
                session["fs_paa"] = time.time()

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self._send("GET", path, **options)

    def post(self, path: str, *, page: str | None = None, prefix: str = "", **fields: Any) -> TestResponse:
        """Send a form, with the token of `page` (default: the address itself); `prefix` is that of its names."""
        hidden = hidden_fields(self.get(page or path).text)
        token = next((value for name, value in hidden.items() if name.endswith("csrf_token")), "")
        data = {"csrf_token": token, f"{prefix}csrf_token": token}
        data |= {f"{prefix}{name}": value for name, value in fields.items()}
        return self._send("POST", path, data=data, headers={"Sec-Fetch-Site": "same-origin"})

    def _send(self, method: str, path: str, **options: Any) -> TestResponse:
        # In a context of its own: else the request would share the test's, and with it who is signed in.
        return Context().run(self.client.open, path, method=method, base_url=HOST, **options)
