"""The list of the catalogue: a page of cards, with what each filter would leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import select

from cesi_site.core.database import db
from cesi_site.core.kept import while_unchanged
from cesi_site.core.languages import Text
from cesi_site.enrolment.models import Theme, Training
from cesi_site.enrolment.queries.facets import Asked, CatalogueIndex, Slot, catalogue_index
from cesi_site.enrolment.queries.search import best_first, matches
from cesi_site.enrolment.words import Organiser

A_PAGE = 12


class Order(StrEnum):
    """How the list is sorted: by the next date, by title, or (for a search) by what fits best."""

    DATE = "date"
    TITLE = "title"
    BEST = "best"


@dataclass(frozen=True)
class ThemeWords:
    """A theme as filters show it. `slug` is its word in addresses."""

    id: int
    slug: Text
    name: Text
    icon: str


@dataclass(frozen=True)
class Card:
    """A training as a list shows it, in one language, with its dates that fit the filters."""

    id: int
    slug: str
    title: str
    summary: str
    organiser: Organiser
    theme: ThemeWords
    duration_days: Decimal
    price: Decimal | None
    dates: tuple[Slot, ...]

    @property
    def next_date(self) -> Slot | None:
        """The first of its dates."""
        return self.dates[0] if self.dates else None


@dataclass(frozen=True)
class Listing:
    """A page of the list. `counts` say for each filter how many trainings each value would leave."""

    cards: Sequence[Card]
    total: int
    page: int
    pages: int
    counts: Mapping[str, Mapping[str | int, int]]


def list_trainings(
    asked: Asked, *, language: str, text: str = "", order: Order | None = None, page: int = 1
) -> Listing:
    """Return a page of the trainings that fit; a page that is not there is the last one.

    Without an `order`, what was searched for is sorted by fit, and everything else by date.
    """
    index = catalogue_index()
    found = matches(text, language) if text else None
    among = None if found is None else index.bits_of(found)
    bits = index.fitting(asked, among)
    total = index.count(bits)
    pages = max(1, -(-total // A_PAGE))
    page = min(max(1, page), pages)
    if order is None or (order is Order.BEST and found is None):
        order = Order.DATE if found is None else Order.BEST
    shown = _first(page * A_PAGE, index, bits, order, found or {}, language)[(page - 1) * A_PAGE :]
    return Listing(_cards(index, bits, shown, language), total, page, pages, index.counts(asked, among))


def _first(
    most: int, index: CatalogueIndex, bits: int, order: Order, found: Mapping[int, int], language: str
) -> list[int]:
    match order:
        case Order.TITLE:
            return index.by_title(bits, language, most)
        case Order.BEST:
            return index.by_rank(bits, best_first(found), most)
        case Order.DATE:
            return index.by_date(bits, most)


def next_trainings(language: str, *, limit: int, organiser: Organiser | None = None) -> Sequence[Card]:
    """Return the trainings with the next dates ahead; those without a date are left out."""
    index = catalogue_index()
    bits = index.fitting(Asked(organiser=organiser))
    first = index.by_date(bits, limit)
    return [card for card in _cards(index, bits, first, language) if card.dates]


def cards(training_ids: Sequence[int], language: str) -> Sequence[Card]:
    """Return public trainings as cards with all their dates ahead, in the order given."""
    index = catalogue_index()
    return _cards(index, index.all, [one for one in training_ids if one in index.runs], language)


def count_trainings(organiser: Organiser) -> int:
    """Return how many public trainings an organiser has."""
    index = catalogue_index()
    return index.count(index.fitting(Asked(organiser=organiser)))


@while_unchanged("catalogue")
def themes() -> Mapping[int, ThemeWords]:
    """Return the themes in their order, by their keys."""
    found = db.session.scalars(select(Theme).order_by(Theme.position, Theme.id))
    return {
        one.id: ThemeWords(one.id, Text(one.slug_nl, one.slug_fr), Text(one.name_nl, one.name_fr), one.icon)
        for one in found
    }


def place_names() -> Mapping[str, Text]:
    """Return the names of the towns where sessions are given, by the key that filters use."""
    return catalogue_index().towns


def _cards(index: CatalogueIndex, bits: int, ids: Sequence[int], language: str) -> list[Card]:
    texts = (getattr(Training, f"{name}_{language}") for name in ("slug", "title", "summary"))
    facts = (Training.organiser, Training.theme_id, Training.duration_days, Training.price)
    found = db.session.execute(select(Training.id, *texts, *facts).where(Training.id.in_(ids)))
    known, made = themes(), dict[int, Card]()
    for id_, slug, title, summary, organiser, theme, days, price in found:
        dates = tuple(index.dates(id_, bits))
        made[id_] = Card(id_, slug, title, summary, organiser, known[theme], days, price, dates)
    return [made[one] for one in ids if one in made]
