"""Reads for the desk of the catalogue: what is public and what is not, with what still has to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.core.keyset import Page, Sorting, read_page, with_edges
from cesi_site.enrolment.models import (
    CancellationPolicy,
    Recognition,
    Theme,
    Training,
    TrainingRecognition,
    TrainingSession,
    Venue,
)
from cesi_site.enrolment.words import SHOWN, Organiser

TRAININGS_A_PAGE = 50
SESSIONS_SHOWN = 100
SORTING = Sorting(Training.code, Training.id)
LEANING: Mapping[type[Any], InstrumentedAttribute[Any]] = {
    Theme: Training.theme_id,
    Venue: TrainingSession.venue_id,
    Recognition: TrainingRecognition.recognition_id,
}
PUBLIC, DRAFT, WITHOUT_DATE = "public", "draft", "undated"


@dataclass(frozen=True, kw_only=True)
class DeskFilter:
    """What the list shows. `state` is one of "public", "draft", "undated" (public, without a date ahead)."""

    state: str | None = None
    theme: int | None = None
    organiser: str | None = None
    text: str = ""


class TrainingRow(NamedTuple):
    """A training in the list."""

    id: int
    code: str
    title_nl: str
    title_fr: str
    theme_id: int
    organiser: Organiser
    is_public: bool
    dates: int
    edge_value: object
    edge_key: int


def find_trainings(asked: DeskFilter, *, cursor: str | None, size: int = TRAININGS_A_PAGE) -> Page[TrainingRow]:
    """Return a page of the trainings that fit, by their code."""
    ahead = select(func.count()).select_from(TrainingSession).where(_is_ahead()).scalar_subquery()
    facts = (Training.id, Training.code, Training.title_nl, Training.title_fr, Training.theme_id, Training.organiser)
    query = select(*facts, Training.published_at.is_not(None), ahead).where(*_conditions(asked))
    page = read_page(with_edges(query, SORTING), SORTING, cursor=cursor, size=size)
    return Page([TrainingRow(*row) for row in page.rows], page.before, page.after)


def _is_ahead() -> ColumnElement[bool]:
    shown = TrainingSession.state.in_(SHOWN) & (TrainingSession.starts_at >= clock.start_of_day(clock.today()))
    return (TrainingSession.training_id == Training.id) & shown


def _conditions(asked: DeskFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.state == DRAFT:
        found.append(Training.published_at.is_(None))
    elif asked.state is not None:
        found.append(Training.published_at.is_not(None))
    if asked.state == WITHOUT_DATE:
        found.append(~select(TrainingSession.id).where(_is_ahead()).correlate(Training).exists())
    if asked.theme is not None:
        found.append(Training.theme_id == asked.theme)
    if asked.organiser is not None:
        found.append(Training.organiser == Organiser(asked.organiser))
    if asked.text:
        columns = (Training.code, Training.title_nl, Training.title_fr)
        found.append(or_(*(column.icontains(asked.text, autoescape=True) for column in columns)))
    return found


def count_by_state() -> Mapping[str | None, int]:
    """Return how many trainings are public, how many drafts, and how many of the public have no date ahead."""
    public = func.count(Training.published_at)
    total, published = db.session.execute(select(func.count(), public).select_from(Training)).one()
    undated = select(func.count()).select_from(Training).where(*_conditions(DeskFilter(state=WITHOUT_DATE)))
    return {
        None: total,
        PUBLIC: published,
        DRAFT: total - published,
        WITHOUT_DATE: db.session.scalar(undated) or 0,
    }


def training(training_id: int) -> Training | None:
    """Return a training, public or not."""
    return db.session.get(Training, training_id)


def session(session_id: int) -> TrainingSession | None:
    """Return a session in any state."""
    return db.session.get(TrainingSession, session_id)


def sessions_of(training_id: int) -> Sequence[TrainingSession]:
    """Return the sessions of a training in any state, the next one first, those that are over last, at most 100."""
    found = select(TrainingSession).where(TrainingSession.training_id == training_id)
    over = case((TrainingSession.ends_at < clock.now(), 1), else_=0)
    order = over, TrainingSession.starts_at, TrainingSession.id
    return db.session.scalars(found.order_by(*order).limit(SESSIONS_SHOWN)).all()


def all_themes() -> Sequence[Theme]:
    """Return the themes in their order."""
    return db.session.scalars(select(Theme).order_by(Theme.position, Theme.id)).all()


def all_venues(*, active: bool = False) -> Sequence[Venue]:
    """Return the places by town, all or those in use."""
    found = select(Venue).order_by(Venue.town_nl, Venue.name_nl, Venue.id)
    return db.session.scalars(found.where(Venue.active) if active else found).all()


def all_recognitions() -> Sequence[Recognition]:
    """Return the recognitions."""
    return db.session.scalars(select(Recognition).order_by(Recognition.name_nl, Recognition.id)).all()


def all_policies() -> Sequence[CancellationPolicy]:
    """Return the conditions of cancelling, with their steps."""
    return db.session.scalars(select(CancellationPolicy).order_by(CancellationPolicy.id)).all()


def all_codes() -> Sequence[tuple[int, str, str, str]]:
    """Return key, code and both titles of every training, by code: to choose a refresher from."""
    columns = (Training.id, Training.code, Training.title_nl, Training.title_fr)
    return [(*row,) for row in db.session.execute(select(*columns).order_by(Training.code))]


def used_by(kind: type[Theme | Recognition | Venue]) -> Mapping[int, int]:
    """Return how many trainings (for a place: sessions) lean on each theme, recognition or place; unused are absent."""
    column = LEANING[kind]
    used = select(column, func.count()).where(column.is_not(None)).group_by(column)
    return dict(db.session.execute(used).all())
