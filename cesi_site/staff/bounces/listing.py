"""The reports, the newest first, by what they are and what was decided, and as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import Response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.core import clock
from cesi_site.core.addresses import BadAddress, normalise_email
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.keyset import Page
from cesi_site.core.languages import Text, _
from cesi_site.newsletter.bounces.reports import Kind
from cesi_site.newsletter.models import Bounce, Verdict
from cesi_site.newsletter.queries import bounces as queries
from cesi_site.newsletter.words import KINDS
from cesi_site.staff.area import BOUNCES, SUBSCRIBERS, blueprint
from cesi_site.staff.bounces.words import tone
from cesi_site.staff.forms import SearchForm
from cesi_site.staff.lists import MOST_EXPORTED, FilterLink, Listing, csv_file, everything, keep_search, read_listing

LIST = "staff.bounces"
A_PAGE = 50
PERIODS = {"week": dt.timedelta(days=7), "month": dt.timedelta(days=30)}
PERIOD_NAMES = {"week": Text("7 dagen", "7 jours"), "month": Text("30 dagen", "30 jours")}


@blueprint.get("/bounces", endpoint="bounces")
@staff_only(*BOUNCES)
def show_bounces() -> str:
    """What came back."""
    listing = _read()
    page = _find(listing, size=A_PAGE)
    return render_template(
        "staff/bounces/list.html",
        bounces=page.rows,
        pages=listing.neighbours(page),
        listing=listing,
        verdicts=_links(listing, "verdict", {verdict: verdict.label for verdict in Verdict}),
        kinds=_links(listing, "kind", KINDS),
        periods=listing.links("period", [everything(), *((key, str(name)) for key, name in PERIOD_NAMES.items())]),
        form=SearchForm(formdata=None, text=listing.text),
        may_look_up=bool(me().staff_roles & SUBSCRIBERS),
        kind_words=KINDS,
        tone=tone,
    )


@blueprint.post("/bounces/search", endpoint="bounces_search")
@staff_only(*BOUNCES)
def search() -> AnyResponse:
    """Look for what came back from one address."""
    form = SearchForm()
    return redirect(keep_search(LIST, form.text.value if form.validate_on_submit() else None), 303)


@blueprint.get("/bounces.csv", endpoint="bounces_csv")
@staff_only(*BOUNCES)
def as_csv() -> Response:
    """The list as a file."""
    listing = _read()
    header = (_("When"), _("Address"), _("What"), _("Code"), _("Decision"), _("Words of the report"))
    rows = [_cells(bounce) for bounce in _find(listing, size=MOST_EXPORTED).rows]
    return csv_file("bounces", header, rows, by=me(), filters=listing.words)


def _cells(bounce: Bounce) -> tuple[object, ...]:
    moment = bounce.at.astimezone(BRUSSELS).strftime("%Y-%m-%d %H:%M:%S")
    kind = KINDS.get(bounce.kind, bounce.kind)
    return (moment, bounce.email, kind, bounce.status, bounce.verdict.label, bounce.words)


def _read() -> Listing:
    return read_listing(
        LIST,
        sorts=("newest",),
        kind=[kind.value for kind in KINDS],
        verdict=[verdict.value for verdict in Verdict],
        period=PERIODS,
    )


def _find(listing: Listing, *, size: int) -> Page[Bounce]:
    kind, verdict, period = (listing.get(name) for name in ("kind", "verdict", "period"))
    email = None
    if listing.text:
        try:
            email = normalise_email(listing.text)
        except BadAddress:
            return Page([])
    return queries.find_bounces(
        kind=Kind(kind) if kind else None,
        verdict=Verdict(verdict) if verdict else None,
        email=email,
        since=clock.now() - PERIODS[period] if period else None,
        cursor=listing.cursor,
        size=size,
    )


def _links(listing: Listing, name: str, words: Mapping[Any, Text]) -> list[FilterLink]:
    """Return the links of a filter, each with its number of reports; what no report is gets none."""
    found = queries.count_bounces(name)
    counts: dict[str | None, int] = {word.value: found.get(word, 0) for word in words}
    counts[None] = sum(found.values())
    return listing.links(name, [everything(), *((word.value, str(label)) for word, label in words.items())], counts)
