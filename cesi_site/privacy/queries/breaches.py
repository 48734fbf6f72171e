"""The register of breaches: one, all, and those whose clock runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from cesi_site.core.database import db
from cesi_site.privacy.models import Breach


@dataclass(frozen=True)
class RunningClocks:
    """How many breaches wait for the authority to be told or a decision on it, and the first end of their 72 hours."""

    breaches: int
    first_deadline: dt.datetime | None


def find_breach(number: int) -> Breach | None:
    """Return a breach by its key."""
    return db.session.get(Breach, number)


def all_breaches(*, only_open: bool = False) -> Sequence[Breach]:
    """Return breaches, the newest first."""
    found = select(Breach).order_by(Breach.known_at.desc(), Breach.id.desc())
    return db.session.scalars(found.where(Breach.closed_at.is_(None)) if only_open else found).all()


def open_breaches() -> int:
    """Count the breaches that are not closed."""
    return len(all_breaches(only_open=True))


def running_clocks() -> RunningClocks:
    """Return how many clocks of 72 hours run, and the first end."""
    running = [breach.deadline for breach in all_breaches(only_open=True) if breach.clock_runs]
    return RunningClocks(len(running), min(running, default=None))
