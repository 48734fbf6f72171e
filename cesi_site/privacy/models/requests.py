"""Requests about rights (promise K7), with their due dates and the log of each step."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.core import clock
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import Base, BigKey, words_of
from cesi_site.privacy.models.words import Channel, Identity, Right, RightsAct, RightsState

OPEN = (RightsState.OPEN, RightsState.WAITING)


class RightsRequest(Base):
    """A request of a person about their data. `email` is None for a letter without one.

    `due_on` is the last day to answer, by law; `extended_to` the later one where the person was told why in time.
    `alarms` counts the reminders that staff had.
    """

    __tablename__ = "rights_request"
    __table_args__ = (Index("ix_rights_request_state_due_on", "state", "due_on"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    submission: Mapped[str] = mapped_column(String(64), unique=True)
    right: Mapped[Right] = mapped_column(words_of(Right))
    channel: Mapped[Channel] = mapped_column(words_of(Channel))
    name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    postal_address: Mapped[str | None] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(2))
    message: Mapped[str | None] = mapped_column(Text)
    suspicions: Mapped[list[str]] = mapped_column(default=list)
    identity: Mapped[Identity] = mapped_column(words_of(Identity), default=Identity.UNPROVEN)
    state: Mapped[RightsState] = mapped_column(words_of(RightsState), default=RightsState.OPEN)
    received_at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)
    due_on: Mapped[dt.date] = mapped_column(Date)
    extended_to: Mapped[dt.date | None] = mapped_column(Date)
    extension_reason: Mapped[str | None] = mapped_column(Text)
    alarms: Mapped[int] = mapped_column(default=0)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    decided_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    decision: Mapped[str | None] = mapped_column(Text)

    events: Mapped[list[RightsEvent]] = relationship(
        order_by="RightsEvent.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def reference(self) -> str:
        """What the person quotes: PRV-2026-000123."""
        return f"PRV-{self.received_at.astimezone(BRUSSELS).year}-{self.id:06d}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state in OPEN

    @property
    def last_day(self) -> dt.date:
        """The last day to answer, an extension counted."""
        return self.extended_to or self.due_on

    def is_late(self, today: dt.date) -> bool:
        """Whether its last day has passed without an answer."""
        return self.is_open and self.last_day < today


class RightsEvent(Base):
    """A step in the history of a request. `words` are those of the member of staff, or the text that was mailed."""

    __tablename__ = "rights_event"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("rights_request.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    act: Mapped[RightsAct] = mapped_column(words_of(RightsAct))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    words: Mapped[str | None] = mapped_column(Text)
