"""My data (promises K2, K3, K6): ask for the link, see every row, take a copy, correct."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts.guards import fresh, signed_in
from cesi_site.accounts.here import me, my_session
from cesi_site.choices.queries import find_address, is_restricted
from cesi_site.choices.tokens import token_for
from cesi_site.core import pdf
from cesi_site.core.abuse import within_limit
from cesi_site.core.clock import now
from cesi_site.core.languages import current_language, localized_route
from cesi_site.core.templating import endpoint_exists
from cesi_site.privacy import copies, operations, queries
from cesi_site.privacy.archive import archive
from cesi_site.privacy.forms import VALUE, ActForm, LinkForm, changes_of, correction_form
from cesi_site.privacy.mails import LINK_LIFE, LINK_PURPOSE
from cesi_site.privacy.models import DataLink
from cesi_site.privacy.operations import NothingToCorrect
from cesi_site.privacy.tokens import token_of
from cesi_site.privacy.views.area import blueprint, may_change, private, with_link
from cesi_site.register import current_register
from cesi_site.register.finding import Selection, people_at, select_rows

MINUTES_TO_WAIT = 60
ASKING_RATE = "10 per 1 hour"
SHOWN_ROWS = 20


@localized_route(blueprint, nl="/mijn-gegevens", fr="/mes-donnees", methods=["GET", "POST"])
def my_data() -> AnyResponse:
    """Ask for a link to one's own data; the answer is the same for every address."""
    form = LinkForm()
    if request.method == "GET":
        return _ask(form)
    if not form.validate():
        return _ask(form, 422)
    if not within_limit("my data", ASKING_RATE):
        return _ask(form, 429)
    if not form.homepage.data and form.email.value:
        operations.ask_link(email=form.email.value, language=current_language())
    return redirect(url_for("privacy.my_data_sent"), 303)


def _ask(form: LinkForm, status: int = 200) -> Response:
    page = render_template(
        "privacy/my_data/ask.html", form=form.with_ticket(), minutes_to_wait=MINUTES_TO_WAIT if status == 429 else None
    )
    response = private(page, status)
    if status == 429:
        response.headers["Retry-After"] = str(MINUTES_TO_WAIT * 60)
    return response


@localized_route(blueprint, nl="/mijn-gegevens/verstuurd", fr="/mes-donnees/envoye")
def my_data_sent() -> Response:
    """Say that the link is on its way."""
    return private(render_template("privacy/my_data/sent.html"))


@localized_route(blueprint, nl="/mijn-gegevens/account", fr="/mes-donnees/compte")
@signed_in
@fresh
def my_data_account() -> AnyResponse:
    """Open one's own data from MyCESI, without a mail, for as long as this session lasts."""
    session = my_session()
    if session is None:
        abort(403)
    link = operations.link_for_account(me(), language=current_language())
    return redirect(url_for("privacy.my_data_page", token=token_of(LINK_PURPOSE, link, session.id)), 303)


@localized_route(blueprint, nl="/mijn-gegevens/<token>", fr="/mes-donnees/<token>")
@with_link
def my_data_page(link: DataLink, token: str) -> Response:
    """Every row held about the person, and what they can do with it."""
    register, person = current_register(), queries.person_of(link)
    if len(people_at(register, person)) > 1:
        return private(render_template("privacy/my_data/several.html"))
    operations.note_view(link)
    page = render_template(
        "privacy/my_data/page.html",
        link=link,
        token=token,
        until=link.asked_at + LINK_LIFE,
        dossier=copies.described(queries.dossier_of(register, Selection(person), newest=SHOWN_ROWS), register),
        restricted=is_restricted(link.email),
        may_change=may_change(link),
        preferences_url=_preferences(link.email),
        correctable=bool(copies.correctable(Selection(person))),
        act=ActForm(formdata=None),
    )
    return private(page)


def _preferences(email: str) -> str | None:
    """Return where the person says what their address may be used for; None where there is nothing to choose."""
    address = find_address(email)
    if address is None or not endpoint_exists("privacy.preferences"):
        return None
    return url_for("privacy.preferences", token=token_for(address.id))


