"""The runs of the purge: the evidence of promise I1."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from cesi_site.core.database import db
from cesi_site.privacy.models import RetentionRun

RUNS_A_PAGE = 50


def find_run(number: int) -> RetentionRun | None:
    """Return a run by its key."""
    return db.session.get(RetentionRun, number)


def find_runs(*, before_id: int | None = None, limit: int) -> Sequence[RetentionRun]:
    """Return runs, the newest first."""
    query = select(RetentionRun).order_by(RetentionRun.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(RetentionRun.id < before_id)
    return db.session.scalars(query).all()


def last_finished_run() -> RetentionRun | None:
    """Return the newest run that came to its end."""
    finished = select(RetentionRun).where(RetentionRun.finished_at.is_not(None))
    return db.session.scalars(finished.order_by(RetentionRun.id.desc()).limit(1)).first()
