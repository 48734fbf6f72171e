"""A session: a training on its dates, in one language, at one place. Its days are kept one by one."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey, words_of
from cesi_site.enrolment.models.lists import STAMP, Venue
from cesi_site.enrolment.models.trainings import Training
from cesi_site.enrolment.words import SHOWN, TEACHING, SessionState


class TrainingSession(Base):
    """A training on its dates.

    venue_id   where; None for a session online
    starts_at  the beginning of the first day part, `ends_at` the end of the last one: both follow from `parts`
    maximum    how many places there are; `minimum` from how many participants it is given
    deadline   the last day on which somebody can enrol
    seats_taken
               how many of them are taken or held: `operations.seats` alone changes it, in one statement
    waiting_number
               the place on the waiting list that was given last
    sequence   how often what calendars show of it changed: they take the highest (RFC 5545, SEQUENCE)
    """

    __tablename__ = "training_session"
    __table_args__ = (
        CheckConstraint("language IN ('nl', 'fr', 'en')", name="language"),
        CheckConstraint("minimum >= 0 AND maximum >= 1 AND minimum <= maximum", name="places"),
        CheckConstraint("seats_taken BETWEEN 0 AND maximum", name="never_oversold"),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        Index("ix_training_session_training_id_starts_at", "training_id", "starts_at"),
        Index("ix_training_session_state_starts_at", "state", "starts_at"),
        {"sqlite_autoincrement": True},
    )
    __page_stamp__: ClassVar[str] = STAMP

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("training_venue.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[SessionState] = mapped_column(words_of(SessionState))
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    minimum: Mapped[int]
    maximum: Mapped[int]
    seats_taken: Mapped[int] = mapped_column(default=0, server_default="0")
    waiting_number: Mapped[int] = mapped_column(default=0, server_default="0")
    deadline: Mapped[dt.date] = mapped_column(Date)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[dt.datetime]

    training: Mapped[Training] = relationship()
    venue: Mapped[Venue | None] = relationship(lazy="joined")
    parts: Mapped[list[SessionPart]] = relationship(
        order_by="SessionPart.starts_at", cascade="all, delete-orphan", lazy="selectin"
    )
    trainers: Mapped[list[SessionTrainer]] = relationship(
        order_by="SessionTrainer.id", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def days(self) -> list[dt.date]:
        """The days on which it is given, in Brussels."""
        return sorted({clock.day_in_brussels(part.starts_at) for part in self.parts})

    @property
    def takes_enrolments(self) -> bool:
        """Whether somebody can enrol: its state and deadline let them, and it has not begun. Places are apart."""
        return self.state in SHOWN and self.deadline >= clock.today() and self.starts_at > clock.now()

    @property
    def teaching_language(self) -> str:
        """The language in which it is given, as a word in the language in use."""
        return str(TEACHING[self.language])


class SessionPart(Base):
    """A day part of a session: an instant to begin and one to end. Its number names it in calendars."""

    __tablename__ = "training_session_part"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        {"sqlite_autoincrement": True},
    )
    __page_stamp__: ClassVar[str] = STAMP

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[dt.datetime] = mapped_column(index=True)
    ends_at: Mapped[dt.datetime]


class SessionTrainer(Base):
    """Who teaches a session: a name, as the trainer gave it to us."""

    __tablename__ = "training_session_trainer"
    __page_stamp__: ClassVar[str] = STAMP

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
