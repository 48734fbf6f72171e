"""What "my data" keeps: links that open a person's rows for an hour, receipts of erasures, and their ledger."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core import clock
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import Base, BigKey

ADDRESS_LENGTH = 254
HASH_LENGTH = 64


def _number() -> str:
    return secrets.token_hex(16)


class DataLink(Base):
    """A link to one's own data that was asked for, by mail or (with `account_id`) from a session in MyCESI."""

    __tablename__ = "data_link"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    email: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), index=True)
    language: Mapped[str] = mapped_column(String(2))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)


class ErasureReceipt(Base):
    """What an erasure took and what it left, by kind: numbers, laws and days, and nothing about whose rows they were.

    `body` is what the person gets signed, less the salted mark by which they can show that it is theirs.
    """

    __tablename__ = "erasure_receipt"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)
    language: Mapped[str] = mapped_column(String(2))
    body: Mapped[dict[str, Any]]

    @property
    def number(self) -> str:
        """What the person quotes: ERA-2026-000123."""
        return f"ERA-{self.at.astimezone(BRUSSELS).year}-{self.id:06d}"


class ErasureEntry(Base):
    """One erased address, as a keyed hash: a backup that still holds the rows is erased anew by it.

    `number` tells entries apart wherever they are copied. `name_hash` is set where one of several people who share the
    address was erased.
    """

    __tablename__ = "erasure_ledger"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True, default=_number)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)
    email_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), index=True)
    name_hash: Mapped[str | None] = mapped_column(String(HASH_LENGTH))
