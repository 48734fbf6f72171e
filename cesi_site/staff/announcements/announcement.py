"""One announcement: what comes next on top, whom it reaches and whom not, what happened to it."""

from __future__ import annotations

from flask import render_template

from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.enrolment.models import Announcement, AnnouncementState
from cesi_site.enrolment.operations.announcements import may_approve
from cesi_site.enrolment.queries.announced import Reach, reach
from cesi_site.enrolment.queries.announcements import announced, count_listed, faults, history
from cesi_site.outbox.queries import count_waiting
from cesi_site.staff.announcements.access import read_announcement
from cesi_site.staff.announcements.words import happened_in_words, left_out_in_words
from cesi_site.staff.area import ANNOUNCERS, blueprint


@blueprint.get("/announcements/<int:number>", endpoint="announcement")
@read_announcement
def show_announcement(announcement: Announcement) -> str:
    """An announcement."""
    account = me()
    draft = announcement.state is AnnouncementState.DRAFT
    reached = reach(announcement.house) if draft else Reach(announcement.people or 0, announcement.left_out)
    people = (announcement.edited_by_id, announcement.approved_by_id)
    return render_template(
        "staff/announcements/announcement.html",
        announcement=announcement,
        draft=draft,
        faults=faults(announcement) if draft else [],
        trainings=announced(announcement),
        reached=reached,
        left_out=left_out_in_words(reached.left_out),
        listed=count_listed(announcement),
        waiting=count_waiting("enrolment.announcement"),
        may_write=bool(account.staff_roles & ANNOUNCERS),
        may_approve=may_approve(announcement, account),
        names=names_of(people),
        history=[(happened_in_words(line.verb), line) for line in history(announcement)],
    )
