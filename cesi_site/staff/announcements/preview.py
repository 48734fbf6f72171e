"""An announcement as its readers will see it: as mail, wide and narrow, and as text."""

from __future__ import annotations

from flask import Response, render_template

from cesi_site.accounts.here import me
from cesi_site.core.languages import LANGUAGES, NAMES
from cesi_site.enrolment.announcing import trial_letter
from cesi_site.enrolment.models import Announcement, AnnouncementState
from cesi_site.outbox.composing import Letter, rendered
from cesi_site.staff.announcements.access import read_announcement
from cesi_site.staff.area import ANNOUNCERS, blueprint
from cesi_site.staff.letters import letter, page_with_letter


@blueprint.get('/announcements/<int:number>/preview/<any("nl", "fr"):language>', endpoint="announcement_preview")
@read_announcement
def show_preview(announcement: Announcement, language: str) -> Response:
    """The mail of one language, in both forms."""
    page = render_template(
        "staff/announcements/preview.html",
        announcement=announcement,
        language=language,
        written=_letter(announcement, language),
        may_write=announcement.state is AnnouncementState.DRAFT and bool(me().staff_roles & ANNOUNCERS),
        languages=[(NAMES[one], one, one == language) for one in LANGUAGES],
    )
    return page_with_letter(page)


@blueprint.get('/announcements/<int:number>/letter/<any("nl", "fr"):language>', endpoint="announcement_letter")
@read_announcement
def show_letter(announcement: Announcement, language: str) -> Response:
    """The mail itself, for the frame."""
    return letter(_letter(announcement, language).html or "")


def _letter(announcement: Announcement, language: str) -> Letter:
    return rendered("enrolment.announcement", trial_letter(announcement, language, to=me().email))
