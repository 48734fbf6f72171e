"""Who reads which topics, what happened to a message, in whose file it stands, and words to answer with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import undefer

from cesi_site.accounts.models import Account
from cesi_site.audit.queries import has_line_today
from cesi_site.contact.models import (
    Act,
    AnswerTemplate,
    ContactAttachment,
    ContactEvent,
    ContactFiling,
    ContactMessage,
    ContactTopic,
    FilingState,
    TopicReader,
)
from cesi_site.core.database import db

READ = "contact:message:read"


def topics_read_by(account_id: int) -> frozenset[str]:
    """Return the keys of the topics whose messages somebody reads."""
    running = TopicReader.account_id == account_id, TopicReader.ended_at.is_(None)
    return frozenset(db.session.scalars(select(TopicReader.topic).where(*running)))


def topics_by_reader(accounts: Collection[int]) -> Mapping[int, frozenset[str]]:
    """Return the keys of the topics whose messages each of these accounts reads, in one question."""
    running = TopicReader.account_id.in_(sorted(accounts)), TopicReader.ended_at.is_(None)
    found: dict[int, set[str]] = {account: set() for account in accounts}
    for account, topic in db.session.execute(select(TopicReader.account_id, TopicReader.topic).where(*running)):
        found[account].add(topic)
    return {account: frozenset(topics) for account, topics in found.items()}


def readers_of(topic: str) -> Sequence[Account]:
    """Return who can deal with the messages on a topic, by name."""
    query = (
        select(Account)
        .join(TopicReader, TopicReader.account_id == Account.id)
        .where(TopicReader.topic == topic, TopicReader.ended_at.is_(None), Account.active.is_(True))
        .order_by(Account.name, Account.id)
    )
    return [account for account in db.session.scalars(query) if account.is_staff]


def colleagues_on(topics: Collection[str]) -> frozenset[int]:
    """Return the keys of the accounts that read any of these topics."""
    running = TopicReader.topic.in_(sorted(topics)), TopicReader.ended_at.is_(None)
    return frozenset(db.session.scalars(select(TopicReader.account_id).where(*running).distinct()))


def topics_with_readers() -> frozenset[str]:
    """Return the keys of the topics that somebody of staff reads."""
    readers = select(TopicReader.topic).join(Account, Account.id == TopicReader.account_id)
    running = TopicReader.ended_at.is_(None), Account.active.is_(True)
    return frozenset(db.session.scalars(readers.where(*running).distinct()))


@dataclass(frozen=True)
class Readership:
    """A topic that somebody reads or read."""

    topic: str
    reason: str
    began_at: dt.datetime
    ended_at: dt.datetime | None
    end_reason: str | None


def readership(account_id: int) -> list[Readership]:
    """Return the topics that somebody reads and has read, the newest first."""
    rows = db.session.scalars(
        select(TopicReader).where(TopicReader.account_id == account_id).order_by(TopicReader.id.desc())
    )
    return [Readership(row.topic, row.reason, row.began_at, row.ended_at, row.end_reason) for row in rows]


def events(message_id: int) -> Sequence[ContactEvent]:
    """Return the history of a message, the oldest line first."""
    query = select(ContactEvent).where(ContactEvent.message_id == message_id).order_by(ContactEvent.id)
    return db.session.scalars(query).all()


def reply_files(message_id: int) -> Sequence[ContactAttachment]:
    """Return the files that came with replies to a message."""
    query = select(ContactAttachment).where(
        ContactAttachment.message_id == message_id, ContactAttachment.event_id.is_not(None)
    )
    return db.session.scalars(query.order_by(ContactAttachment.id)).all()


def attachment(message_id: int, attachment_id: int) -> ContactAttachment | None:
    """Return one file of a message or of a reply to it, with its content."""
    one = ContactAttachment.id == attachment_id, ContactAttachment.message_id == message_id
    query = select(ContactAttachment).where(*one).options(undefer(ContactAttachment.data))
    return db.session.scalars(query).first()


def replies_since(message_id: int, since: dt.datetime) -> int:
    """Count the replies to a message since an instant."""
    replied = ContactEvent.message_id == message_id, ContactEvent.act == Act.REPLIED, ContactEvent.at >= since
    return db.session.scalar(select(func.count(ContactEvent.id)).where(*replied)) or 0


def was_just_said(message_id: int, account_id: int, words: str, since: dt.datetime) -> bool:
    """Tell whether somebody gave this very answer to a message since an instant."""
    same = ContactEvent.act == Act.ANSWERED, ContactEvent.actor_id == account_id, ContactEvent.words == words
    here = select(ContactEvent.id).where(ContactEvent.message_id == message_id, *same, ContactEvent.at >= since)
    return db.session.scalar(here.limit(1)) is not None


def filings(message_id: int) -> Sequence[ContactFiling]:
    """Return the files in which a message may stand, and what staff said; those that were detached are among them."""
    query = select(ContactFiling).where(ContactFiling.message_id == message_id).order_by(ContactFiling.id)
    return db.session.scalars(query).all()


def messages_in_file(organisation_id: int, limit: int = 50) -> Sequence[ContactMessage]:
    """Return the messages that stand in a member's file, newest first; never one on a restricted topic."""
    query = (
        select(ContactMessage)
        .join(ContactFiling, ContactFiling.message_id == ContactMessage.id)
        .join(ContactTopic, ContactTopic.key == ContactMessage.topic)
        .where(
            ContactFiling.organisation_id == organisation_id,
            ContactFiling.state == FilingState.CONFIRMED,
            ContactTopic.restricted.is_(False),
        )
    )
    return db.session.scalars(query.order_by(ContactMessage.id.desc()).limit(limit)).all()


def templates(topic: str | None = None) -> Sequence[AnswerTemplate]:
    """Return the words to answer with on a topic, those for all topics included; without a topic, all there are."""
    query = select(AnswerTemplate).order_by(AnswerTemplate.name, AnswerTemplate.id)
    if topic is not None:
        query = query.where(or_(AnswerTemplate.topic == topic, AnswerTemplate.topic.is_(None)))
    return db.session.scalars(query).all()


def template(template_id: int) -> AnswerTemplate | None:
    """Return one template, or None."""
    return db.session.get(AnswerTemplate, template_id)


def was_read_today(message_id: int, account_id: int) -> bool:
    """Tell whether the log holds already that somebody read a message today (in Brussels)."""
    return has_line_today(READ, subject=f"contact_message:{message_id}", actor=f"account:{account_id}")
