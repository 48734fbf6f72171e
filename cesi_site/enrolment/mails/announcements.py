"""The mail that announces trainings and events. It asks when it leaves: a refusal until then drops it (promise C2)."""

from __future__ import annotations

from dataclasses import replace

from cesi_site.accounts.models import Account
from cesi_site.choices.models import Address
from cesi_site.core.database import db
from cesi_site.enrolment.announcing import has_something, letter_to, trial_letter
from cesi_site.enrolment.models import Announcement, AnnouncementRecipient, AnnouncementState
from cesi_site.enrolment.operations.announcements import take_off
from cesi_site.enrolment.queries.announced import gets, is_too_many
from cesi_site.enrolment.queries.announcements import LETTERS
from cesi_site.outbox import Mail, mail
from cesi_site.outbox.return_path import SentLetter, letters_of, sender_for_token, token_for


@mail("enrolment.announcement")
def announcement_mail(*, recipient_id: int) -> Mail | None:
    """What a house announces to one customer; None to who refused or had enough since, and where it is over."""
    recipient = db.session.get(AnnouncementRecipient, recipient_id)
    if recipient is None:
        return None
    announcement = db.session.get_one(Announcement, recipient.announcement_id)
    if not _leaves(announcement, recipient):
        take_off(recipient_id)
        return None
    letter = letter_to(announcement, db.session.get_one(Address, recipient.address_id), recipient.language)
    token = token_for(f"{LETTERS}{recipient_id}")
    return replace(letter, envelope_from=sender_for_token(token), message_id=token)


def _leaves(announcement: Announcement, recipient: AnnouncementRecipient) -> bool:
    house = announcement.house
    stands = announcement.state is not AnnouncementState.STOPPED and has_something(announcement)
    return stands and gets(house, recipient.address_id) and not is_too_many(recipient, house)


@letters_of(LETTERS)
def sent_announcement(recipient_id: int) -> SentLetter | None:
    """Tell who reads what comes back to whom an announcement went."""
    recipient = db.session.get(AnnouncementRecipient, recipient_id)
    if recipient is None:
        return None
    return SentLetter(db.session.get_one(Address, recipient.address_id).email, recipient.queued_at)


@mail("enrolment.announcement_trial")
def announcement_trial_mail(*, announcement_id: int, account_id: int, language: str) -> Mail | None:
    """One language of an announcement, as it stands, to the member of staff who asked to see it."""
    announcement, account = db.session.get(Announcement, announcement_id), db.session.get(Account, account_id)
    if announcement is None or account is None:
        return None
    return trial_letter(announcement, language, to=account.email)