@localized_route(blueprint, nl="/mijn-gegevens/<token>/kopie.pdf", fr="/mes-donnees/<token>/copie.pdf")
@with_link
def my_data_pdf(link: DataLink, token: str) -> Response:
    """The access copy, to read and print (article 15.3)."""
    selection = _own_rows(link)
    operations.note_copy(link, "pdf")
    page = copies.printed(selection, made=now())
    content = pdf.draw(page)
    if content is None:
        return private(page)  # without the system's library the page itself can be printed
    return _file(content, "application/pdf", "cesi-gegevens.pdf" if current_language() == "nl" else "cesi-donnees.pdf")


@localized_route(blueprint, nl="/mijn-gegevens/<token>/kopie.zip", fr="/mes-donnees/<token>/copie.zip")
@with_link
def my_data_copy(link: DataLink, token: str) -> Response:
    """The access copy for machines: every value, every file."""
    return _archive(link, "zip", only_provided=False)


@localized_route(blueprint, nl="/mijn-gegevens/<token>/meenemen.zip", fr="/mes-donnees/<token>/emporter.zip")
@with_link
def my_data_portable(link: DataLink, token: str) -> Response:
    """What the person gave, to take to another service (article 20)."""
    return _archive(link, "portable", only_provided=True)


def _archive(link: DataLink, kind: str, *, only_provided: bool) -> Response:
    selection = _own_rows(link)
    operations.note_copy(link, kind)
    content = archive(queries.dossier_of(current_register(), selection), only_provided=only_provided)
    return _file(content, "application/zip", f"cesi-{kind}.zip")


def _own_rows(link: DataLink) -> Selection:
    """Return the rows of a link's person; where several people share the address, nobody's."""
    person = queries.person_of(link)
    if len(people_at(current_register(), person)) > 1:
        abort(404)
    return select_rows(current_register(), person)


def _file(content: bytes, kind: str, name: str) -> Response:
    response = private(Response(content, mimetype=kind))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@localized_route(
    blueprint, nl="/mijn-gegevens/<token>/verbeteren", fr="/mes-donnees/<token>/corriger", methods=["GET", "POST"]
)
@with_link
def correct_my_data(link: DataLink, token: str) -> AnyResponse:
    """Correct how one is called and reached; all else is asked of staff."""
    selection = _own_rows(link)
    values = copies.correctable(selection)
    if not may_change(link) or not values:
        return redirect(url_for("privacy.my_data_page", token=token), 303)
    form = correction_form(values, sent=request.form or None)
    if request.method == "POST" and form.validate():
        return _correct(link, token, selection, changes_of(form, values))
    page = render_template(
        "privacy/my_data/correct.html", form=form.with_ticket(), token=token, fields=_fields(form), link=link
    )
    return private(page, 422 if form.errors else 200)


def _correct(link: DataLink, token: str, selection: Selection, changes: Any) -> AnyResponse:
    if changes:
        with suppress(NothingToCorrect):  # somebody was faster: the page shows what stands there now
            operations.correct(selection, changes, link=link)
    return redirect(url_for("privacy.my_data_page", token=token, done="corrected" if changes else None), 303)


def _fields(form: Any) -> Sequence[Any]:
    return [field for field in form if field.short_name.startswith(VALUE)]


@localized_route(blueprint, nl="/mijn-gegevens/<token>/beperken", fr="/mes-donnees/<token>/limiter", methods=["POST"])
@with_link
def restrict_my_data(link: DataLink, token: str) -> AnyResponse:
    """Stop the use of one's data, or resume it (article 18): a mailbox alone may protect, and not expose."""
    _own_rows(link)
    if ActForm().validate():
        person = queries.person_of(link)
        if not is_restricted(link.email):
            operations.limit_use(person)
        elif may_change(link):
            operations.resume_use(person)
    return redirect(url_for("privacy.my_data_page", token=token, _anchor="restrict"), 303)
