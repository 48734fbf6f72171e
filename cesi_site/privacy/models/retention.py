"""The evidence that the purge ran."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core.database import Base


class RetentionRun(Base):
    """One run of the purge. Without `finished_at` it was stopped half-way, and the next one went on.

    `register` is the fingerprint of the register it followed. `counts` has for each holding's key the `rows` that
    went and the `clockless` ones, that have no date to count from yet.
    """

    __tablename__ = "retention_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
    register: Mapped[str] = mapped_column(String(12))
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def rows(self) -> int:
        """How many rows went, of all holdings together."""
        return sum(count["rows"] for count in self.counts.values())
