"""Offers by mail, as staff approved them. What was offered to whom is kept nowhere: it is derived anew each time."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey


class OfferRound(Base):
    """One round of offers by mail. `people`: how many had an offer when a member of staff approved it.

    `follows` is the number of the round before, 0 for the first: no round has two that follow it.
    """

    __tablename__ = "training_offer_round"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    approved_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    people: Mapped[int]
    follows: Mapped[int] = mapped_column(BigKey, unique=True)
