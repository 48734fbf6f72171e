"""Views that stand in the place of the library's: the code of an authenticator app, and recovery codes.

Recovery codes are the last step of a first set-up. They are made at the moment in which they are shown: the request
that asks for them leaves a note in the session, and the page that follows takes it away. So loading that page again
makes no new ones, and nobody has codes that they never saw.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import Security
from werkzeug.wrappers import Response

from cesi_site.accounts import guards, operations
from cesi_site.accounts.forms import ConfirmForm
from cesi_site.accounts.here import here, me

CODE, CODES = "security.two_factor_token_validation", "security.mf_recovery_codes"
# The note in the session: where to go on to once the codes were seen.
AFTER_CODES = "after_codes"


def init_app(app: Flask, library: Security) -> None:
    """Put these views in the place of the library's."""
    library.tf_token_validation_context_processor(lambda: {"setup": app_to_scan(library)})
    app.view_functions[CODE] = _taking_codes(app.view_functions[CODE])
    app.view_functions[CODES] = guards.guarded(recovery_codes)


def app_to_scan(library: Security) -> dict[str, Any] | None:
    """Return what an app scans (QR code and key) where one is being set up, else None."""
    if not _setting_up():
        return None
    account: Any = (
        me() if current_user.is_authenticated else library.datastore.find_user(fs_uniquifier=session["tf_user_id"])
    )
    values: dict[str, Any] = library.totp_factory.fetch_setup_values(session["tf_totp_secret"], account)
    return values


def _setting_up() -> bool:
    return session.get("tf_state") == "validating_profile" and "tf_totp_secret" in session


def _taking_codes(library_view: Callable[..., Any]) -> Callable[[], ResponseReturnValue]:
    """Wrap the library's view that takes a code: at the sign-in, or at the end of a set-up."""

    def take_code() -> ResponseReturnValue:
        was_in, setting_up = current_user.is_authenticated, _setting_up()
        if was_in and not setting_up:
            return redirect(url_for("mycesi.security"))
        answer: ResponseReturnValue = library_view()
        if not (isinstance(answer, Response) and answer.status_code == 302 and current_user.is_authenticated):
            return answer
        if not was_in:
            # Being in says that the code was right.
            session.pop("_flashes", None)
        if setting_up and not me().recovery_codes:
            session[AFTER_CODES] = answer.location
            return redirect(url_for(CODES))
        return answer

    return take_code


@guards.signed_in
@guards.fresh
def recovery_codes() -> ResponseReturnValue:
    """Make recovery codes and show them, this once."""
    form = ConfirmForm()
    if form.validate_on_submit():
        session[AFTER_CODES] = url_for("mycesi.security")
        return redirect(request.path, 303)
    after = session.pop(AFTER_CODES, None)
    codes = operations.make_recovery_codes(account=me(), place=here()) if after else []
    return render_template(
        "security/mf_recovery_codes.html", form=form, account=me(), recovery_codes=codes, after=after
    )
