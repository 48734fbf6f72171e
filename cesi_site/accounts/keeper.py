"""Who is signed in: the session's row decides, at every request. And what no browser may keep."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, request, session
from flask_login import LoginManager
from flask_security.utils import set_request_attr

from cesi_site.accounts import operations
from cesi_site.accounts.here import SESSION_TOKEN
from cesi_site.accounts.models import Account

PRIVATE = frozenset({"security", "accounts", "mycesi", "staff"})
NO_STORE = "private, no-store"
REDIRECT = 302


def load_account(uniquifier: str) -> Account | None:
    """Return who the session belongs to, or None once it ended, ran out, or the account was closed."""
    token = session.get(SESSION_TOKEN)
    row = operations.live_session(token) if token else None
    if row is None or not row.account.active or row.account.fs_uniquifier != uniquifier:
        return None
    g.sign_in = row
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return row.account


def _keep_nothing(response: Response) -> Response:
    """Forbid storing what is private; a browser that logs out forgets what it kept."""
    user: Any = g.get("_login_user")
    if request.blueprint in PRIVATE or (user is not None and user.is_authenticated):
        response.headers["Cache-Control"] = NO_STORE
    if request.endpoint == "security.logout" and response.status_code == REDIRECT:
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        session.clear()
    return response


def init_app(app: Flask, login_manager: LoginManager) -> None:
    """Let the rows decide who is signed in."""
    login_manager.user_loader(load_account)
    app.after_request(_keep_nothing)
