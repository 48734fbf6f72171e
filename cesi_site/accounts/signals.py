"""What follows from the library's signals: sessions as rows, the log, and mails to the person."""

from __future__ import annotations

from typing import Any

import flask_login
from flask import Flask, request, session
from flask_security import signals

from cesi_site.accounts import operations
from cesi_site.accounts.here import SESSION_TOKEN, here, keep_token, my_session, unproxied
from cesi_site.accounts.models import Happening

# The page on which the second step was done, and the word for it.
SECOND_STEPS = {
    "security.two_factor_token_validation": "totp",
    "security.mf_recovery": "recovery_code",
    "security.wan_signin_response": "passkey",
}


def begin(sender: Flask, user: Any, authn_via: list[str] | None, **_: Any) -> None:
    """Open a session: somebody is in, with all steps behind them."""
    before = my_session()
    how = SECOND_STEPS.get(request.endpoint or "", (authn_via or ["password"])[0])
    strong = how in SECOND_STEPS.values() or bool(how == "change" and before and before.strong)
    keep_token(operations.begin_session(account=unproxied(user), place=here(), strong=strong, how=how))


def end(sender: Flask, user: Any, **_: Any) -> None:
    """Close the session of who leaves, on every machine."""
    row = my_session()
    session.pop(SESSION_TOKEN, None)
    if row is not None:
        operations.end_session(sign_in_id=row.id, account_id=row.account_id, reason="logout", place=here())


def changed_password(sender: Flask, user: Any, **_: Any) -> None:
    """Tell of a changed password, and end the other sessions."""
    keep = operations.live_session(session[SESSION_TOKEN])
    happening = Happening.PASSWORD_CHANGED
    operations.note_password(account=unproxied(user), happening=happening, place=here(), keep=keep.id if keep else None)


def reset_password(sender: Flask, user: Any, **_: Any) -> None:
    """Tell of a password that was set after a link by mail, and end all sessions."""
    operations.note_password(account=unproxied(user), happening=Happening.PASSWORD_RESET, place=here())


def confirmed_code(sender: Flask, user: Any, **_: Any) -> None:
    """Tell of an authenticator app that was set up on the way in."""
    if session.get("tf_state") == "validating_profile":
        _note(user, Happening.FACTOR_SET)


def set_app(sender: Flask, user: Any, **_: Any) -> None:
    """Tell of an authenticator app that was set up."""
    _note(user, Happening.FACTOR_SET)


def removed_app(sender: Flask, user: Any, **_: Any) -> None:
    """Tell of an authenticator app that is used no more."""
    _note(user, Happening.FACTOR_REMOVED)


def added_passkey(sender: Flask, user: Any, **_: Any) -> None:
    """Tell of a new passkey."""
    _note(user, Happening.PASSKEY_ADDED)


def removed_passkey(sender: Flask, user: Any, **_: Any) -> None:
    """Tell of a passkey that is used no more."""
    _note(user, Happening.PASSKEY_REMOVED)


def failed(sender: Flask, user: Any, auth_type: str, **_: Any) -> None:
    """Log a passkey that was not right; passwords and codes are logged where they are counted."""
    if auth_type == "passkey":
        operations.fail_code(unproxied(user), here(), "passkey")


def _note(user: Any, happening: Happening) -> None:
    operations.note_factor(account=unproxied(user), happening=happening, place=here())


def connect(app: Flask) -> None:
    """Listen to the signals of this application. They are held here: signals are weak references."""
    pairs = (
        (signals.user_authenticated, begin),
        (flask_login.user_logged_out, end),
        (signals.password_changed, changed_password),
        (signals.password_reset, reset_password),
        (signals.tf_code_confirmed, confirmed_code),
        (signals.tf_profile_changed, set_app),
        (signals.tf_disabled, removed_app),
        (signals.wan_registered, added_passkey),
        (signals.wan_deleted, removed_passkey),
        (signals.user_failed_authn, failed),
    )
    for signal, handler in pairs:
        signal.connect(handler, app)
