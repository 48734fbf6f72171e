"""What the catalogue's templates show, made from the queries: links of filters, a month's grid, a training's parts."""

from __future__ import annotations

import datetime as dt
from calendar import Calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from babel.dates import format_date
from flask import url_for
from markupsafe import Markup

from cesi_site.core import clock
from cesi_site.core.languages import LOCALES, Text, _, current_language, ngettext
from cesi_site.core.markdown import Prose, render
from cesi_site.core.sites import Site, all_sites
from cesi_site.core.templating import money, number
from cesi_site.enrolment import queries
from cesi_site.enrolment.asking import FEED, LIST, MONTH, Question
from cesi_site.enrolment.conditions import Step, freeze, steps_of
from cesi_site.enrolment.course import course_data
from cesi_site.enrolment.models import Training, TrainingSession
from cesi_site.enrolment.queries import ONLINE, Card, MonthDate, Order, ThemeWords
from cesi_site.enrolment.words import TEACHING, Organiser

FRONT_TRAININGS = 3
OWN_FRONT_TRAININGS = 6
MONTHS_AHEAD = 12
MOST_IN_A_CELL = 3
MOST_IN_A_DAY = 40
DAY_ANCHOR = "day"

FilterLink = tuple[str, str, int | None, bool]
Labels = Callable[[Any], str]


@dataclass(frozen=True)
class Facet:
    """A filter: its links, the open one first, and how to take back what is chosen (its label and address)."""

    name: str
    label: str
    links: Sequence[FilterLink]
    chosen: tuple[str, str] | None


@dataclass(frozen=True)
class CatalogueFront:
    """What a home page shows of the catalogue."""

    cards: Sequence[Card]
    themes: Sequence[tuple[ThemeWords, str, int]]
    total: int


@dataclass(frozen=True)
class Day:
    """A day of a month's grid, with what is given on it."""

    date: dt.date
    inside: bool
    dates: Sequence[MonthDate]

    @property
    def is_today(self) -> bool:
        """Whether it is today in Brussels."""
        return self.date == clock.today()


def catalogue_page(question: Question) -> dict[str, Any]:
    """Return what the list shows."""
    language = current_language()
    listing = queries.list_trainings(
        question.narrowed, language=language, text=question.text, order=question.order, page=question.page
    )
    return {
        "question": question,
        "listing": listing,
        "facets": facets(question, listing.counts),
        "orders": _orders(question),
        "page_url": lambda page: question.url(page=page),
        "neighbour": neighbour(question),
        "views": views(question),
        "feed_url": question.url(endpoint=FEED, order=None, text=""),
    }


def facets(question: Question, counts: Mapping[str, Mapping[str | int, int]]) -> list[Facet]:
    """Return the filters that have something to choose from, each with its links and counts."""
    names = [name for name in ("theme", "period", "place", "language", "organiser") if name in counts]
    if question.own:
        names.remove("organiser")
    found = [_facet(question, name, counts[name]) for name in names]
    return [facet for facet in found if len(facet.links) > 1]


def _facet(question: Question, name: str, counts: Mapping[str | int, int]) -> Facet:
    label_of, chosen = LABELS[name], getattr(question.asked, name)
    values = list(_in_order(name, {*counts, *([chosen] if chosen is not None else [])}))
    links: list[FilterLink] = [(_("All"), question.url(**{name: None}), None, chosen is None)]
    links += [
        (label_of(value), question.url(**{name: value}), counts.get(value, 0), value == chosen) for value in values
    ]
    taken = None if chosen is None else (label_of(chosen), question.url(**{name: None}))
    return Facet(name, FACET_NAMES[name](), links, taken)


def _in_order(name: str, values: Iterable[Any]) -> Iterable[Any]:
    match name:
        case "theme":
            return [key for key in queries.themes() if key in set(values)]
        case "period":
            return sorted(values)[:MONTHS_AHEAD]
        case "place":
            return sorted(values, key=lambda value: (value != ONLINE, place_name(value)))
        case "language":
            return [language for language in TEACHING if language in set(values)]
        case _:
            return sorted(values)


def place_name(value: str) -> str:
    """Return the name of a place of the filters, in the language in use."""
    return _("Online") if value == ONLINE else str(queries.place_names().get(value, value))


def language_name(language: str) -> str:
    """Return a language in which sessions are given, in the language in use."""
    return str(TEACHING[language])


def period_name(period: str) -> str:
    """Return a month in words: "maart 2027"."""
    return format_date(dt.date.fromisoformat(f"{period}-01"), "LLLL y", locale=LOCALES[current_language()])


LABELS: Mapping[str, Labels] = {
    "theme": lambda value: str(queries.themes()[value].name),
    "period": lambda value: period_name(value),
    "place": place_name,
    "language": lambda value: language_name(value).capitalize(),
    "organiser": lambda value: Organiser(value).label,
}
FACET_NAMES: Mapping[str, Callable[[], str]] = {
    "theme": lambda: _("Theme"),
    "period": lambda: _("Month"),
    "place": lambda: _("Place"),
    "language": lambda: _("Taught in"),
    "organiser": lambda: _("Organiser"),
}
ORDER_NAMES: Mapping[Order, Text] = {
    Order.BEST: Text("Best passend", "Plus pertinent"),
    Order.DATE: Text("Eerstvolgende datum", "Prochaine date"),
    Order.TITLE: Text("Titel", "Titre"),
}


