"""The rows that a request is about: what there is, a copy for the person, and their erasure."""

from __future__ import annotations

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts.guards import fresh
from cesi_site.accounts.here import me
from cesi_site.core import pdf
from cesi_site.core.clock import now
from cesi_site.core.languages import use_language
from cesi_site.privacy import copies, operations, queries
from cesi_site.privacy.archive import archive
from cesi_site.privacy.errors import RightsError
from cesi_site.privacy.models import RightsRequest
from cesi_site.register import current_register
from cesi_site.staff.area import blueprint, complain, require_token
from cesi_site.staff.rights.handling import Answer, done, with_request

WHO = "who"


@blueprint.get("/rights/<int:number>/data", endpoint="right_data")
@with_request
def data(asked: RightsRequest) -> Answer:
    """What there is about the person: how many rows of each kind, and what an erasure would do."""
    try:
        people = operations.people_behind(asked)
        name = _chosen(people)
        if len(people) > 1 and name is None:
            return render_template("staff/rights/who.html", asked=asked, people=people)
        selection, seen = operations.look_up(asked, name=name, by=me())
    except RightsError as error:
        return _back(asked, error)
    return render_template(
        "staff/rights/data.html",
        asked=asked,
        dossier=queries.dossier_of(current_register(), selection),
        seen=seen,
        name=name,
        who={WHO: request.args[WHO]} if name else {},
    )


@blueprint.get('/rights/<int:number>/copy/<any("pdf", "zip", "portable"):file>', endpoint="right_copy")
@fresh
@with_request
def copy(asked: RightsRequest, file: str) -> Answer:
    """A copy of the person's rows, in their language, to send to them."""
    try:
        name = _chosen(operations.people_behind(asked))
        selection = operations.hand_over(asked, name=name, by=me())
    except RightsError as error:
        return _back(asked, error)
    if file == "pdf":
        with use_language(asked.language):
            page = copies.printed(selection, made=now())
        content, ending = pdf.draw(page), "pdf"
        if content is None:
            content, ending = page.encode(), "html"
    else:
        content = archive(queries.dossier_of(current_register(), selection), only_provided=file == "portable")
        ending = "zip"
    response = Response(content, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{asked.reference}-{file}.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/rights/<int:number>/erase", endpoint="right_erase")
@fresh
@with_request
def erase(asked: RightsRequest) -> AnyResponse:
    """Erase the person's rows; the receipt goes to them."""
    require_token()
    people = operations.people_behind(asked) if asked.email else []
    name = _chosen(people)
    if len(people) > 1 and name is None:
        abort(404)
    return done(asked, lambda: operations.erase_for(asked, name=name, by=me()))


def _chosen(people: list[str]) -> str | None:
    """Return the person that the address of this page names by their place in the list; None where there is one."""
    place = request.args.get(WHO, "")
    if len(people) < 2 or not (place.isascii() and place.isdigit()):
        return None
    return people[int(place)] if int(place) < len(people) else abort(404)


def _back(asked: RightsRequest, error: RightsError) -> AnyResponse:
    complain(str(error))
    return redirect(url_for("staff.right", number=asked.id), 303)
