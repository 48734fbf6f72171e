"""Topics, messages and their files. Topics are asked for at every form and message: they are kept while unchanged."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import undefer

from cesi_site.contact.deadlines import answer_by
from cesi_site.contact.models import (
    ContactAttachment,
    ContactMessage,
    ContactTopic,
    ContactTopicAddress,
    MessageState,
    PendingUpload,
    reference,
)
from cesi_site.core.clock import now
from cesi_site.core.database import db
from cesi_site.core.kept import while_unchanged
from cesi_site.core.languages import Text

# How long the files of a form that came back are kept.
KEPT_UPLOADS = dt.timedelta(hours=1)
# The receipt repeats what was written to whoever's address was typed: without a limit the form is a relay.
RECEIPTS_A_DAY = 5
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Topic:
    """A topic with its team. `addresses` are (language, address) pairs; `answer_days` are working days."""

    key: str
    name: Text
    slug: Text
    team: Text
    note: Text
    answer_days: int
    restricted: bool
    active: bool
    addresses: tuple[tuple[str, str], ...]

    def addresses_in(self, language: str) -> tuple[str, ...]:
        """Return where the team reads messages in `language`."""
        return tuple(address for spoken, address in self.addresses if spoken == language)


@dataclass(frozen=True)
class Receipt:
    """What a visitor is told of a message that came in; nothing of what it says."""

    reference: str
    topic: Topic
    received_at: dt.datetime
    # The day by which the team answers.
    answer_by: dt.date


@while_unchanged("contact")
def all_topics() -> tuple[Topic, ...]:
    """Return all topics in their order, those that are no longer offered included."""
    return tuple(_read_topics())


def topics() -> tuple[Topic, ...]:
    """Return the topics that visitors can choose, in their order."""
    return tuple(topic for topic in all_topics() if topic.active)


def find_topic(key: str) -> Topic | None:
    """Return a topic by its key, or None."""
    return next((topic for topic in all_topics() if topic.key == key), None)


def find_topic_by_slug(slug: str, language: str) -> Topic | None:
    """Return the topic that a word in an address chooses, or None."""
    return next((topic for topic in topics() if topic.slug.in_language(language) == slug), None)


def _read_topics() -> Iterable[Topic]:
    addresses: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    by_age = select(ContactTopicAddress).order_by(ContactTopicAddress.id)
    for row in db.session.scalars(by_age):
        addresses[row.topic].append((row.language, row.address))
    for topic in db.session.scalars(select(ContactTopic).order_by(ContactTopic.position, ContactTopic.key)):
        yield Topic(
            key=topic.key,
            name=Text(topic.name_nl, topic.name_fr),
            slug=Text(topic.slug_nl, topic.slug_fr),
            team=Text(topic.team_nl, topic.team_fr),
            note=Text(topic.note_nl, topic.note_fr),
            answer_days=topic.answer_days,
            restricted=topic.restricted,
            active=topic.active,
            addresses=tuple(addresses[topic.key]),
        )


def find_message(message_id: int) -> ContactMessage | None:
    """Return a message, or None where it is gone."""
    return db.session.get(ContactMessage, message_id)


def messages_of(email: str, *, before: int | None = None, limit: int = 25) -> Sequence[ContactMessage]:
    """Return the messages that came from an address (normalised), newest first, from the key `before` on."""
    query = select(ContactMessage).where(ContactMessage.email == email).order_by(ContactMessage.id.desc()).limit(limit)
    return db.session.scalars(query if before is None else query.where(ContactMessage.id < before)).all()


def find_receipt(message_id: int) -> Receipt | None:
    """Return what the visitor is told of a message, or None where it is gone."""
    columns = [getattr(ContactMessage, name) for name in ("topic", "received_at", "released_at", "answer_by")]
    found = db.session.execute(select(*columns).where(ContactMessage.id == message_id)).one_or_none()
    topic = find_topic(found.topic) if found else None
    if found is None or topic is None:
        return None
    since = found.released_at or found.received_at
    promised = found.answer_by or answer_by(since, topic.answer_days)
    return Receipt(reference(message_id, found.received_at), topic, since, promised)


def attachments(message_id: int, *, with_content: bool = False) -> Sequence[ContactAttachment]:
    """Return the files of a message in the order in which they came; those of later replies are not among them."""
    own = ContactAttachment.message_id == message_id, ContactAttachment.event_id.is_(None)
    query = select(ContactAttachment).where(*own).order_by(ContactAttachment.id)
    if with_content:
        query = query.options(undefer(ContactAttachment.data))
    return db.session.scalars(query).all()


def pending_uploads(ids: Iterable[int]) -> Sequence[PendingUpload]:
    """Return those of these files that still wait for their form, without their content."""
    chosen = PendingUpload.id.in_(list(ids)), PendingUpload.kept_at >= now() - KEPT_UPLOADS
    return db.session.scalars(select(PendingUpload).where(*chosen).order_by(PendingUpload.id)).all()


def may_have_receipt(message: ContactMessage) -> bool:
    """Tell whether this message is among the first of its sender within a day; what is in quarantine does not count.

    The answer stays the same however often it is asked.
    """
    at = message.released_at or message.received_at
    other = ContactMessage
    before = or_(other.received_at < at, and_(other.received_at == at, other.id < message.id))
    earlier = (
        select(other.id)
        .where(
            other.email == message.email,
            other.received_at > at - ONE_DAY,
            other.state != MessageState.QUARANTINED,
            other.id != message.id,
            before,
        )
        .limit(RECEIPTS_A_DAY)
    )
    return len(db.session.scalars(earlier).all()) < RECEIPTS_A_DAY


def quarantined() -> Sequence[ContactMessage]:
    """Return the messages in quarantine, the oldest first."""
    waiting = ContactMessage.state == MessageState.QUARANTINED
    return db.session.scalars(select(ContactMessage).where(waiting).order_by(ContactMessage.id)).all()
