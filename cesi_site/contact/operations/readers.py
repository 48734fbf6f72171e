"""Who reads which topics: given and ended by an administrator, with a reason. Nobody gives a topic to themselves."""

from __future__ import annotations

from sqlalchemy import select, update

from cesi_site.accounts.models import Account
from cesi_site.audit import record
from cesi_site.contact import queries
from cesi_site.contact.models import OPEN_STATES, ContactMessage, MessageState, TopicReader
from cesi_site.contact.operations.errors import NotStaff
from cesi_site.contact.operations.topics import UnknownTopic
from cesi_site.core import clock
from cesi_site.core.database import db, transaction


def give_topic(*, account: Account, topic: str, by: Account | None, reason: str) -> TopicReader:
    """Let a member of staff read the messages on a topic; who does so already goes on.

    `by` is None for the command line. Raises `NotStaff` or `UnknownTopic`.
    """
    if not account.is_staff or (by is not None and by.id == account.id):
        raise NotStaff
    if queries.find_topic(topic) is None:
        raise UnknownTopic(topic)
    with transaction() as session:
        running = _running(account, topic)
        if running is not None:
            return running
        reader = TopicReader(account_id=account.id, topic=topic, reason=reason, given_by=by.id if by else None)
        session.add(reader)
        record("contact:reader:given", subject=account, actor=by, details={"topic": topic})
    return reader


def end_topic(*, account: Account, topic: str, by: Account | None, reason: str) -> None:
    """Let somebody read a topic no more; what they had in hand goes back to the team."""
    with transaction() as session:
        running = _running(account, topic)
        if running is None:
            return
        running.ended_at, running.ended_by, running.end_reason = clock.now(), by.id if by else None, reason
        session.flush()
        _put_back(account.id, topic)
        record("contact:reader:ended", subject=account, actor=by, details={"topic": topic})


def end_all_topics(*, account: Account, by: Account | None, reason: str) -> None:
    """Let somebody read no topic any more: they leave, or lost the role."""
    with transaction():
        for topic in sorted(queries.topics_read_by(account.id)):
            end_topic(account=account, topic=topic, by=by, reason=reason)


def _running(account: Account, topic: str) -> TopicReader | None:
    here = TopicReader.account_id == account.id, TopicReader.topic == topic, TopicReader.ended_at.is_(None)
    return db.session.scalars(select(TopicReader).where(*here)).first()


def _put_back(account_id: int, topic: str) -> None:
    mine = ContactMessage.owner_id == account_id, ContactMessage.topic == topic
    db.session.execute(
        update(ContactMessage)
        .where(*mine, ContactMessage.state == MessageState.IN_PROGRESS)
        .values(state=MessageState.RECEIVED)
    )
    db.session.execute(
        update(ContactMessage)
        .where(*mine, ContactMessage.state.in_([*OPEN_STATES, MessageState.ANSWERED]))
        .values(owner_id=None)
    )
