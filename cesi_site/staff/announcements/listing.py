"""The list of announcements, and how one begins."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.core.languages import _
from cesi_site.enrolment.models import AnnouncementState
from cesi_site.enrolment.operations.announcements import begin_announcement
from cesi_site.enrolment.queries.announcements import A_PAGE, find_announcements
from cesi_site.enrolment.words import Organiser
from cesi_site.staff.announcements.access import for_desk, for_writers
from cesi_site.staff.area import ANNOUNCERS, blueprint, number_in, require_token
from cesi_site.staff.lists import CURSOR, everything, read_listing

LIST = "staff.announcements"


@blueprint.get("/announcements", endpoint="announcements")
@for_desk
def show_list() -> str:
    """The announcements, the newest first."""
    listing = read_listing(LIST, sorts=("newest",), state=set(AnnouncementState), house=set(Organiser))
    state = listing.get("state")
    found = find_announcements(
        [AnnouncementState(state)] if state else [],
        house=listing.get("house"),
        before_id=number_in(CURSOR),
        limit=A_PAGE + 1,
    )
    rows = found[:A_PAGE]
    states = [(one.value, str(one.label).capitalize()) for one in AnnouncementState]
    return render_template(
        "staff/announcements/list.html",
        rows=rows,
        older=listing.url(**{CURSOR: str(rows[-1].id)}) if len(found) > len(rows) else None,
        states=listing.links("state", [everything(), *states]),
        houses=listing.links("house", [everything(), *((one.value, one.label) for one in Organiser)]),
        to_begin=[(house.value, _("New announcement of %(house)s", house=house.label)) for house in Organiser],
        may_write=bool(me().staff_roles & ANNOUNCERS),
    )


@blueprint.post('/announcements/new/<any("cesi", "onemanagement"):house>', endpoint="announcement_new")
@for_writers
def begin(house: str) -> Response:
    """Begin an announcement of a house; the next page is where it is written."""
    require_token()
    announcement = begin_announcement(Organiser(house), by=me())
    return redirect(url_for("staff.announcement_text", number=announcement.id), 303)
