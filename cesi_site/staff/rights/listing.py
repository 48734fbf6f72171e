"""The list of requests, the most pressing first."""

from __future__ import annotations

from flask import redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts.guards import staff_only
from cesi_site.core.clock import today
from cesi_site.core.languages import _
from cesi_site.privacy import queries
from cesi_site.privacy.models import OPEN, RightsState
from cesi_site.staff.area import RIGHTS, blueprint
from cesi_site.staff.forms import SearchForm
from cesi_site.staff.lists import keep_search, read_listing

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
    page = queries.find_requests(states=STATES[listing.get("state")], text=listing.text, cursor=listing.cursor)
    return render_template(
        "staff/rights/list.html",
        listing=listing,
        rows=page.rows,
        today=today(),
        pages=listing.neighbours(page),
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
