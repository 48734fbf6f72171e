"""The mail that announces trainings and events. It asks when it leaves: a refusal until then drops it (promise C2)."""

from __future__ import annotations

from cesi_site.accounts.models import Account
from cesi_site.choices.models import Address
from cesi_site.core.database import db
from cesi_site.enrolment.announcing import has_something, letter_to, trial_letter
from cesi_site.enrolment.models import Announcement, AnnouncementRecipient, AnnouncementState
from cesi_site.enrolment.operations.announcements import take_off
from cesi_site.enrolment.queries.announced import gets
from cesi_site.outbox import Mail, mail


@mail("enrolment.announcement")
def announcement_mail(*, recipient_id: int) -> Mail | None:
    """What a house announces to one customer; None to who refused since, and where it was stopped or is over."""
    recipient = db.session.get(AnnouncementRecipient, recipient_id)
    if recipient is None:
        return None
    announcement = db.session.get_one(Announcement, recipient.announcement_id)
    leaves = announcement.state is not AnnouncementState.STOPPED and has_something(announcement)
    if not leaves or not gets(announcement.house, recipient.address_id):
        take_off(recipient_id)
        return None
    return letter_to(announcement, db.session.get_one(Address, recipient.address_id), recipient.language)


@mail("enrolment.announcement_trial")
def announcement_trial_mail(*, announcement_id: int, account_id: int, language: str) -> Mail | None:
    """One language of an announcement, as it stands, to the member of staff who asked to see it."""
    announcement, account = db.session.get(Announcement, announcement_id), db.session.get(Account, account_id)
    if announcement is None or account is None:
        return None
    return trial_letter(announcement, language, to=account.email)
