"""Announcements of trainings and events to customers: what staff wrote, who looked at it, whom it went to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey, words_of
from cesi_site.core.languages import Text as Words
from cesi_site.core.languages import current_language
from cesi_site.enrolment.models.sessions import TrainingSession
from cesi_site.enrolment.models.trainings import Training
from cesi_site.enrolment.words import Organiser

SUBJECT_LENGTH = 150
PLACE_LENGTH = 200
LINK_LENGTH = 300


class AnnouncementState(StrEnum):
    """Where an announcement stands. APPROVED: its mails are being put on their way."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    STOPPED = "stopped"

    @property
    def label(self) -> Words:
        """Its name, for staff."""
        return STATES[self]

    @property
    def tone(self) -> str:
        """The tone of a status."""
        return TONES[self]


STATES: Mapping[AnnouncementState, Words] = {
    AnnouncementState.DRAFT: Words("ontwerp", "brouillon"),
    AnnouncementState.APPROVED: Words("goedgekeurd, vertrekt", "approuvée, en cours d’envoi"),
    AnnouncementState.SENT: Words("verstuurd", "envoyée"),
    AnnouncementState.STOPPED: Words("gestopt", "arrêtée"),
}
TONES: Mapping[AnnouncementState, str] = {
    AnnouncementState.DRAFT: "neutral",
    AnnouncementState.APPROVED: "info",
    AnnouncementState.SENT: "success",
    AnnouncementState.STOPPED: "warning",
}


class Announcement(Base):
    """What a house announces to its customers by mail, in both languages.

    house     who announces, sold, and answers for it; it never changes
    items     the trainings and dates that it is about; `event_*` is an event that is not in the catalogue
    people    how many could get it when it was approved, `left_out` how many could not, by reason
    reached   the key of the last address that had its turn: what is put on its way begins after it
    """

    __tablename__ = "training_announcement"
    __table_args__ = (
        CheckConstraint("state = 'draft' OR approved_at IS NOT NULL", name="approved"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    house: Mapped[Organiser] = mapped_column(words_of(Organiser))
    state: Mapped[AnnouncementState] = mapped_column(words_of(AnnouncementState), default=AnnouncementState.DRAFT)
    subject_nl: Mapped[str] = mapped_column(String(SUBJECT_LENGTH), default="")
    subject_fr: Mapped[str] = mapped_column(String(SUBJECT_LENGTH), default="")
    body_nl: Mapped[str] = mapped_column(Text, default="")
    body_fr: Mapped[str] = mapped_column(Text, default="")
    event_at: Mapped[dt.datetime | None]
    event_place_nl: Mapped[str] = mapped_column(String(PLACE_LENGTH), default="")
    event_place_fr: Mapped[str] = mapped_column(String(PLACE_LENGTH), default="")
    event_link_nl: Mapped[str] = mapped_column(String(LINK_LENGTH), default="")
    event_link_fr: Mapped[str] = mapped_column(String(LINK_LENGTH), default="")
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    edited_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    approved_at: Mapped[dt.datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    people: Mapped[int | None]
    left_out: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reached: Mapped[int] = mapped_column(BigKey, default=0)
    sent_at: Mapped[dt.datetime | None]

    items: Mapped[list[AnnouncementItem]] = relationship(
        order_by="AnnouncementItem.id", cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )

    def text(self, name: str, language: str | None = None) -> str:
        """Return one of its texts, such as "subject", in `language` (default: the one in use)."""
        return str(getattr(self, f"{name}_{language or current_language()}"))


class AnnouncementItem(Base):
    """A training that is announced: one date of it, or (without a session) all its dates to come."""

    __tablename__ = "training_announcement_item"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("training_announcement.id", ondelete="CASCADE"), index=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"), index=True)

    training: Mapped[Training] = relationship()
    session: Mapped[TrainingSession | None] = relationship()

    @property
    def word(self) -> str:
        """What names it in a form: "training 5" or "session 12"."""
        return f"training {self.training_id}" if self.session_id is None else f"session {self.session_id}"


class AnnouncementRecipient(Base):
    """An address that an announcement was put on its way to. Who may no more when it leaves, is taken off again."""

    __tablename__ = "training_announcement_recipient"
    __table_args__ = (
        # Begins with the address, by which a person's rows are found.
        UniqueConstraint("address_id", "announcement_id"),
        Index("ix_training_announcement_recipient_announcement_id", "announcement_id"),
        # A mail that waits names its row: SQLite must not give the key to another one.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("training_announcement.id", ondelete="CASCADE"))
    address_id: Mapped[int] = mapped_column(ForeignKey("choice_address.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(SUBJECT_LENGTH))
    queued_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
