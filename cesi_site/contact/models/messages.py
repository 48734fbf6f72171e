"""What visitors choose from and send: topics with their addresses, messages with their files, files that wait."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import Base, BigKey
from cesi_site.core.languages import Text as Words

ADDRESS_LENGTH = 254


class ContactTopic(Base):
    """A topic that visitors choose, and the team that reads what is sent on it.

    `answer_days` are working days. A message on a `restricted` topic is read by its team alone, and its text
    is not repeated in the receipt. A topic that is not `active` is no longer offered; old messages keep it.
    """

    __tablename__ = "contact_topic"
    __page_stamp__: ClassVar[str] = "contact"
    __table_args__ = (CheckConstraint("answer_days BETWEEN 1 AND 30", name="answer_days"),)

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    name_nl: Mapped[str] = mapped_column(String(120))
    name_fr: Mapped[str] = mapped_column(String(120))
    # The word that chooses the topic in an address: `?onderwerp=` in Dutch, `?sujet=` in French.
    slug_nl: Mapped[str] = mapped_column(String(60), unique=True)
    slug_fr: Mapped[str] = mapped_column(String(60), unique=True)
    team_nl: Mapped[str] = mapped_column(String(120))
    team_fr: Mapped[str] = mapped_column(String(120))
    # What a visitor should know before writing; empty where there is nothing special.
    note_nl: Mapped[str] = mapped_column(String(400))
    note_fr: Mapped[str] = mapped_column(String(400))
    answer_days: Mapped[int]
    restricted: Mapped[bool]
    active: Mapped[bool]


class ContactTopicAddress(Base):
    """An address at which the team of a topic reads the messages in one language."""

    __tablename__ = "contact_topic_address"
    __page_stamp__: ClassVar[str] = "contact"
    __table_args__ = (UniqueConstraint("topic", "language", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(ForeignKey("contact_topic.key", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(2))
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))


class MessageState(StrEnum):
    """Where a message stands. In quarantine nobody is mailed until somebody has looked at it."""

    QUARANTINED = "quarantined"
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CLOSED = "closed"
    REJECTED = "rejected"

    @property
    def label(self) -> Words:
        """Its name, for staff."""
        return STATE_TITLES[self]

    @property
    def told(self) -> Words:
        """What the sender is told; whoever abuses the form learns nothing from it."""
        return TOLD.get(self, STATE_TITLES[self])


STATE_TITLES = {
    MessageState.QUARANTINED: Words("In quarantaine", "En quarantaine"),
    MessageState.RECEIVED: Words("Nieuw", "Nouveau"),
    MessageState.IN_PROGRESS: Words("In behandeling", "En traitement"),
    MessageState.ANSWERED: Words("Beantwoord", "Répondu"),
    MessageState.CLOSED: Words("Afgesloten", "Clôturé"),
    MessageState.REJECTED: Words("Verworpen", "Rejeté"),
}
TOLD = {
    MessageState.QUARANTINED: Words("Ontvangen", "Reçu"),
    MessageState.RECEIVED: Words("Ontvangen", "Reçu"),
    MessageState.REJECTED: STATE_TITLES[MessageState.CLOSED],
}
# Somebody still has to answer these.
OPEN_STATES = (MessageState.RECEIVED, MessageState.IN_PROGRESS)


_GIVEN = text("owner_id IS NOT NULL")


class ContactMessage(Base):
    """What a visitor wrote. The phone number is in E.164, the enterprise number ten bare digits.

    `submission` is the fingerprint of one sending: the same form sent twice has the same. `source` is the
    page it came from ("contact", "service:<key>"). `released_at` is when it left quarantine. `answer_by` is the
    day that was promised, or (None) the one that follows from the topic; a reply of the sender sets a new one.
    """

    __tablename__ = "contact_message"
    __table_args__ = (
        Index("ix_contact_message_email_received_at", "email", "received_at"),
        Index("ix_contact_message_state_received_at", "state", "received_at"),
        Index("ix_contact_message_owner_id", "owner_id", sqlite_where=_GIVEN, postgresql_where=_GIVEN),
        # A number is never given twice: a reference, or a mail that waits, must not point at another message.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    submission: Mapped[str] = mapped_column(String(32), unique=True)
    topic: Mapped[str] = mapped_column(ForeignKey("contact_topic.key"))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str | None] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    phone: Mapped[str | None] = mapped_column(String(20))
    organisation: Mapped[str | None] = mapped_column(String(200))
    enterprise_number: Mapped[str | None] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))
    quarantine_reasons: Mapped[list[str]]
    received_at: Mapped[dt.datetime]
    released_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    answer_by: Mapped[dt.date | None] = mapped_column(Date)
    answered_at: Mapped[dt.datetime | None]
    # The member of staff who deals with it.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    @property
    def reference(self) -> str:
        """What the visitor quotes: CESI-2026-000123."""
        return reference(self.id, self.received_at)

    @property
    def status(self) -> MessageState:
        """Its state, as what it can be."""
        return MessageState(self.state)


def reference(number: int, received_at: dt.datetime) -> str:
    """Return the reference of a message by its key and the year in which it came."""
    return f"CESI-{received_at.astimezone(BRUSSELS).year}-{number:06d}"


class StoredFile:
    """What every stored file has.

    The name is safe, the type was found in the content, `size` is in bytes; `data` is loaded where it is asked for.
    """

    filename: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))

    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class ContactAttachment(StoredFile, Base):
    """A file that came with a message, and goes with it."""

    __tablename__ = "contact_attachment"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("contact_message.id", ondelete="CASCADE"), index=True)
    # The reply that brought it; None for what came with the message itself.
    event_id: Mapped[int | None] = mapped_column(ForeignKey("contact_event.id", ondelete="CASCADE"), index=True)


class PendingUpload(StoredFile, Base):
    """A file of a form that came back with an error, kept for an hour so that nobody picks it twice."""

    __tablename__ = "pending_upload"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    kept_at: Mapped[dt.datetime] = mapped_column(index=True)
