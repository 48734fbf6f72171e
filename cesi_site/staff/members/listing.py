"""The list of organisations, its search and its file for a spreadsheet."""

from __future__ import annotations

from flask import Response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts.here import me
from cesi_site.core.identifiers import show_enterprise_number
from cesi_site.core.languages import _
from cesi_site.members import queries
from cesi_site.members.queries import OrganisationRow
from cesi_site.staff.area import blueprint, number_in
from cesi_site.staff.forms import SearchForm
from cesi_site.staff.lists import CURSOR, MOST_EXPORTED, Listing, csv_file, everything, keep_search, read_listing
from cesi_site.staff.members.access import for_desk

LIST = "staff.members"
A_PAGE = 50
STATES = {"active": True, "ended": False}


@blueprint.get("/members")
@for_desk
def members() -> str:
    """Organisations by name."""
    listing = _read()
    found = _find(listing, after=number_in(CURSOR), limit=A_PAGE + 1)
    rows = found[:A_PAGE]
    more = listing.url(**{CURSOR: str(rows[-1].organisation.id)}) if len(found) > len(rows) else None
    choices = [everything(), ("active", _("Affiliated")), ("ended", _("Affiliation ended"))]
    return render_template(
        "staff/members/list.html",
        listing=listing,
        rows=rows,
        more=more,
        states=listing.links("state", choices),
        form=SearchForm(formdata=None, text=listing.text),
        show_number=show_enterprise_number,
    )


@blueprint.post("/members/search")
@for_desk
def members_search() -> AnyResponse:
    """Look for a name or an enterprise number."""
    form = SearchForm()
    return redirect(keep_search(LIST, form.text.value if form.validate_on_submit() else None), 303)


@blueprint.get("/members.csv")
@for_desk
def members_csv() -> Response:
    """The list as a file: facts of organisations, nobody's name."""
    listing = _read()
    header = (_("Legal name"), _("Enterprise number"), _("Affiliated since"), _("Ended on"), _("People with access"))
    rows = [_cells(row) for row in _find(listing, after=None, limit=MOST_EXPORTED)]
    return csv_file("members", header, rows, by=me(), filters=listing.words)


def _read() -> Listing:
    return read_listing(LIST, sorts=("name",), state=STATES)


def _find(listing: Listing, *, after: int | None, limit: int) -> list[OrganisationRow]:
    active = STATES.get(listing.get("state") or "")
    return queries.find_organisations(text=listing.text, active=active, after=after, limit=limit)


def _cells(row: OrganisationRow) -> tuple[object, ...]:
    organisation = row.organisation
    number = organisation.enterprise_number
    return (
        *(organisation.legal_name, show_enterprise_number(number) if number else None),
        *(organisation.affiliated_on, organisation.ended_on, row.people),
    )
