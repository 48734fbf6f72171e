"""Readers in a list, found by their address, and the file of it."""

from __future__ import annotations

from flask import Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.choices.queries import find_address, is_restricted, stops_of
from cesi_site.choices.words import BARRED, REASONS, USES
from cesi_site.core.addresses import BadAddress, normalise_email
from cesi_site.core.clock import day_in_brussels
from cesi_site.core.keyset import Page
from cesi_site.core.languages import LANGUAGES, NAMES, Text, _
from cesi_site.newsletter.models import Origin, Subscription
from cesi_site.newsletter.operations.on_request import note_search
from cesi_site.newsletter.queries import subscribers as queries
from cesi_site.newsletter.words import ENDS, ORIGINS
from cesi_site.staff.area import SUBSCRIBERS, WRITERS, blueprint
from cesi_site.staff.forms import SearchForm
from cesi_site.staff.lists import MOST_EXPORTED, Listing, csv_file, everything, keep_search, read_listing

LIST = "staff.subscribers"
A_PAGE = 50
STATES = {"running": Text("lezen nu", "lisent"), "ended": Text("lezen niet meer", "ne lisent plus")}


@blueprint.get("/subscribers", endpoint="subscribers")
@staff_only(*SUBSCRIBERS)
def show_subscribers() -> str:
    """The readers; of a whole address also what is known of it when it reads nothing."""
    listing = _read()
    page = _find(listing, size=A_PAGE)
    email = _whole_address(listing.text)
    return render_template(
        "staff/subscribers/list.html",
        listing=listing,
        subscriptions=page.rows,
        pages=listing.neighbours(page),
        counts=queries.count_readers(),
        states=listing.links("state", [everything(), *((key, str(name)) for key, name in STATES.items())]),
        languages=listing.links("language", [everything(), *((lang, NAMES[lang]) for lang in LANGUAGES)]),
        origins=listing.links("origin", [everything(), *((key.value, str(name)) for key, name in ORIGINS.items())]),
        form=SearchForm(formdata=None, text=listing.text),
        email=email,
        address=find_address(email) if email else None,
        stops=stops_of(email) if email else (),
        restricted=is_restricted(email) if email else False,
        may_import=bool(me().staff_roles & WRITERS),
        ends=ENDS,
        origin_words=ORIGINS,
        use_words={**USES, **BARRED},
        reason_words=REASONS,
    )


@blueprint.post("/subscribers/search", endpoint="subscribers_search")
@staff_only(*SUBSCRIBERS)
def search() -> AnyResponse:
    """Look for an address: the only one found opens at once."""
    form = SearchForm()
    text = form.text.data if form.validate_on_submit() else None
    target = keep_search(LIST, text.strip() if text else None)
    if text:
        email = _whole_address(text)
        address = find_address(email) if email else None
        note_search(found=int(address is not None), by=me())
        if address is not None:
            return redirect(url_for("staff.subscriber", number=address.id), 303)
    return redirect(target, 303)


@blueprint.get("/subscribers.csv", endpoint="subscribers_csv")
@staff_only(*SUBSCRIBERS)
def as_csv() -> Response:
    """The list as a file; that somebody took it along is logged."""
    listing = _read()
    header = (_("Address"), _("Edition"), _("Themes"), _("Confirmed"), _("Origin"), _("Ended"), _("Why"))
    rows = [_cells(subscription) for subscription in _find(listing, size=MOST_EXPORTED).rows]
    filters = {**listing.words, **({"search": "1"} if listing.text else {})}
    return csv_file("subscribers", header, rows, by=me(), filters=filters)


def _cells(one: Subscription) -> tuple[object, ...]:
    ended = day_in_brussels(one.ended_at) if one.ended_at else ""
    return (
        *(one.address.email, one.language, " ".join(one.themes), day_in_brussels(one.confirmed_at)),
        *(ORIGINS[one.origin], ended, ENDS[one.end_reason] if one.end_reason else ""),
    )


def _read() -> Listing:
    origins = [origin.value for origin in Origin]
    return read_listing(LIST, sorts=("newest",), state=STATES, language=LANGUAGES, origin=origins)


def _find(listing: Listing, *, size: int) -> Page[Subscription]:
    state = listing.get("state")
    return queries.find_subscribers(
        text=listing.text,
        running=None if state is None else state == "running",
        language=listing.get("language"),
        origin=listing.get("origin"),
        cursor=listing.cursor,
        size=size,
    )


def _whole_address(text: str) -> str | None:
    try:
        return normalise_email(text) if "@" in text else None
    except BadAddress:
        return None
