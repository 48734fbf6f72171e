"""What every act of staff on a message begins with and leaves behind: the message held, a line in its history."""

from __future__ import annotations

from collections.abc import Collection

from cesi_site.accounts.models import Account
from cesi_site.audit import record
from cesi_site.audit.operations import Detail
from cesi_site.contact import queries
from cesi_site.contact.models import Act, ContactEvent, ContactMessage, MessageState
from cesi_site.contact.operations.errors import NotNow, NotYours
from cesi_site.core.database import db


def held(message_id: int, by: Account | None, states: Collection[MessageState]) -> ContactMessage:
    """Hold a message for a change by somebody who reads its topic (None: the command line), inside a transaction.

    Raises `NotYours`, or `NotNow` where it is in none of these states.
    """
    message = db.session.get(ContactMessage, message_id, with_for_update=True, populate_existing=True)
    if message is None or (by is not None and message.topic not in queries.topics_read_by(by.id)):
        raise NotYours
    if message.status not in states:
        raise NotNow
    return message


def note(
    message: ContactMessage,
    act: Act,
    by: Account | None,
    *,
    words: str | None = None,
    other_id: int | None = None,
    from_topic: str | None = None,
    topic: str | None = None,
    organisation_id: int | None = None,
) -> ContactEvent:
    """Write a line in the history of a message, and one in the log; inside a transaction."""
    event = ContactEvent(
        message_id=message.id,
        act=act,
        actor_id=by.id if by else None,
        other_id=other_id,
        from_topic=from_topic,
        topic=topic,
        organisation_id=organisation_id,
        words=words,
    )
    db.session.add(event)
    details: dict[str, Detail] = {"state": message.state}
    if topic:
        details |= {"from": from_topic, "to": topic}
    if other_id:
        details["account"] = other_id
    if organisation_id:
        details["organisation"] = organisation_id
    record(f"contact:message:{act}", subject=message, actor=by, details=details)
    return event