def _orders(question: Question) -> list[tuple[str, str, int | None, bool]]:
    usual = Order.BEST if question.text else Order.DATE
    current = question.order or usual
    offered = [order for order in ORDER_NAMES if question.text or order is not Order.BEST]
    return [
        (str(ORDER_NAMES[order]), question.url(order=None if order is usual else order), None, order is current)
        for order in offered
    ]


def neighbour(question: Question) -> tuple[Organiser, int]:
    """Return whose trainings stand on the other site, and how many there are."""
    other = Organiser.CESI if question.own else Organiser.ONEMANAGEMENT
    return other, queries.count_trainings(other)


def month_page(question: Question, first: dt.date) -> dict[str, Any]:
    """Return what a month shows: its grid, its list, and the months beside it."""
    dates = queries.month(first, question.narrowed, current_language())
    by_day = {day: list(found) for day, found in groupby(dates, key=lambda date: date.day)}
    weeks = [
        [Day(day, day.month == first.month, by_day.get(day, ())) for day in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    before, after = (first - dt.timedelta(days=1)).replace(day=1), queries.next_month(first)
    this_month = clock.today().replace(day=1)
    counts = queries.catalogue_index().counts(replace(question.narrowed, period=f"{first:%Y-%m}"))
    return {
        "question": question,
        "first": first,
        "name": period_name(f"{first:%Y-%m}"),
        "weeks": weeks,
        "days": by_day,
        "before": question.url(month=f"{before:%Y-%m}") if before >= this_month else None,
        "after": question.url(month=f"{after:%Y-%m}"),
        "facets": [facet for facet in facets(question, counts) if facet.name != "period"],
        "before_name": period_name(f"{before:%Y-%m}"),
        "after_name": period_name(f"{after:%Y-%m}"),
        "most_in_a_cell": MOST_IN_A_CELL,
        "most_in_a_day": MOST_IN_A_DAY,
        "training_of": lambda date: url_for("enrolment.training", slug=date.slug),
        "day_anchor": lambda day: f"{DAY_ANCHOR}-{day.day}",
        "neighbour": neighbour(question),
        "views": views(question),
        "feed_url": question.url(endpoint=FEED, month=""),
    }


def views(question: Question) -> list[tuple[str, str, bool]]:
    """Return the two ways to look at the catalogue, as tabs; both keep the filters."""
    return [
        (_("List"), question.url(endpoint=LIST, month=""), question.endpoint == LIST),
        (_("Calendar"), question.url(endpoint=MONTH, order=None, text="", period=None), question.endpoint == MONTH),
    ]


def catalogue_front(own: Organiser | None) -> CatalogueFront:
    """Return what a home page shows: of one organiser on its own site, else of both."""
    question = Question(own=own)
    index = queries.catalogue_index()
    counts = index.counts(question.narrowed)["theme"]
    limit = OWN_FRONT_TRAININGS if own else FRONT_TRAININGS
    return CatalogueFront(
        cards=queries.next_trainings(current_language(), limit=limit, organiser=own),
        themes=[
            (one, question.url(theme=one.id), counts[one.id]) for one in queries.themes().values() if one.id in counts
        ],
        total=index.count(index.fitting(question.narrowed)),
    )


@dataclass(frozen=True)
class TrainingPage:
    """What the page of a training shows, beside its row."""

    objectives: Prose
    programme: Prose
    legal_basis: Prose | None
    sessions: Sequence[TrainingSession]
    seats: Mapping[int, int]
    related: Sequence[Card]
    home: Site
    structured: Markup
    steps: Sequence[str]


def training_page(training: Training) -> TrainingPage:
    """Return what the page of a training shows: for visitors, and for staff who look at it before it is public."""
    language = current_language()
    sessions = queries.sessions_ahead(training.id)
    law = training.text("legal_basis", language)
    return TrainingPage(
        objectives=render(training.text("objectives", language)),
        programme=render(training.text("programme", language)),
        legal_basis=render(law) if law else None,
        sessions=sessions,
        seats=queries.free_seats([session.id for session in sessions]),
        related=queries.cards(queries.related(training), language),
        home=all_sites()[training.organiser],
        structured=Markup(course_data(training, sessions)),  # noqa: S704 - JSON, with its < and > escaped
        steps=cancellation_in_words(training),
    )


def cancellation_in_words(training: Training) -> list[str]:
    """Return what cancelling costs, a sentence for each step, the earliest first."""
    return steps_in_words(steps_of(freeze(training.policy)))


def steps_in_words(steps: Sequence[Step]) -> list[str]:
    """The same for the steps that an enrolment keeps."""
    sentences, later = [], False
    for step in steps:
        cost = f"{number(step.percent)}\u00a0%" if step.percent is not None else money(step.fee or Decimal(0))
        if step.days_before:
            text = ngettext(
                "Cancelled %(num)d day before the first day, or earlier: %(cost)s",
                "Cancelled %(num)d days before the first day, or earlier: %(cost)s",
                step.days_before,
                cost=cost,
            )
        else:
            text = _("Cancelled later: %(cost)s", cost=cost) if later else _("Cancelled: %(cost)s", cost=cost)
        sentences.append(text)
        later = True
    return sentences
