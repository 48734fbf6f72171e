"""What this request says: where it comes from, and whose session it belongs to."""

from __future__ import annotations

from typing import Any, cast

from flask import current_app, g, request, session
from flask_login import current_user

from cesi_site.accounts.models import Account, SignIn
from cesi_site.accounts.places import Place, place_of

SESSION_TOKEN = "sid"  # noqa: S105 - the name under which the cookie holds it


def here() -> Place:
    """Return where this request comes from."""
    return place_of(request.remote_addr, request.user_agent.string, current_app.config["COUNTRY_FILE"])


def me() -> Account:
    """Return the account that is signed in; only behind a guard, where there is one."""
    return unproxied(current_user)


def unproxied(user: Any) -> Account:
    """Return the account itself, where the library hands a stand-in for whoever is signed in."""
    return cast(Account, getattr(user, "_get_current_object", lambda: user)())


def me_or_none() -> Account | None:
    """Return the account that is signed in, or None. Reads the session: not for public pages."""
    return me() if current_user.is_authenticated else None


def my_session() -> SignIn | None:
    """Return the row of this request's session, once somebody looked up who is signed in."""
    row: SignIn | None = g.get("sign_in")
    return row


def keep_token(token: str) -> None:
    """Put a session's token in the browser's cookie."""
    session[SESSION_TOKEN] = token
