"""The outbox's tables: mails and jobs that wait, when each schedule ran last, and which workers are alive."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core.database import Base, BigKey

MAIL = "mail"
JOB = "job"

_WAITING = text("done_at IS NULL AND dead_at IS NULL")
_KEYED = text("dedupe_key IS NOT NULL")
_DONE = text("done_at IS NOT NULL")
_DEAD = text("dead_at IS NOT NULL")


class OutboxRow(Base):
    """A mail to send or a job to run: waiting, done, or dead (given up, and kept for a person to look at)."""

    __tablename__ = "outbox_row"
    __table_args__ = (
        Index("ix_outbox_row_waiting", "kind", "available_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index(
            "uq_outbox_row_dedupe_key",
            "dedupe_key",
            unique=True,
            sqlite_where=_KEYED,
            postgresql_where=_KEYED,
        ),
        Index("ix_outbox_row_done_at", "done_at", sqlite_where=_DONE, postgresql_where=_DONE),
        Index("ix_outbox_row_dead_at", "dead_at", sqlite_where=_DEAD, postgresql_where=_DEAD),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    kind: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(80))
    # Emptied when the row is done.
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    # What stands before the @ in the mail's Message-ID, so that a second try carries the same one.
    token: Mapped[str] = mapped_column(String(32))
    dedupe_key: Mapped[str | None] = mapped_column(String(120))
    queued_at: Mapped[dt.datetime]
    available_at: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(Integer)
    lease: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[dt.datetime | None]
    done_at: Mapped[dt.datetime | None]
    dead_at: Mapped[dt.datetime | None]
    # Addresses that a server asked to try later, while it took the mail for the others.
    remaining: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[str | None] = mapped_column(Text)


class OutboxSchedule(Base):
    """A schedule and the last of its slots that was queued: moving it on is what only one machine can do."""

    __tablename__ = "outbox_schedule"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    last_slot: Mapped[dt.datetime]


class OutboxWorker(Base):
    """A worker, by machine and process, and when it was last seen alive."""

    __tablename__ = "outbox_worker"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
