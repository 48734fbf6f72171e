"""The list of requests, its search and its file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.affiliation import queries
from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.affiliation.queries import REQUESTS_A_PAGE
from cesi_site.affiliation.states import State
from cesi_site.core.identifiers import show_enterprise_number
from cesi_site.core.languages import LANGUAGES, NAMES, _
from cesi_site.staff.area import AFFILIATIONS, blueprint, number_in
from cesi_site.staff.forms import SearchForm
from cesi_site.staff.lists import (
    CURSOR,
    MOST_EXPORTED,
    FilterLink,
    Listing,
    csv_file,
    everything,
    keep_search,
    read_listing,
)

LIST = "staff.affiliations"
ANY, HELD = "any", "held"

for_officers = staff_only(*AFFILIATIONS)


@blueprint.get("/affiliations")
@for_officers
def affiliations() -> str:
    """The requests; at first those about which something is still to be done."""
    listing = _read()
    found = _find(listing, before=number_in(CURSOR), limit=REQUESTS_A_PAGE + 1)
    rows = found[:REQUESTS_A_PAGE]
    return render_template(
        "staff/affiliations/list.html",
        listing=listing,
        rows=rows,
        older=listing.url(**{CURSOR: str(rows[-1].id)}) if len(found) > len(rows) else None,
        states=_state_links(listing),
        languages=listing.links("language", [everything(), *((one, NAMES[one]) for one in LANGUAGES)]),
        form=SearchForm(formdata=None, text=listing.text),
        show_number=show_enterprise_number,
    )


@blueprint.post("/affiliations/search", endpoint="affiliations_search")
@for_officers
def search() -> AnyResponse:
    """Look for a name, an enterprise number, an address or a reference, among all requests."""
    form = SearchForm()
    text = form.text.value if form.validate_on_submit() else None
    address = keep_search(LIST, text)
    return redirect(f"{address}&state={ANY}" if text else address, 303)


@blueprint.get("/affiliations.csv", endpoint="affiliations_csv")
@for_officers
def as_csv() -> Response:
    """The list as a file: facts of employers, nobody's name or address."""
    listing = _read()
    header = (
        _("Reference"),
        _("Legal name"),
        _("Enterprise number"),
        _("Workers"),
        _("State"),
        _("Received"),
        _("Starts on"),
    )
    rows = [_cells(request) for request in _find(listing, before=None, limit=MOST_EXPORTED)]
    return csv_file("affiliations", header, rows, by=me(), filters=listing.words)


def _cells(request: AffiliationRequest) -> tuple[object, ...]:
    number = request.enterprise_number
    return (
        *(request.reference, request.legal_name, show_enterprise_number(number) if number else None),
        *(request.worker_count, request.state.label, request.received_at.date(), request.start_date),
    )


def _read() -> Listing:
    return read_listing(LIST, sorts=("newest",), state={ANY, HELD, *State}, language=LANGUAGES)


def _find(listing: Listing, *, before: int | None, limit: int) -> Sequence[AffiliationRequest]:
    asked = listing.get("state")
    return queries.find_requests(
        state=State(asked) if asked in set(State) else None,
        open_only=asked in {None, HELD},
        held=True if asked == HELD else None,
        language=listing.get("language"),
        text=listing.text,
        before_id=before,
        limit=limit,
    )


def _state_links(listing: Listing) -> list[FilterLink]:
    counts = queries.count_by_state()
    chosen = listing.get("state")
    waiting = sum(count for state, count in counts.items() if state.is_open)
    return [
        (_("To do"), listing.url(state=None), waiting, chosen is None),
        *(
            (str(state.label), listing.url(state=state), counts.get(state, 0), chosen == state)
            for state in State
            if counts.get(state) or chosen == state
        ),
        (_("Set apart"), listing.url(state=HELD), None, chosen == HELD),
        (_("All"), listing.url(state=ANY), None, chosen == ANY),
    ]
