"""The list of sessions, its search and its file for a spreadsheet."""

from __future__ import annotations

from flask import Response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.languages import _, current_language
from cesi_site.enrolment.queries import running
from cesi_site.enrolment.queries.running import AHEAD, OVER, TO_DO, SessionFilter, SessionRow
from cesi_site.enrolment.words import Organiser, SessionState
from cesi_site.staff.area import SESSIONS, blueprint
from cesi_site.staff.forms import SearchForm
from cesi_site.staff.lists import MOST_EXPORTED, FilterLink, Listing, csv_file, everything, keep_search, read_listing

LIST = "staff.sessions"

for_managers = staff_only(*SESSIONS)


@blueprint.get("/sessions", endpoint="sessions")
@for_managers
def show_sessions() -> str:
    """The sessions ahead by their day, or those that are over, the latest first."""
    listing = _read()
    page = running.find_sessions(_asked(listing), cursor=listing.cursor)
    return render_template(
        "staff/sessions/list.html",
        listing=listing,
        rows=page.rows,
        pages=listing.neighbours(page),
        whens=_whens(listing),
        facets=[
            (_("State"), listing.links("state", [everything(), *((one, str(one.label)) for one in SessionState)])),
            (_("Organiser"), listing.links("organiser", [everything(), *((one, one.label) for one in Organiser)])),
        ],
        form=SearchForm(formdata=None, text=listing.text),
    )


@blueprint.post("/sessions/search", endpoint="sessions_search")
@for_managers
def search() -> AnyResponse:
    """Look for a training, a place, a participant, an employer or the reference of an enrolment."""
    form = SearchForm()
    return redirect(keep_search(LIST, form.text.value if form.validate_on_submit() else None), 303)


@blueprint.get("/sessions.csv", endpoint="sessions_csv")
@for_managers
def as_csv() -> Response:
    """The list as a file: facts of sessions, nobody's name."""
    listing = _read()
    header = (
        *(_("Code"), _("Training"), _("Organiser"), _("First day"), _("Last day"), _("Place"), _("Taught in")),
        *(_("State"), _("Participants"), _("Places"), _("Waiting list"), _("Attendance to note")),
    )
    found = running.find_sessions(_asked(listing), cursor=None, size=MOST_EXPORTED)
    return csv_file("sessions", header, [_cells(row) for row in found.rows], by=me(), filters=listing.words)


def _cells(row: SessionRow) -> tuple[object, ...]:
    one, training = row.session, row.session.training
    place = one.venue.text("town") if one.venue else _("Online")
    return (
        *(training.code, training.text("title", current_language()), training.organiser.label),
        *(one.starts_at.astimezone(BRUSSELS).date(), one.ends_at.astimezone(BRUSSELS).date()),
        *(place, one.teaching_language, one.state.label),
        *(row.confirmed, one.maximum, row.waiting, row.unnoted),
    )


def _read() -> Listing:
    return read_listing(LIST, sorts=("day",), when={OVER, TO_DO}, state=set(SessionState), organiser=set(Organiser))


def _asked(listing: Listing) -> SessionFilter:
    state, organiser = listing.get("state"), listing.get("organiser")
    return SessionFilter(
        when=listing.get("when") or AHEAD,
        state=SessionState(state) if state else None,
        organiser=Organiser(organiser) if organiser else None,
        text=listing.text,
    )


def _whens(listing: Listing) -> list[FilterLink]:
    chosen = listing.get("when")
    return [
        (_("Ahead"), listing.url(when=None), None, chosen is None),
        (_("Attendance to note"), listing.url(when=TO_DO), running.count_to_do(), chosen == TO_DO),
        (_("Over"), listing.url(when=OVER), None, chosen == OVER),
    ]
