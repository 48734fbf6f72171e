"""Writes of what trainings share: themes, recognitions and places."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.core.database import db, transaction
from cesi_site.core.languages import LANGUAGES
from cesi_site.enrolment.errors import InUse, SlugTaken
from cesi_site.enrolment.models import Recognition, Theme, TrainingSession, Venue
from cesi_site.enrolment.operations.sessions import note_in_calendars
from cesi_site.enrolment.queries.desk import used_by

Row = Theme | Recognition | Venue
STEP = 10
# What calendars show of a place.
IN_CALENDARS = frozenset({"postcode", *(f"{name}_{lang}" for name in ("name", "street", "town") for lang in LANGUAGES)})


def save_row(kind: type[Theme | Recognition | Venue], row: Row | None, *, by: Account | None, **facts: Any) -> Row:
    """Add a theme, recognition or place (`row` is None), or change one. Raises `SlugTaken` for a theme's word."""
    with transaction() as session:
        saved: Row = row if row is not None else kind()
        if isinstance(saved, Theme):
            _check_slugs(saved, facts)
            if row is None:
                saved.position = (session.scalar(select(func.max(Theme.position))) or 0) + STEP
        changed = {name for name, value in facts.items() if getattr(saved, name) != value}
        for name in changed:
            setattr(saved, name, facts[name])
        session.add(saved)
        session.flush()
        if isinstance(saved, Venue) and IN_CALENDARS & changed:
            note_in_calendars(TrainingSession.venue_id == saved.id)
        act = "added" if row is None else "changed"
        record(f"enrolment:{kind.__name__.lower()}:{act}", subject=saved, actor=by)
    return saved


def remove_row(row: Row, *, by: Account | None) -> None:
    """Remove a theme, recognition or place on which nothing leans. Raises `InUse`."""
    with transaction() as session:
        if row.id in used_by(type(row)):
            raise InUse
        record(f"enrolment:{type(row).__name__.lower()}:removed", subject=row, actor=by)
        session.delete(row)


def _check_slugs(theme: Theme, facts: dict[str, Any]) -> None:
    same = or_(Theme.slug_nl == facts["slug_nl"], Theme.slug_fr == facts["slug_fr"])
    with db.session.no_autoflush:
        if db.session.scalar(select(Theme.id).where(same, Theme.id != (theme.id or 0)).limit(1)):
            raise SlugTaken
