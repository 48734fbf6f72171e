"""Reads of visits: figures over a time, and what a person who allowed it is interested in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from cesi_site.accounts.queries import account_by_id
from cesi_site.choices.models import Use
from cesi_site.choices.queries import is_blocked
from cesi_site.core.clock import start_of_day
from cesi_site.core.database import db
from cesi_site.register.terms import ONE_DAY
from cesi_site.visits.models import Interest, PageCount, Part, Subject, VisitFigure

MOST_PAGES = 50
MOST_WORDS = 15


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, both included, of one site or (None) of all."""

    first: dt.date
    last: dt.date
    site: str | None = None


@dataclass(frozen=True)
class Figures:
    """Visits together: how many, of how many by somebody who came before, the pages read, the seconds they lasted."""

    visits: int = 0
    returning: int = 0
    pages: int = 0
    seconds: int = 0

    @property
    def pages_a_visit(self) -> float:
        """Pages read in a visit, on average."""
        return self.pages / self.visits if self.visits else 0.0

    @property
    def seconds_a_visit(self) -> float:
        """How long a visit lasts, on average."""
        return self.seconds / self.visits if self.visits else 0.0

    @property
    def return_rate(self) -> float:
        """The share of visits by somebody who came before, from 0 to 1."""
        return self.returning / self.visits if self.visits else 0.0


@dataclass(frozen=True)
class Liking:
    """What somebody read about: a training or a service, by its word in the address, and how often."""

    subject: Subject
    slug: str
    language: str
    views: int
    last_at: dt.datetime


def views_by_day(span: Span) -> dict[dt.date, int]:
    """Return how many pages were read on each day."""
    counted = select(PageCount.day, func.sum(PageCount.views)).where(*_counts_of(span)).group_by(PageCount.day)
    return {day: int(views) for day, views in db.session.execute(counted)}


def views_by_language(span: Span) -> dict[str, int]:
    """Return how many pages were read in each language."""
    counted = select(PageCount.language, func.sum(PageCount.views)).where(*_counts_of(span))
    return {language: int(views) for language, views in db.session.execute(counted.group_by(PageCount.language))}


def most_read(span: Span, most: int = MOST_PAGES) -> Sequence[tuple[str, str, int]]:
    """Return (page, language, how often), the most read first."""
    views = func.sum(PageCount.views)
    counted = select(PageCount.page, PageCount.language, views).where(*_counts_of(span))
    ordered = counted.group_by(PageCount.page, PageCount.language).order_by(views.desc(), PageCount.page).limit(most)
    return [(page, language, int(times)) for page, language, times in db.session.execute(ordered)]


def figures(span: Span) -> Figures:
    """Return the visits of a span together."""
    row = db.session.execute(select(*_sums()).where(*_figures_of(span, Part.ALL))).one()
    return Figures(*(int(value or 0) for value in row))


def figures_by_day(span: Span) -> dict[dt.date, Figures]:
    """Return the visits of each day."""
    summed = select(VisitFigure.day, *_sums()).where(*_figures_of(span, Part.ALL)).group_by(VisitFigure.day)
    return {day: Figures(*map(int, sums)) for day, *sums in db.session.execute(summed)}


def figures_by(part: Part, span: Span, most: int = MOST_WORDS) -> Sequence[tuple[str, Figures]]:
    """Return the visits by a property, the most frequent first; the word "-" stands for those where it is not known."""
    visits = func.sum(VisitFigure.visits)
    summed = select(VisitFigure.word, *_sums()).where(*_figures_of(span, part)).group_by(VisitFigure.word)
    ordered = summed.order_by(visits.desc(), VisitFigure.word).limit(most)
    return [(word, Figures(*map(int, sums))) for word, *sums in db.session.execute(ordered)]


def interests_of(account_id: int, most: int = 20) -> Sequence[Liking]:
    """Return what a person read about, the most often first (promise F8).

    Nothing for who took the consent back, which removes the rows, and for who objects to being analysed (promise K5).
    """
    account = account_by_id(account_id)
    if account is None or is_blocked(Use.ANALYSIS, account.email):
        return []
    mine = select(Interest).where(Interest.account_id == account_id)
    ordered = mine.order_by(Interest.views.desc(), Interest.last_at.desc()).limit(most)
    return [Liking(row.subject, row.slug, row.language, row.views, row.last_at) for row in db.session.scalars(ordered)]


def most_liked(subject: Subject, span: Span, most: int = MOST_WORDS) -> Sequence[tuple[str, int]]:
    """Return (word in the address, how many browsers read about it last in these days), the most liked first.

    Interests are those of all sites together: for one site there is nothing.
    """
    if span.site:
        return []
    readers = func.count(Interest.reader.distinct())
    lately = Interest.last_at >= start_of_day(span.first), Interest.last_at < start_of_day(span.last + ONE_DAY)
    liked = select(Interest.slug, readers).where(Interest.subject == subject, *lately).group_by(Interest.slug)
    ordered = liked.order_by(readers.desc(), Interest.slug).limit(most)
    return [(slug, count) for slug, count in db.session.execute(ordered)]


def _counts_of(span: Span) -> list[Any]:
    of_site: list[Any] = [PageCount.site == span.site] if span.site else []
    return [PageCount.day.between(span.first, span.last), *of_site]


def _figures_of(span: Span, part: Part) -> list[Any]:
    of_site: list[Any] = [VisitFigure.site == span.site] if span.site else []
    return [VisitFigure.day.between(span.first, span.last), VisitFigure.part == part, *of_site]


def _sums() -> list[Any]:
    columns = VisitFigure.visits, VisitFigure.came_back, VisitFigure.pages, VisitFigure.seconds
    return [func.sum(column) for column in columns]
