"""What visitors chose about cookies, with its proof, and the cookies that the gate did not let out."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey

NUMBER_LENGTH = 32


class CookieChoice(Base):
    """One choice of a browser (article 7.1 GDPR). Rows are added, never changed.

    `number` is pseudonymous: it stands in the browser's cookie and nowhere else. `granted` and `refused` are keys of
    purposes, `version` is that of the question and `text` what was read.
    """

    __tablename__ = "cookie_choice"
    __table_args__ = (Index("ix_cookie_choice_number_at", "number", "at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    number: Mapped[str] = mapped_column(String(NUMBER_LENGTH))
    at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)
    granted: Mapped[str] = mapped_column(String(200))
    refused: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    site: Mapped[str] = mapped_column(String(20))

    @property
    def allowed(self) -> frozenset[str]:
        """The keys of the purposes that were allowed."""
        return frozenset(self.granted.split())


class DroppedCookie(Base):
    """A cookie that the gate did not let out: its name, why, on which day, how often."""

    __tablename__ = "dropped_cookie"
    __table_args__ = (UniqueConstraint("day", "name", "reason"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date)
    name: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(String(20))
    times: Mapped[int]
