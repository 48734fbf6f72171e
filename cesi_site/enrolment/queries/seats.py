"""How many places are free: the one function that every page asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from cesi_site.core.database import db
from cesi_site.enrolment.models import TrainingSession


def free_seats(session_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many places are free in each of these sessions, by their keys. Places on offer are not free."""
    columns = TrainingSession.id, TrainingSession.maximum, TrainingSession.seats_taken
    asked = select(*columns).where(TrainingSession.id.in_(session_ids))
    return {row.id: row.maximum - row.seats_taken for row in db.session.execute(asked)}
