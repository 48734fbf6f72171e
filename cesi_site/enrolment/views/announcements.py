"""Ending announcements: a page for people, and one click for mail programs (RFC 8058)."""

from __future__ import annotations

from flask import Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.choices.models import Method
from cesi_site.choices.queries import find_by_key, has_refused
from cesi_site.choices.tokens import read_token
from cesi_site.core.guard import open_to_any_origin
from cesi_site.core.languages import LANGUAGES, current_language, localized_route
from cesi_site.core.links import BadLink
from cesi_site.enrolment.forms.managing import ActForm
from cesi_site.enrolment.operations.announcements import end_announcements as end
from cesi_site.enrolment.queries.customers import USES
from cesi_site.enrolment.views.area import blueprint, private_page
from cesi_site.enrolment.words import Organiser

# What our own page sends along; a mail program sends `List-Unsubscribe=One-Click`, and a poor one nothing at all.
FROM_PAGE = "from_page"
HOUSES = ", ".join(f'"{house.value}"' for house in Organiser)


@localized_route(
    blueprint,
    nl=f"/aankondigingen/<any({HOUSES}):house>/stoppen/<token>",
    fr=f"/annonces/<any({HOUSES}):house>/arreter/<token>",
    methods=["GET", "POST"],
)
@open_to_any_origin
def end_announcements(house: str, token: str) -> AnyResponse:
    """End the announcements of a house. Opening the page changes nothing; whoever posts to it acts, without a login."""
    g.twin_args = {language: {"house": house, "token": token} for language in LANGUAGES}
    try:
        key = read_token(token)
    except BadLink:
        abort(404)
    organiser = Organiser(house)
    if request.method != "POST":
        return _show(organiser, key, token)
    from_page = FROM_PAGE in request.form
    method = Method.LINK if from_page else Method.ONE_CLICK
    end(key, organiser, method=method, language=current_language())
    if from_page:
        return redirect(url_for("enrolment.end_announcements", house=house, token=token), 303)
    return Response("", 200, {"Cache-Control": "private, no-store", "Content-Type": "text/plain; charset=utf-8"})


def _show(house: Organiser, key: int, token: str) -> Response:
    found = find_by_key(key)
    return private_page(
        "enrolment/end_announcements.html",
        form=ActForm(formdata=None),
        house=house,
        token=token,
        # Who holds a link to an earlier address learns nothing about the person's present life.
        email=None if found is None or found.former else found.address.email,
        gone=found is None,
        ended=found is None or has_refused(USES[house], found.address.email),
    )
