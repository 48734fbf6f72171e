"""The list of requests, its search and its file for a spreadsheet."""

from __future__ import annotations

from flask import Response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.core.clock import day_in_brussels
from cesi_site.core.languages import LANGUAGES, NAMES, _
from cesi_site.enrolment.models import ServiceRequest
from cesi_site.enrolment.queries import requests as queries
from cesi_site.enrolment.queries.requests import ANY, LATE, OPEN, RequestFilter
from cesi_site.enrolment.request_words import RequestState, Team
from cesi_site.staff.area import REQUESTS, blueprint
from cesi_site.staff.forms import SearchForm
from cesi_site.staff.lists import MOST_EXPORTED, FilterLink, Listing, csv_file, everything, keep_search, read_listing

LIST = "staff.requests"

for_desk = staff_only(*REQUESTS)


@blueprint.get("/requests", endpoint="requests")
@for_desk
def show_requests() -> str:
    """The requests, the newest first; at first those that wait for an answer."""
    listing = _read()
    page = queries.find_requests(_asked(listing), cursor=listing.cursor)
    teams = [everything(), *((team.value, str(team.heading)) for team in Team)]
    return render_template(
        "staff/requests/list.html",
        listing=listing,
        rows=page.rows,
        pages=listing.neighbours(page),
        states=_state_links(listing),
        facets=[
            (_("Team"), listing.links("team", teams)),
            (_("Language"), listing.links("language", [everything(), *((one, NAMES[one]) for one in LANGUAGES)])),
        ],
        names=names_of([row.owner_id for row in page.rows]),
        form=SearchForm(formdata=None, text=listing.text),
    )


@blueprint.post("/requests/search", endpoint="requests_search")
@for_desk
def search() -> AnyResponse:
    """Look for a name, an organisation, an address, a title or a reference, among all requests."""
    form = SearchForm()
    text = form.text.value if form.validate_on_submit() else None
    address = keep_search(LIST, text)
    return redirect(f"{address}&state={ANY}" if text else address, 303)


@blueprint.get("/requests.csv", endpoint="requests_csv")
@for_desk
def as_csv() -> Response:
    """The list as a file: what was asked and how it went, nobody's name or address."""
    listing = _read()
    header = (
        *(_("Reference"), _("Asked for"), _("Team"), _("Language"), _("People"), _("State")),
        *(_("Received"), _("Answer by"), _("Answered"), _("Closed")),
    )
    found = queries.find_requests(_asked(listing), size=MOST_EXPORTED)
    return csv_file("requests", header, [_cells(row) for row in found.rows], by=me(), filters=listing.words)


def _cells(row: ServiceRequest) -> tuple[object, ...]:
    days = (day_in_brussels(moment) if moment else None for moment in (row.received_at, row.answered_at, row.closed_at))
    received, answered, closed = days
    return (
        *(row.reference, row.title, row.team.label, row.language, row.participants, row.state.label),
        *(received, row.answer_by, answered, closed),
    )


def _read() -> Listing:
    states = [OPEN, LATE, ANY, *(state.value for state in RequestState)]
    return read_listing(LIST, sorts=("newest",), state=states, team=[team.value for team in Team], language=LANGUAGES)


def _asked(listing: Listing) -> RequestFilter:
    return RequestFilter(
        state=listing.get("state") or OPEN,
        team=listing.get("team"),
        language=listing.get("language"),
        text=listing.text,
    )


def _state_links(listing: Listing) -> list[FilterLink]:
    choices: list[tuple[str | None, str]] = [(None, _("To answer")), (LATE, _("Late"))]
    choices += [(state.value, str(state.label)) for state in RequestState]
    found = queries.count_by_state()
    counts: dict[str | None, int] = {None: found[OPEN]}
    counts.update(found)
    return listing.links("state", [*choices, (ANY, _("All"))], counts)
