"""Browsers that sign in, and accounts for them."""

from __future__ import annotations

import re
from contextvars import Context
from typing import Any

from flask import Flask
from flask_security import hash_password
from passlib.totp import TOTP
from werkzeug.test import TestResponse

from cesi_site.accounts.models import Account, StaffRole, StaffRoleName
from cesi_site.core.database import db, transaction
from tests.support.client import CheckingClient, find_all, hidden_fields, parse, text_of

PASSWORD = "een rustige ochtend in Gent"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
HOST = "http://my.localhost"
LOGIN = "/nl/mycesi/aanmelden"
CODES = "/nl/mycesi/beveiliging/herstelcodes"

# A hash costs next to nothing, so that a thousand of them fit in a test.
CHEAP = {
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__memory_cost": 8,
        "argon2__rounds": 1,
        "argon2__parallelism": 1,
    }
}


def make_account(
    email: str = "an@voorbeeld.be", *roles: StaffRoleName, language: str = "nl", password: str = PASSWORD, **more: Any
) -> Account:
    """Add an account that may sign in, with these staff roles."""
    with transaction() as session:
        account = Account(
            email=email, name="An Peeters", language=language, active=True, password=hash_password(password), **more
        )
        session.add(account)
        session.flush()
        session.add_all(StaffRole(account_id=account.id, role=role, reason="test") for role in roles)
    db.session.expire_all()
    return account


class Browser:
    """One person's browser: its cookies, its name and its network."""

    def __init__(self, app: Flask, *, ip: str = "192.0.2.10", agent: str = FIREFOX, host: str = HOST) -> None:
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        self.client = client
        self.ip = ip
        self.agent = agent
        self.host = host

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self._send("GET", path, **options)

    def send(self, path: str, *, page: str | None = None, **fields: Any) -> TestResponse:
        """Send the form of `page` (default: the address itself) to `path`, as a browser does."""
        hidden = hidden_fields(self.get(page or path).text)
        return self.post(path, {"csrf_token": hidden.get("csrf_token", ""), **fields})

    def post(self, path: str, fields: dict[str, Any]) -> TestResponse:
        """Send fields as they are."""
        return self._send("POST", path, data=fields, headers={"Sec-Fetch-Site": "same-origin"})

    def sign_in(self, email: str = "an@voorbeeld.be", password: str = PASSWORD) -> TestResponse:
        """Fill in address and password."""
        return self.send(LOGIN, email=email, password=password)

    def is_in(self) -> bool:
        """Whether this browser's session opens the member area."""
        return self.get("/nl/mycesi/beveiliging").status_code == 200

    def _send(self, method: str, path: str, **options: Any) -> TestResponse:
        options.setdefault("base_url", self.host)
        headers = {"User-Agent": self.agent, **options.pop("headers", {})}
        # In a context of its own: else the request would share the test's, and with it who is signed in.
        return Context().run(
            self.client.open,
            path,
            method=method,
            headers=headers,
            environ_overrides={"REMOTE_ADDR": self.ip},
            **options,
        )


class AuthenticatorApp:
    """An app that was shown the key on the page; `led` is where its set-up ended, `codes` what it showed."""

    led: str
    codes: list[str]

    def __init__(self, page: str) -> None:
        found = re.search(r'<code class="key">([A-Z0-9 -]+)</code>', page)
        assert found, "no key on the page"
        self.totp = TOTP(key=found[1].replace("-", "").replace(" ", ""))

    def code(self) -> str:
        """Return the code of this moment."""
        return str(self.totp.generate().token)


def set_up_app(browser: Browser, email: str = "an@voorbeeld.be", *, page: str = LOGIN) -> AuthenticatorApp:
    """Sign in for the first time as somebody who must have a second step, and set it up; `page` is the sign-in."""
    led = browser.send(page, email=email, password=PASSWORD).location
    assert led.startswith("/nl/mycesi/beveiliging/app")
    shown = browser.get(led).text
    (form,) = find_all(parse(shown), "form", class_="form")
    shown = browser.post(
        form.get("action"), {**hidden_fields(shown, form.get("action")), "setup": "authenticator"}
    ).text
    app = AuthenticatorApp(shown)
    (form,) = find_all(parse(shown), "form", class_="form")
    answer = browser.post(form.get("action"), {**hidden_fields(shown, form.get("action")), "code": app.code()})
    assert answer.location == CODES, answer.text
    shown = browser.get(CODES).text
    app.codes = re.findall("<li><code>([^<]+)</code>", shown)
    app.led = next(link.get("href") for link in find_all(parse(shown), "a") if text_of(link) == "Ik heb ze bewaard")
    return app
