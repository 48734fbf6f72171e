"""Who must set up a second step on the way in is led on afterwards to the page they asked for."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.twofactor import CodeTfPlugin, is_tf_setup

from cesi_site.accounts.models import Account


class CodesOfAnApp(CodeTfPlugin):
    """The library's own step of codes, which forgets the page asked for where the app is still to be set up."""

    def tf_login(self, user: Account, json_payload: dict[str, Any], next_loc: str | None) -> ResponseReturnValue:  # type: ignore[override]
        """Ask for a code, or first for the set-up.

        `next_loc` is an address of this site, as the library checked: the page that was asked for, or else the
        page of the sign-in itself, which is no place to go on to.
        """
        asked = None if next_loc == request.url else next_loc
        if is_tf_setup(user):
            return super().tf_login(user, json_payload, asked)
        session["tf_state"] = "setup_from_login"
        return redirect(url_for("security.two_factor_setup", next=asked))
