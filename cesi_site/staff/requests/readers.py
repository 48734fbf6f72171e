"""At which addresses each team reads the requests."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.core.languages import LANGUAGES, _
from cesi_site.enrolment import operations
from cesi_site.enrolment.queries.requests import readers
from cesi_site.enrolment.request_words import Team
from cesi_site.staff.area import blueprint, tell
from cesi_site.staff.requests.forms import TeamForm
from cesi_site.staff.requests.listing import for_desk


@blueprint.get("/requests/readers", endpoint="requests_readers")
@for_desk
def show_readers() -> str:
    """The teams with their addresses."""
    return _page()


@blueprint.post("/requests/readers/<any(services, cesi, onemanagement):team>", endpoint="requests_team")
@for_desk
def set_team(team: str) -> tuple[str, int] | Response:
    """Say at which addresses a team reads its requests."""
    form = TeamForm(prefix=team)
    if not form.validate_on_submit():
        return _page({team: form}), 422
    operations.set_request_readers(Team(team), form.readers, by=me())
    tell(_("Saved."))
    return redirect(url_for("staff.requests_readers"), 303)


def _page(refused: dict[str, TeamForm] | None = None) -> str:
    forms = {}
    for team in Team:
        known = {language: "\n".join(readers(team, language)) for language in LANGUAGES}
        forms[team.value] = TeamForm(formdata=None, prefix=team.value, **known)
    return render_template("staff/requests/readers.html", teams=list(Team), forms=forms | (refused or {}))
