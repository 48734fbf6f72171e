"""Who is signed in: the session's row decides, at every request. And what no browser may keep."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, request, session
from flask_login import LoginManager
from flask_security.utils import set_request_attr

from cesi_site.accounts import operations
from cesi_site.accounts.here import SESSION_TOKEN, me_or_none
from cesi_site.accounts.models import Account

PRIVATE = frozenset({"security", "accounts", "mycesi", "staff"})
NO_STORE = "private, no-store"
REDIRECT = 302
# Not "cookies": the language that was chosen is no part of a session.
CLEAR = '"cache", "storage"'
OF_THE_VISITOR = (SESSION_TOKEN, "_user_id")


def load_account(uniquifier: str) -> Account | None:
    """Return who the session belongs to, or None once it ended, ran out, or the account was closed."""
    token = session.get(SESSION_TOKEN)
    row = operations.live_session(token) if token else None
    if row is None or not row.account.active or row.account.fs_uniquifier != uniquifier:
        _forget_visitor()
        return None
    g.sign_in = row
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return row.account


def _forget_visitor() -> None:
    """Take an ended session out of the cookie, and let the browser clear what it kept of it."""
    for name in OF_THE_VISITOR:
        session.pop(name, None)
    g.session_is_over = True


def _keep_nothing(response: Response) -> Response:
    """Forbid storing what is private; a browser whose session is over forgets what it kept."""
    user: Any = g.get("_login_user")
    if request.blueprint in PRIVATE or (user is not None and user.is_authenticated):
        response.headers["Cache-Control"] = NO_STORE
    logged_out = request.endpoint == "security.logout" and response.status_code == REDIRECT
    if logged_out:
        session.clear()
    if logged_out or "session_is_over" in g:
        response.headers["Clear-Site-Data"] = CLEAR
    return response


def init_app(app: Flask, login_manager: LoginManager) -> None:
    """Let the rows decide who is signed in."""
    login_manager.user_loader(load_account)
    app.jinja_env.globals["me_or_none"] = me_or_none
    app.after_request(_keep_nothing)
