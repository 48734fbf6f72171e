"""Announcements: written, looked at by a second person, put on their way piece by piece, and stopped.

Each step moves the announcement on in one statement, so that of two clicks at once one comes first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, update

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.choices.models import Address, Method
from cesi_site.choices.operations import hold
from cesi_site.choices.queries import find_by_key, has_refused
from cesi_site.choices.uses import find_switch
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.core.languages import LANGUAGES
from cesi_site.enrolment.announcement_errors import (
    AnnouncementMovedOn,
    AnnouncementUnfinished,
    NobodyToReach,
    SecondLook,
    WrittenSince,
)
from cesi_site.enrolment.models import Announcement, AnnouncementItem, AnnouncementRecipient, AnnouncementState
from cesi_site.enrolment.queries.announced import reach, recipients
from cesi_site.enrolment.queries.announcements import faults, item_of
from cesi_site.enrolment.queries.customers import USES
from cesi_site.enrolment.words import Organiser
from cesi_site.outbox.operations import queue_job, queue_mail

State = AnnouncementState
# As many mails are queued in one transaction; other writers wait no longer than that takes.
AT_ONCE = 200
PAGE = "announcement"


@dataclass(frozen=True, kw_only=True)
class Written:
    """What staff wrote. `texts` are columns with their language ("subject_nl"), `items` words of `to_announce`."""

    texts: Mapping[str, str]
    event_at: dt.datetime | None
    items: Collection[str]


def begin_announcement(house: Organiser, *, by: Account | None) -> Announcement:
    """Begin an announcement of a house."""
    with transaction() as session:
        key = by.id if by else None
        session.add(announcement := Announcement(house=house, created_by_id=key, edited_by_id=key))
        session.flush()
        record("enrolment:announcement:begun", subject=announcement, actor=by, details={"house": house})
    return announcement


def write_announcement(announcement_id: int, written: Written, *, by: Account | None) -> Announcement:
    """Keep what was written; it may be incomplete. Raises `AnnouncementMovedOn` once it was approved."""
    with transaction():
        facts = {**written.texts, "event_at": written.event_at, "edited_at": clock.now()}
        announcement = _move(announcement_id, State.DRAFT, edited_by_id=by.id if by else None, **facts)
        _set_items(announcement, written.items)
        record("enrolment:announcement:written", subject=announcement, actor=by)
    return announcement


def _set_items(announcement: Announcement, words: Collection[str]) -> None:
    kept = {item.word: item for item in announcement.items}
    items = [(word, kept.get(word) or item_of(word, announcement.house)) for word in dict.fromkeys(words)]
    announcement.items = [
        item if isinstance(item, AnnouncementItem) else AnnouncementItem(**item) for _word, item in items if item
    ]


def approve_announcement(announcement_id: int, *, seen: dt.datetime, by: Account) -> Announcement:
    """Approve as a second person: its mails are put on their way, and each asks once more when it leaves.

    `seen` is when what was looked at had been written. Raises `SecondLook`, `WrittenSince`, `AnnouncementUnfinished`,
    `NobodyToReach`, `AnnouncementMovedOn`.
    """
    with transaction():
        announcement = _move(
            announcement_id, State.DRAFT, state=State.APPROVED, approved_at=clock.now(), approved_by_id=by.id
        )
        if not may_approve(announcement, by):
            raise SecondLook
        if announcement.edited_at != seen:
            raise WrittenSince
        if wrong := faults(announcement):
            raise AnnouncementUnfinished(wrong)
        found = reach(announcement.house)
        if not found.people:
            raise NobodyToReach
        announcement.people, announcement.left_out = found.people, dict(found.left_out)
        record("enrolment:announcement:approved", subject=announcement, actor=by, details={"people": found.people})
        queue_job("enrolment.announce", announcement_id=announcement.id)
    return announcement


def may_approve(announcement: Announcement, account: Account) -> bool:
    """Tell whether somebody had no part in an announcement, so that four eyes see it."""
    return account.id not in {announcement.created_by_id, announcement.edited_by_id}


def announce_some(announcement_id: int) -> None:
    """Put the next mails of an approved announcement on their way; asked again, it goes on where it was.

    Who may get it is asked here, and again when each mail leaves. Without any left it is sent.
    """
    with transaction() as session:
        announcement = _moved(announcement_id, State.APPROVED)
        if announcement is None:
            return
        who = recipients(announcement.house).where(Address.id > announcement.reached).limit(AT_ONCE)
        found = [(row.id, row.language) for row in session.execute(who)]
        _queue_mails(announcement, found)
        if len(found) == AT_ONCE:
            announcement.reached = found[-1][0]
            key = f"announcement {announcement.id} after {announcement.reached}"
            queue_job("enrolment.announce", key=key, announcement_id=announcement.id)
        else:
            announcement.state, announcement.sent_at = State.SENT, clock.now()
            record("enrolment:announcement:sent", subject=announcement)


def _queue_mails(announcement: Announcement, found: Collection[tuple[int, str]]) -> None:
    if not found:
        return
    fixed = {"announcement_id": announcement.id, "queued_at": clock.now()}
    rows = [
        {"address_id": key, "language": language, "subject": announcement.text("subject", language), **fixed}
        for key, language in found
    ]
    for recipient_id in db.session.scalars(insert(AnnouncementRecipient).returning(AnnouncementRecipient.id), rows):
        queue_mail("enrolment.announcement", key=f"announced {recipient_id}", recipient_id=recipient_id)


def take_off(recipient_id: int) -> None:
    """Take an address off the list of an announcement that it did not get in the end."""
    with transaction() as session:
        session.execute(delete(AnnouncementRecipient).where(AnnouncementRecipient.id == recipient_id))


def stop_announcement(announcement_id: int, *, by: Account) -> Announcement:
    """Stop an announcement on its way: what waits in the queue does not leave. Raises `AnnouncementMovedOn`."""
    with transaction():
        announcement = _move(announcement_id, State.APPROVED, State.SENT, state=State.STOPPED)
        record("enrolment:announcement:stopped", subject=announcement, actor=by)
    return announcement


def discard_announcement(announcement_id: int, *, by: Account) -> None:
    """Throw a draft away. Raises `AnnouncementMovedOn`."""
    with transaction() as session:
        announcement = _move(announcement_id, State.DRAFT)
        record("enrolment:announcement:discarded", subject=announcement, actor=by)
        session.delete(announcement)


def try_announcement(announcement_id: int, *, by: Account) -> None:
    """Mail both languages, as they stand, to who asks for it."""
    with transaction() as session:
        announcement = session.get(Announcement, announcement_id)
        if announcement is None:
            raise AnnouncementMovedOn
        record("enrolment:announcement:tested", subject=announcement, actor=by)
        for language in LANGUAGES:
            queue_mail(
                "enrolment.announcement_trial",
                announcement_id=announcement.id,
                account_id=by.id,
                language=language,
            )


def end_announcements(address_id: int, house: Organiser, *, method: Method, language: str) -> None:
    """End the announcements of a house to the address that a link in a mail names, at once (promise C3).

    An address that it had before counts as well. Asked again, nothing more happens; nor where the address is gone.
    """
    switch = find_switch(USES[house])
    assert switch is not None
    with transaction():
        found = find_by_key(address_id)
        if found is None:
            return
        hold(found.address)
        if not has_refused(USES[house], found.address.email):
            switch.turn_off(found.address, method=method, language=language, page=PAGE)


def _move(announcement_id: int, *allowed: State, **changes: Any) -> Announcement:
    announcement = _moved(announcement_id, *allowed, **changes)
    if announcement is None:
        raise AnnouncementMovedOn
    return announcement


def _moved(announcement_id: int, *allowed: State, **changes: Any) -> Announcement | None:
    """Change an announcement that is in one of these states, and hold it until the commit; None where it is not."""
    here = update(Announcement).where(Announcement.id == announcement_id, Announcement.state.in_(allowed))
    # A statement that changes nothing still holds the row.
    statement = here.values(changes or {"house": Announcement.house}).returning(Announcement)
    return db.session.scalars(statement, execution_options={"populate_existing": True}).first()
