"""Writing an announcement: both languages side by side, and the trainings, dates or event that it is about."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.core.languages import LANGUAGES, _
from cesi_site.enrolment.errors import CatalogueError
from cesi_site.enrolment.models import Announcement, AnnouncementState
from cesi_site.enrolment.operations.announcements import write_announcement as keep
from cesi_site.staff.announcements.access import write_announcement
from cesi_site.staff.announcements.forms import AnnouncementForm
from cesi_site.staff.area import blueprint, tell

Answer = str | tuple[str, int] | Response


@blueprint.route("/announcements/<int:number>/text", methods=["GET", "POST"], endpoint="announcement_text")
@write_announcement
def write(announcement: Announcement) -> Answer:
    """Write; one that was approved is read only."""
    if announcement.state is not AnnouncementState.DRAFT and request.method == "GET":
        return redirect(url_for("staff.announcement", number=announcement.id))
    form = AnnouncementForm.of(announcement)
    if form.validate_on_submit() and _kept(announcement, form):
        return redirect(_next_page(announcement, form), 303)
    page = render_template("staff/announcements/text.html", announcement=announcement, form=form)
    return (page, 422) if form.errors else page


def _kept(announcement: Announcement, form: AnnouncementForm) -> bool:
    try:
        keep(announcement.id, form.written, by=me())
    except CatalogueError as error:
        form.refuse(error)
        return False
    return True


def _next_page(announcement: Announcement, form: AnnouncementForm) -> str:
    match request.form.get("go"):
        case "look":
            return url_for("staff.announcement_preview", number=announcement.id, language=LANGUAGES[0])
        case "add":
            return url_for("staff.announcement_text", number=announcement.id, _anchor=form.add.id)
        case _:
            tell(_("The texts are kept."))
            return url_for("staff.announcement", number=announcement.id)
