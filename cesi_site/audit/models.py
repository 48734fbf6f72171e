"""The log's tables. Each line's hash covers the line before it, so that no change goes unseen."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core.database import Base, BigKey

HASH_LENGTH = 64


class AuditEntry(Base):
    """One act. Numbers have no gaps: a missing one is a removed line."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject", "id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    action: Mapped[str] = mapped_column(String(80))
    actor: Mapped[str | None] = mapped_column(String(80))
    subject: Mapped[str | None] = mapped_column(String(80))
    # The text that was hashed, to the letter.
    details: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH))


class AuditHead(Base):
    """The one row that knows the last line. Holding it is the queue in which lines get their numbers."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    last_id: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    # Made with the key: the head cannot be set back to an earlier line without it.
    seal: Mapped[str] = mapped_column(String(HASH_LENGTH))


class AuditCheckpoint(Base):
    """A line up to which all lines may go: it takes their place as the start of the chain."""

    __tablename__ = "audit_checkpoint"

    last_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    at: Mapped[dt.datetime]
    seal: Mapped[str] = mapped_column(String(HASH_LENGTH))
