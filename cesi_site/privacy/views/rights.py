"""The other rights (promise K7): a form, its receipt, and the link that shows whose address it is."""

from __future__ import annotations

import datetime as dt

from flask import Response, redirect, render_template, url_for
from flask import request as http
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.core import links
from cesi_site.core.abuse import within_limit
from cesi_site.core.companies import PRIVACY_ADDRESS
from cesi_site.core.languages import current_language, localized_route
from cesi_site.privacy import operations
from cesi_site.privacy.forms import ActForm, RequestForm
from cesi_site.privacy.mails import CONFIRM_LIFE, CONFIRM_PURPOSE
from cesi_site.privacy.models import Right, RightsRequest
from cesi_site.privacy.operations import Asked
from cesi_site.privacy.tokens import row_of, token_of
from cesi_site.privacy.views.area import RECEIVED_PURPOSE, blueprint, private

RECEIVED_LIFE = dt.timedelta(hours=1)
MINUTES_TO_WAIT = 60
SENDING_RATE = "5 per 1 hour"


@localized_route(blueprint, nl="/mijn-rechten", fr="/mes-droits", methods=["GET", "POST"])
def request() -> AnyResponse:
    """Ask something about one's data; `?right=` chooses what."""
    if http.method == "POST":
        return _send(RequestForm().offer())
    asked = http.args.get("right", "")
    return _show(RequestForm(right=asked if asked in set(Right) else None).offer())


def _send(form: RequestForm) -> AnyResponse:
    if not form.validate():
        return _show(form, 422)
    if not within_limit("rights", SENDING_RATE):
        return _show(form, 429)
    asked = Asked(
        right=Right(form.right.data),
        language=current_language(),
        name=form.name.value,
        email=form.email.value,
        message=form.message.value,
    )
    received = operations.receive_request(
        asked, submission=form.submission, suspicions=form.suspicions(form.message.data or "")
    )
    return redirect(url_for("privacy.request_received", ref=token_of(RECEIVED_PURPOSE, received)), 303)


def _show(form: RequestForm, status: int = 200) -> Response:
    page = render_template(
        "privacy/rights/form.html",
        form=form.with_ticket(),
        privacy_address=PRIVACY_ADDRESS,
        minutes_to_wait=MINUTES_TO_WAIT if status == 429 else None,
    )
    response = private(page, status)
    if status == 429:
        response.headers["Retry-After"] = str(MINUTES_TO_WAIT * 60)
    return response


@localized_route(blueprint, nl="/mijn-rechten/ontvangen", fr="/mes-droits/recue")
def request_received() -> AnyResponse:
    """Say what happens next, for an hour, as others may use the same computer."""
    try:
        received, _ = row_of(RightsRequest, RECEIVED_PURPOSE, http.args.get("ref", ""), RECEIVED_LIFE)
    except links.ExpiredLink:
        received = None
    except links.BadLink:
        return redirect(url_for("privacy.request"), 303)
    return private(render_template("privacy/rights/received.html", received=received))


@localized_route(
    blueprint, nl="/mijn-rechten/bevestigen/<token>", fr="/mes-droits/confirmer/<token>", methods=["GET", "POST"]
)
def confirm_request(token: str) -> Response:
    """Show that the address of a request is one's own: by a button, since mail filters follow links."""
    found = _asked(token)
    form = ActForm()
    if found is None:
        return private(render_template("privacy/rights/confirm.html", received=None, form=form), 410)
    if http.method == "POST" and form.validate():
        found = operations.confirm_address(found.id)
    return private(render_template("privacy/rights/confirm.html", received=found, form=form.with_ticket()))


def _asked(token: str) -> RightsRequest | None:
    try:
        return row_of(RightsRequest, CONFIRM_PURPOSE, token, CONFIRM_LIFE)[0]
    except links.BadLink:
        return None
