"""The list of requests, the most pressing first."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts.guards import staff_only
from cesi_site.core.clock import today
from cesi_site.core.languages import _
from cesi_site.privacy import queries
from cesi_site.privacy.models import OPEN, RightsRequest, RightsState
from cesi_site.privacy.queries import REQUESTS_A_PAGE
from cesi_site.staff.area import RIGHTS, blueprint, number_in
from cesi_site.staff.forms import SearchForm
from cesi_site.staff.lists import CURSOR, Listing, keep_search, read_listing

LIST = "staff.rights"
ANY, DONE = "any", "done"
STATES: dict[str | None, tuple[RightsState, ...] | None] = {
    None: OPEN,
    DONE: tuple(state for state in RightsState if state not in OPEN),
    ANY: None,
}

for_officers = staff_only(*RIGHTS)


@blueprint.get("/rights")
@for_officers
def rights() -> str:
    """The requests; at first those that wait for an answer, by their last day."""
    listing = read_listing(LIST, sorts=("pressing",), state={ANY, DONE})
    found = _find(listing)
    rows = found[:REQUESTS_A_PAGE]
    return render_template(
        "staff/rights/list.html",
        listing=listing,
        rows=rows,
        today=today(),
        older=listing.url(**{CURSOR: str(rows[-1].id)}) if len(found) > len(rows) else None,
        states=[
            (label, listing.url(state=key), None, listing.get("state") == key)
            for key, label in ((None, _("Still open")), (DONE, _("Answered")), (ANY, _("All")))
        ],
        form=SearchForm(formdata=None, text=listing.text),
    )


@blueprint.post("/rights/search", endpoint="rights_search")
@for_officers
def search() -> AnyResponse:
    """Look for a name, an address or a reference, among all requests."""
    form = SearchForm()
    text = form.text.value if form.validate_on_submit() else None
    address = keep_search(LIST, text)
    return redirect(f"{address}&state={ANY}" if text else address, 303)


def _find(listing: Listing) -> Sequence[RightsRequest]:
    return queries.find_requests(
        states=STATES[listing.get("state")],
        text=listing.text,
        before_id=number_in(CURSOR),
        limit=REQUESTS_A_PAGE + 1,
    )
