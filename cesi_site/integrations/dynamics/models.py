"""What was handed over: which row, under which code it stands there, and how new it was. No person's data."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey, words_of


class Kind(StrEnum):
    """What is handed over, by the table that it comes from."""

    REQUEST = "request"
    MESSAGE = "message"
    CHOICES = "choices"


class HandedOver(Base):
    """A row that Dataverse holds. `key` is random and stands there as its alternate key; `number` is the row's own.

    `version` stands for what may be mailed to the row's address (`rows.to_hand_over`); with another one it is handed
    over again. When the row is gone here, it is removed there.
    """

    __tablename__ = "dynamics_row"
    __table_args__ = (UniqueConstraint("kind", "number"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    kind: Mapped[Kind] = mapped_column(words_of(Kind))
    number: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    version: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[dt.datetime | None] = mapped_column(default=None)
    began_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
