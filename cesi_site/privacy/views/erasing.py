"""Erase one's own data (promise K4): see what goes and what stays, do it, keep the receipt; check a receipt."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.core import links
from cesi_site.core.abuse import within_limit
from cesi_site.core.languages import Text, localized_route
from cesi_site.core.templating import date_long, datetime_long
from cesi_site.privacy import operations, queries
from cesi_site.privacy.forms import ActForm, ReceiptForm
from cesi_site.privacy.models import Channel, DataLink, ErasureReceipt, Identity, Right
from cesi_site.privacy.operations import Asked, Erased, Hindered
from cesi_site.privacy.receipts import Mark, NotAReceipt, belongs_to, public_key, read, signed
from cesi_site.privacy.tokens import row_of, token_of
from cesi_site.privacy.views.area import RECEIVED_PURPOSE, blueprint, may_change, private, with_link
from cesi_site.register import current_register
from cesi_site.register.finding import people_at

RECEIPT_PURPOSE = "erasure receipt"
RECEIPT_LIFE = dt.timedelta(hours=1)
CHECKING_RATE = "60 per 1 hour"


@blueprint.app_template_filter()
def day_of_text(text: str) -> str:
    """Write a day that stands in a receipt ("2027-03-05") in the language in use."""
    return date_long(dt.date.fromisoformat(text))


@blueprint.app_template_filter()
def moment_of_text(text: str) -> str:
    """Write an instant that stands in a receipt in the language in use."""
    return datetime_long(dt.datetime.fromisoformat(text))


@localized_route(
    blueprint, nl="/mijn-gegevens/<token>/wissen", fr="/mes-donnees/<token>/effacer", methods=["GET", "POST"]
)
@with_link
def erase_my_data(link: DataLink, token: str) -> AnyResponse:
    """Show what an erasure would do, and do it at the press of a button."""
    person = queries.person_of(link)
    if not may_change(link) or len(people_at(current_register(), person)) > 1:
        return redirect(url_for("privacy.my_data_page", token=token), 303)
    form = ActForm()
    if request.method == "POST" and form.validate():
        return _erase(link)
    email = link.email
    seen = operations.preview(person)
    page = render_template("privacy/my_data/erase.html", seen=seen, token=token, form=form.with_ticket(), email=email)
    return private(page)


def _erase(link: DataLink) -> AnyResponse:
    email = link.email
    try:
        erased = operations.erase(queries.person_of(link), language=link.language, mail_to=email)
    except Hindered as hindered:
        return _ask_staff(link, hindered.reasons)
    return redirect(url_for("privacy.erased", token=_token(erased)), 303)


def _token(erased: Erased) -> str:
    return token_of(RECEIPT_PURPOSE, erased.receipt, erased.mark.salt, erased.mark.holders)


def _ask_staff(link: DataLink, reasons: list[Text]) -> AnyResponse:
    """Hand the erasure to staff, who settle first what stands in its way, within the term of the law."""
    asked = Asked(
        right=Right.ERASURE,
        channel=Channel.MY_DATA,
        language=link.language,
        email=link.email,
        message="\n".join(reason.in_language(link.language) for reason in reasons),
        identity=Identity.ADDRESS if link.account_id is None else Identity.SIGNED_IN,
    )
    received = operations.receive_request(asked, submission=f"my data {link.id}")
    return redirect(url_for("privacy.request_received", ref=token_of(RECEIVED_PURPOSE, received)), 303)


@localized_route(blueprint, nl="/gewist/<token>", fr="/efface/<token>")
def erased(token: str) -> Response:
    """The receipt, for an hour; it was mailed, too."""
    found = _receipt(token)
    return private(
        render_template("privacy/my_data/erased.html", receipt=found[0] if found else None, token=token),
        200 if found else 410,
    )


@localized_route(blueprint, nl="/gewist/<token>/bewijs.json", fr="/efface/<token>/preuve.json")
def receipt_file(token: str) -> Response:
    """The signed receipt as a file."""
    found = _receipt(token)
    if found is None:
        return private(render_template("privacy/my_data/erased.html", receipt=None, token=token), 410)
    response = private(Response(signed(*found), mimetype="application/json"))
    response.headers["Content-Disposition"] = f'attachment; filename="{found[0].number}.json"'
    return response


def _receipt(token: str) -> tuple[Any, Mark] | None:
    try:
        receipt, (salt, holders) = row_of(ErasureReceipt, RECEIPT_PURPOSE, token, RECEIPT_LIFE)
    except links.BadLink:
        return None
    return receipt, Mark(salt, tuple(holders))


@localized_route(blueprint, nl="/bewijs-van-wissing", fr="/preuve-d-effacement", methods=["GET", "POST"])
def check_receipt() -> Response:
    """Check a receipt: whether it is ours, unchanged, and about an address."""
    form = ReceiptForm()
    document, status = None, 200
    if request.method == "POST":
        document, status = _checked(form)
    page = render_template(
        "privacy/check_receipt.html",
        form=form.with_ticket(),
        document=document,
        belongs=belongs_to(document, form.email.value) if document and form.email.value else None,
        key=public_key(),
    )
    return private(page, status)


def _checked(form: ReceiptForm) -> tuple[dict[str, Any] | None, int]:
    if not form.validate():
        return None, 422
    if not within_limit("check receipt", CHECKING_RATE):
        return None, 429
    try:
        return read(form.receipt.data), 200
    except NotAReceipt:
        form.receipt.errors = [NOT_OURS]
        return None, 422


NOT_OURS = Text(
    "Dit is geen ontvangstbewijs van ons, of er is iets aan gewijzigd. Plak het hele bestand, van { tot }.",
    "Ce n’est pas une preuve de notre part, ou elle a été modifiée. Collez le fichier entier, de { à }.",
)
