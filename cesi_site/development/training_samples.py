"""Samples for the components of the catalogue: cards, filters and a month."""

from __future__ import annotations

import datetime as dt
from calendar import Calendar
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cesi_site.core.languages import Text, current_language
from cesi_site.enrolment.queries import Card, MonthDate, Slot, ThemeWords
from cesi_site.enrolment.words import Organiser

MOMENT = dt.datetime(2027, 3, 5, 8, tzinfo=dt.UTC)
THEME = ThemeWords(1, Text("ergonomie", "ergonomie"), Text("Ergonomie", "Ergonomie"), "chair")
TITLE = Text("Heffen en tillen: rugsparend werken", "Manutention : protéger son dos")
SUMMARY = Text(
    "U leert lasten verplaatsen zonder uw rug te overbelasten.",
    "Vous apprenez à déplacer des charges sans surcharger votre dos.",
)


@dataclass(frozen=True)
class SampleFacet:
    """Stands in for a filter of the catalogue."""

    name: str
    label: Text
    links: tuple[tuple[Text, str, int | None, bool], ...]


@dataclass(frozen=True)
class SampleDay:
    """Stands in for a day of a month."""

    date: dt.date
    inside: bool
    is_today: bool
    dates: tuple[MonthDate, ...]


FACETS = (
    SampleFacet(
        "sample-theme",
        Text("Thema", "Thème"),
        (
            (Text("Alle", "Tous"), "#a1", None, False),
            (Text("Ergonomie", "Ergonomie"), "#a2", 2, True),
            (Text("Brand en evacuatie", "Incendie et évacuation"), "#a3", 14, False),
        ),
    ),
    SampleFacet(
        "sample-place",
        Text("Locatie", "Lieu"),
        (
            (Text("Alle", "Tous"), "#a4", None, True),
            (Text("Online", "En ligne"), "#a5", 3, False),
            (Text("Brussel", "Bruxelles"), "#a6", 18, False),
        ),
    ),
)


def training_samples() -> dict[str, Any]:
    """Return what the page of components shows of the catalogue."""
    return {
        "training": _card(price=Decimal(140), dates=2),
        "dateless": _card(price=None, dates=0),
        "facets": FACETS,
        "weeks": _weeks(),
    }


def _card(*, price: Decimal | None, dates: int) -> Card:
    language = current_language()
    slots = [Slot(1, n + 1, MOMENT + dt.timedelta(weeks=n), "fr", "Brussel") for n in range(dates)]
    texts = (TITLE.in_language(language), SUMMARY.in_language(language))
    return Card(1, "sample", *texts, Organiser.CESI, THEME, Decimal("0.5"), price, tuple(slots))


def _weeks() -> list[list[SampleDay]]:
    return [
        [SampleDay(day, day.month == MOMENT.month, day.day == 2, _dates(day)) for day in week]
        for week in Calendar().monthdatescalendar(MOMENT.year, MOMENT.month)
    ]


def _dates(day: dt.date) -> tuple[MonthDate, ...]:
    count = {5: 1, 12: 4}.get(day.day, 0)
    hours = MOMENT + dt.timedelta(hours=3)
    return tuple(MonthDate(n, f"sample-{n}", str(TITLE), MOMENT, hours, "nl", "Gent") for n in range(count))
