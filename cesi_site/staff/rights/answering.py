"""The rows that a request is about: what there is, a copy for the person, and their erasure."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts.guards import fresh
from cesi_site.accounts.here import me
from cesi_site.core import pdf
from cesi_site.core.clock import now
from cesi_site.core.languages import use_language
from cesi_site.privacy import copies, operations, queries
from cesi_site.privacy.archive import archive
from cesi_site.privacy.errors import RightsError, SeveralPeople
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
        name, selection, seen = operations.look_up(asked, who=_who(), by=me())
    except SeveralPeople:
        return _choose(asked)
    except RightsError as error:
        return _back(asked, error)
    return render_template(
        "staff/rights/data.html",
        asked=asked,
        dossier=queries.dossier_of(current_register(), selection),
        seen=seen,
        name=name,
        who={WHO: _who()} if name else {},
    )


def _choose(asked: RightsRequest) -> Answer:
    """Ask who of those at the address it is; 404 where the page was asked for somebody who is not among them."""
    page = render_template("staff/rights/who.html", asked=asked, people=operations.people_behind(asked))
    return page, 404 if _who() else 200


def _who() -> str | None:
    """Return the key of the person whom the address of this page names."""
    return request.args.get(WHO)


@blueprint.get('/rights/<int:number>/copy/<any("pdf", "zip", "portable"):file>', endpoint="right_copy")
@fresh
@with_request
def copy(asked: RightsRequest, file: str) -> Answer:
    """A copy of the person's rows, in their language, to send to them."""
    try:
        selection = operations.hand_over(asked, who=_who(), by=me())
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
    number, who = asked.id, _who()
    return done(asked, lambda: operations.erase_for(number, who=who, by=me()))


def _back(asked: RightsRequest, error: RightsError) -> AnyResponse:
    complain(str(error))
    return redirect(url_for("staff.right", number=asked.id), 303)
