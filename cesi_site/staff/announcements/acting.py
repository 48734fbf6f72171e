"""What can be done with an announcement: each act a button, back to its page with what was done in words."""

from __future__ import annotations

import datetime as dt

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.core.languages import _, ngettext
from cesi_site.enrolment.errors import CatalogueError
from cesi_site.enrolment.models import Announcement
from cesi_site.enrolment.operations import announcements as operations
from cesi_site.staff.announcements.access import read_announcement, write_announcement
from cesi_site.staff.area import blueprint, complain, require_token, tell


@blueprint.post("/announcements/<int:number>/approve", endpoint="announcement_approve")
@read_announcement
def approve(announcement: Announcement) -> Response:
    """Approve as a second person; its mails are put on their way."""
    require_token()
    try:
        approved = operations.approve_announcement(announcement.id, seen=_seen(), by=me())
    except CatalogueError as error:
        complain(str(error))
    else:
        n = approved.people or 0
        tell(ngettext("Approved: %(num)d mail is put on its way.", "Approved: %(num)d mails are put on their way.", n))
    return _back(announcement)


@blueprint.post("/announcements/<int:number>/test", endpoint="announcement_test")
@write_announcement
def test(announcement: Announcement) -> Response:
    """Mail both languages to who asks."""
    require_token()
    operations.try_announcement(announcement.id, by=me())
    tell(_("Both languages are on their way to your own address."))
    return _back(announcement)


@blueprint.post("/announcements/<int:number>/stop", endpoint="announcement_stop")
@write_announcement
def stop(announcement: Announcement) -> Response:
    """Stop what has not left yet."""
    require_token()
    try:
        operations.stop_announcement(announcement.id, by=me())
    except CatalogueError as error:
        complain(str(error))
    else:
        tell(_("Stopped: what has not left yet does not leave."))
    return _back(announcement)


@blueprint.post("/announcements/<int:number>/discard", endpoint="announcement_discard")
@write_announcement
def discard(announcement: Announcement) -> Response:
    """Throw a draft away."""
    require_token()
    try:
        operations.discard_announcement(announcement.id, by=me())
    except CatalogueError as error:
        complain(str(error))
        return _back(announcement)
    tell(_("The draft is gone."))
    return redirect(url_for("staff.announcements"), 303)


def _seen() -> dt.datetime:
    """Return when what the page showed had been written."""
    try:
        return dt.datetime.fromisoformat(request.form.get("seen", ""))
    except ValueError:
        abort(400)


def _back(announcement: Announcement) -> Response:
    return redirect(url_for("staff.announcement", number=announcement.id), 303)
