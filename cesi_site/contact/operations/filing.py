"""In whose file a message stands (promise E4): proposed by the site, confirmed, moved or detached by staff.

Never a message on a restricted topic: neither proposed nor by hand.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from cesi_site.accounts.models import Account
from cesi_site.contact import queries
from cesi_site.contact.models import (
    Act,
    ContactFiling,
    ContactMessage,
    FilingReason,
    FilingState,
    MessageState,
)
from cesi_site.contact.operations.errors import NeverFiled, NotNow
from cesi_site.contact.operations.history import held, note
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.members import queries as members

ALL_STATES = frozenset(MessageState)


def propose_files(message_id: int) -> None:
    """Propose the files of the members in which a message may stand; none on a restricted topic.

    What was proposed or decided before stays as it is. Does nothing where the message is gone.
    """
    with transaction() as session:
        message = session.get(ContactMessage, message_id)
        topic = queries.find_topic(message.topic) if message else None
        if message is None or topic is None or topic.restricted:
            return
        found = members.propose_for(
            email=message.email, topic_restricted=False, enterprise_number=message.enterprise_number
        )
        here = ContactFiling.message_id == message_id
        known = set(session.scalars(select(ContactFiling.organisation_id).where(here)))
        session.add_all(
            ContactFiling(
                message_id=message_id,
                organisation_id=proposal.organisation_id,
                reason=FilingReason(proposal.reason.value),
                state=FilingState.PROPOSED,
            )
            for proposal in found
            if proposal.organisation_id not in known
        )


def take_out_of_files(message_id: int) -> None:
    """Remove every filing of a message that went to a restricted topic; inside a transaction."""
    db.session.execute(delete(ContactFiling).where(ContactFiling.message_id == message_id))


def put_in_file(message_id: int, *, organisation_id: int, by: Account) -> ContactMessage:
    """Confirm a proposal, or file a message by hand where nothing is filed yet.

    Raises `NotYours`, `NeverFiled`, or `NotNow` where it stands in a file already.
    """
    with transaction():
        message = _held(message_id, by)
        if _confirmed(message_id) is not None:
            raise NotNow
        _confirm(message, organisation_id, by)
        note(message, Act.FILED, by, organisation_id=organisation_id)
    return message


def move_to_file(message_id: int, *, organisation_id: int, reason: str, by: Account) -> ContactMessage:
    """Move a message from one file to another. Raises `NotYours`, `NeverFiled`, or `NotNow` where it is in none."""
    with transaction():
        message = _held(message_id, by)
        former = _confirmed(message_id)
        if former is None or former.organisation_id == organisation_id:
            raise NotNow
        _decide(former, FilingState.DETACHED, by)
        _confirm(message, organisation_id, by)
        note(message, Act.MOVED, by, words=reason, organisation_id=organisation_id)
    return message


def detach(message_id: int, *, organisation_id: int, reason: str, by: Account) -> ContactMessage:
    """Take a message out of a file, or refuse a proposal. Raises `NotYours`, `NeverFiled` or `NotNow`."""
    with transaction():
        message = _held(message_id, by)
        filing = _filing(message_id, organisation_id)
        if filing is None or filing.state == FilingState.DETACHED:
            raise NotNow
        _decide(filing, FilingState.DETACHED, by)
        note(message, Act.DETACHED, by, words=reason, organisation_id=organisation_id)
    return message


def _held(message_id: int, by: Account) -> ContactMessage:
    message = held(message_id, by, ALL_STATES)
    topic = queries.find_topic(message.topic)
    if topic is None or topic.restricted:
        raise NeverFiled
    return message


def _confirm(message: ContactMessage, organisation_id: int, by: Account) -> None:
    filing = _filing(message.id, organisation_id)
    if filing is None:
        if members.organisation(organisation_id) is None:
            raise NotNow
        filing = ContactFiling(
            message_id=message.id,
            organisation_id=organisation_id,
            reason=FilingReason.STAFF,
            state=FilingState.PROPOSED,
        )
        db.session.add(filing)
    _decide(filing, FilingState.CONFIRMED, by)


def _decide(filing: ContactFiling, state: FilingState, by: Account) -> None:
    filing.state, filing.decided_by, filing.decided_at = state, by.id, clock.now()


def _filing(message_id: int, organisation_id: int) -> ContactFiling | None:
    here = ContactFiling.message_id == message_id, ContactFiling.organisation_id == organisation_id
    return db.session.scalars(select(ContactFiling).where(*here)).first()


def _confirmed(message_id: int) -> ContactFiling | None:
    here = ContactFiling.message_id == message_id, ContactFiling.state == FilingState.CONFIRMED
    return db.session.scalars(select(ContactFiling).where(*here)).first()
