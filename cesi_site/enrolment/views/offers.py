"""Ending the offers from one's trainings: a page for people, and one click for mail programs (RFC 8058)."""

from __future__ import annotations

from flask import Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.choices.models import Method, Use
from cesi_site.choices.queries import find_by_key, has_refused
from cesi_site.choices.tokens import read_token
from cesi_site.choices.uses import find_switch
from cesi_site.core.guard import open_to_any_origin
from cesi_site.core.languages import LANGUAGES, current_language, localized_route
from cesi_site.core.links import BadLink
from cesi_site.enrolment.forms.managing import ActForm
from cesi_site.enrolment.views.area import blueprint, private_page

PAGE = "offers"
# What our own page sends along; a mail program sends `List-Unsubscribe=One-Click`, and a poor one nothing at all.
FROM_PAGE = "from_page"


@localized_route(
    blueprint, nl="/voorstellen/stoppen/<token>", fr="/propositions/arreter/<token>", methods=["GET", "POST"]
)
@open_to_any_origin
def end_offers(token: str) -> AnyResponse:
    """End the offers (promise C5). Opening the page changes nothing; whoever posts to it acts, without a login."""
    g.twin_args = {language: {"token": token} for language in LANGUAGES}
    try:
        found = find_by_key(read_token(token))
    except BadLink:
        abort(404)
    from_page = FROM_PAGE in request.form
    if request.method != "POST":
        known = found is not None and not found.former
        return private_page(
            "enrolment/end_offers.html",
            form=ActForm(formdata=None),
            token=token,
            # Who holds a link to an earlier address learns nothing about the person's present life.
            email=found.address.email if found and known else None,
            ended=found is None or has_refused(Use.ANALYSIS, found.address.email),
        )
    switch = find_switch(Use.ANALYSIS)
    if found is not None and switch is not None and switch.is_on(found.address):
        method = Method.PAGE if from_page else Method.ONE_CLICK
        switch.turn_off(found.address, method=method, language=current_language(), page=PAGE)
    if from_page:
        return redirect(url_for("enrolment.end_offers", token=token), 303)
    return Response("", 200, {"Cache-Control": "private, no-store", "Content-Type": "text/plain; charset=utf-8"})
