"""Reads of single trainings and their dates. What is not public is never found here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, select
from sqlalchemy.orm import joinedload, selectinload

from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.enrolment.models import SessionPart, Training, TrainingSession, Venue
from cesi_site.enrolment.queries.facets import ONLINE, Asked
from cesi_site.enrolment.words import SHOWN, Organiser, SessionState

MOST_IN_FEED = 1_000
RELATED = 3


@dataclass(frozen=True)
class TrainingAddress:
    """What the site map needs of a training."""

    slug_nl: str
    slug_fr: str
    organiser: Organiser
    updated_at: dt.datetime


class MonthDate(NamedTuple):
    """A day of a session in a month, from its first hour to its last."""

    session_id: int
    slug: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    language: str
    town: str | None

    @property
    def day(self) -> dt.date:
        """Its day in Brussels."""
        return clock.day_in_brussels(self.starts_at)


def find_training(slug: str, language: str) -> Training | None:
    """Return the public training with this slug in `language`, or None."""
    column = getattr(Training, f"slug_{language}")
    return db.session.scalars(select(Training).where(Training.published_at.is_not(None), column == slug)).first()


def find_session(session_id: int) -> TrainingSession | None:
    """Return a session that visitors see, of a public training, or None."""
    found = select(TrainingSession).join(Training).where(TrainingSession.id == session_id, *_shown())
    return db.session.scalars(found).first()


def sessions_ahead(training_id: int) -> Sequence[TrainingSession]:
    """Return the sessions of a training that visitors see, from today on, the next one first."""
    ahead = (
        select(TrainingSession)
        .where(
            TrainingSession.training_id == training_id,
            TrainingSession.state.in_(SHOWN),
            TrainingSession.starts_at >= clock.start_of_day(clock.today()),
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return db.session.scalars(ahead).all()


def related(training: Training, limit: int = RELATED) -> list[int]:
    """Return the keys of public trainings that go with this one: its refresher first, then those of its theme."""
    # In a case, not by their bare truth: where a column is NULL, databases disagree on where it sorts.
    nearest = case((Training.id == training.refresher_id, 0), (Training.refresher_id == training.id, 1), else_=2)
    others = (
        select(Training.id)
        .where(Training.published_at.is_not(None), Training.id != training.id, _goes_with(training))
        .order_by(nearest, Training.code)
        .limit(limit)
    )
    return list(db.session.scalars(others))


def _goes_with(training: Training) -> ColumnElement[bool]:
    return (Training.theme_id == training.theme_id) | (Training.id == training.refresher_id)


def month(first: dt.date, asked: Asked, language: str) -> list[MonthDate]:
    """Return the days of sessions in a month (by its first day) that fit the filters, in their order.

    The period among the filters is not read: the month is.
    """
    columns = [getattr(Training, f"{name}_{language}") for name in ("slug", "title")]
    parts = (
        select(
            TrainingSession.id,
            *columns,
            SessionPart.starts_at,
            SessionPart.ends_at,
            TrainingSession.language,
            getattr(Venue, f"town_{language}"),
        )
        .join(TrainingSession, TrainingSession.id == SessionPart.session_id)
        .join(Training)
        .outerjoin(Venue, Venue.id == TrainingSession.venue_id)
        .where(*_shown(), *_fits(asked))
        .where(
            SessionPart.starts_at >= clock.start_of_day(first),
            SessionPart.starts_at < clock.start_of_day(next_month(first)),
        )
        .order_by(SessionPart.starts_at, SessionPart.id)
    )
    days: dict[tuple[int, dt.date], MonthDate] = {}
    for part in map(MonthDate._make, db.session.execute(parts)):
        morning = days.setdefault((part.session_id, part.day), part)
        days[part.session_id, part.day] = morning._replace(ends_at=part.ends_at)
    return sorted(days.values(), key=lambda one: (one.starts_at, one.session_id))


def next_month(first: dt.date) -> dt.date:
    """Return the first day of the month after."""
    return (first.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def feed(asked: Asked, code: str | None = None) -> Sequence[TrainingSession]:
    """Return the sessions for a calendar feed, from today on: those that visitors see, and those that are cancelled.

    A period keeps those that begin in that month.
    """
    states = TrainingSession.state.in_(SHOWN | {SessionState.CANCELLED})
    sessions: Select[Any] = (
        select(TrainingSession)
        .join(Training)
        .outerjoin(Venue, Venue.id == TrainingSession.venue_id)
        .where(Training.published_at.is_not(None), states, TrainingSession.ends_at >= clock.start_of_day(clock.today()))
        .where(*_fits(asked), *_within(asked.period))
        .options(joinedload(TrainingSession.training), selectinload(TrainingSession.parts))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        .limit(MOST_IN_FEED)
    )
    return db.session.scalars(sessions if code is None else sessions.where(Training.code == code)).all()


def _within(period: str | None) -> tuple[ColumnElement[bool], ...]:
    return _within_month(TrainingSession.starts_at, dt.date.fromisoformat(f"{period}-01")) if period else ()


def _within_month(moment: SQLColumnExpression[dt.datetime], first: dt.date) -> tuple[ColumnElement[bool], ...]:
    return moment >= clock.start_of_day(first), moment < clock.start_of_day(next_month(first))


def addresses() -> list[TrainingAddress]:
    """Return where all public trainings stand, in both languages."""
    columns = (Training.slug_nl, Training.slug_fr, Training.organiser, Training.updated_at)
    public = select(*columns).where(Training.published_at.is_not(None)).order_by(Training.id)
    return [TrainingAddress(*row) for row in db.session.execute(public)]


def _shown() -> tuple[ColumnElement[bool], ...]:
    return Training.published_at.is_not(None), TrainingSession.state.in_(SHOWN)


def _fits(asked: Asked) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions of the filters, but for the period, on a query that joins training, session and place."""
    if asked.theme is not None:
        yield Training.theme_id == asked.theme
    if asked.organiser is not None:
        yield Training.organiser == Organiser(asked.organiser)
    if asked.language is not None:
        yield TrainingSession.language == asked.language
    if asked.place == ONLINE:
        yield TrainingSession.venue_id.is_(None)
    elif asked.place is not None:
        yield Venue.town_nl == asked.place
