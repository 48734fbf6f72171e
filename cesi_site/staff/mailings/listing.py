"""The list of mailings, and how one begins."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.core.languages import _
from cesi_site.newsletter.models import Kind, MailingState
from cesi_site.newsletter.operations.mailings import begin_mailing
from cesi_site.newsletter.queries.mailings import MAILINGS_A_PAGE, OPEN_STATES, find_mailings
from cesi_site.staff.area import WRITERS, blueprint, number_in, require_token
from cesi_site.staff.lists import CURSOR, FilterLink, Listing, everything, read_listing
from cesi_site.staff.mailings.access import for_desk, for_writers

LIST = "staff.mailings"
ANY = "any"


@blueprint.get("/mailings", endpoint="mailings")
@for_desk
def show_list() -> str:
    """The mailings; at first those that are not sent yet."""
    listing = read_listing(LIST, sorts=("newest",), state={ANY, *MailingState}, kind=set(Kind))
    found = find_mailings(
        states=_states(listing.get("state")),
        kind=listing.get("kind"),
        before_id=number_in(CURSOR),
        limit=MAILINGS_A_PAGE + 1,
    )
    rows = found[:MAILINGS_A_PAGE]
    return render_template(
        "staff/mailings/list.html",
        rows=rows,
        older=listing.url(**{CURSOR: str(rows[-1].id)}) if len(found) > len(rows) else None,
        states=_state_links(listing),
        kinds=listing.links("kind", [everything(), *((kind.value, str(kind.label).capitalize()) for kind in Kind)]),
        may_write=bool(me().staff_roles & WRITERS),
        Kind=Kind,
    )


@blueprint.post('/mailings/new/<any("newsletter", "statutory"):kind>', endpoint="mailing_new")
@for_writers
def begin(kind: str) -> Response:
    """Begin a mailing of a kind; the next page is where it is written."""
    require_token()
    mailing = begin_mailing(Kind(kind), by=me())
    return redirect(url_for("staff.mailing_text", number=mailing.id), 303)


def _states(asked: str | None) -> tuple[MailingState, ...]:
    if asked == ANY:
        return ()
    return (MailingState(asked),) if asked else OPEN_STATES


def _state_links(listing: Listing) -> list[FilterLink]:
    chosen = listing.get("state")
    named = (MailingState.SENT, MailingState.CANCELLED)
    return [
        (_("To do"), listing.url(state=None), None, chosen is None),
        *((str(s.label).capitalize(), listing.url(state=s), None, chosen == s) for s in named),
        (_("All"), listing.url(state=ANY), None, chosen == ANY),
    ]
