"""What a visitor asks of the catalogue, in the words of its address: each filter is a link, in either language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request, url_for

from cesi_site.core.forms import clean_line
from cesi_site.core.languages import LANGUAGES, Text, current_language
from cesi_site.core.sites import current_site
from cesi_site.enrolment import queries
from cesi_site.enrolment.queries import FACETS, ONLINE, Asked, Order
from cesi_site.enrolment.slugs import slug_of
from cesi_site.enrolment.words import TEACHING, Organiser

# The words of the query. What is typed stands under "q", as in every search of the site.
WORDS: Mapping[str, Text] = {
    "theme": Text("thema", "theme"),
    "language": Text("taal", "langue"),
    "place": Text("locatie", "lieu"),
    "period": Text("periode", "periode"),
    "organiser": Text("organisator", "organisateur"),
    "order": Text("volgorde", "ordre"),
    "page": Text("pagina", "page"),
    "month": Text("maand", "mois"),
}
SEARCH = "q"
LIST, MONTH, FEED = "enrolment.catalogue", "enrolment.month", "enrolment.calendar"
QUERY = frozenset({SEARCH, *(word.in_language(lang) for word in WORDS.values() for lang in LANGUAGES)})
ORDERS: Mapping[Order, Text] = {
    Order.DATE: Text("datum", "date"),
    Order.TITLE: Text("titel", "titre"),
    Order.BEST: Text("relevantie", "pertinence"),
}
LONGEST_SEARCH = 80
MOST_PAGES = 5_000
PERIOD = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Question:
    """A list as an address asks for it, on the page `endpoint`.

    `month` is set for the calendar ("2027-03"). `own` is the organiser whose site this is, when it shows its own alone.
    """

    asked: Asked = field(default_factory=Asked)
    text: str = ""
    order: Order | None = None
    page: int = 1
    month: str = ""
    own: Organiser | None = None
    endpoint: str = LIST

    @property
    def narrowed(self) -> Asked:
        """The filters, with what the site itself leaves out."""
        return replace(self.asked, organiser=self.own.value) if self.own else self.asked

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set, or something is searched for."""
        return self.asked != Asked() or bool(self.text)

    def words(self, language: str | None = None) -> dict[str, str]:
        """Return the query that asks this, in the words of a language (default: the one in use)."""
        language = language or current_language()
        given = {name: _word(name, value, language) for name in FACETS if (value := getattr(self.asked, name))}
        if self.order:
            given["order"] = ORDERS[self.order].in_language(language)
        if self.page > 1:
            given["page"] = str(self.page)
        if self.month:
            given["month"] = self.month
        named = {WORDS[name].in_language(language): value for name, value in given.items()}
        return {**({SEARCH: self.text} if self.text else {}), **named}

    def url(self, **changes: Any) -> str:
        """Return the address of this list with some filters, its order or its text changed, from its first page."""
        changed = self.changed(**changes)
        values: dict[str, Any] = changed.words()
        return url_for(changed.endpoint, **values)

    def changed(self, **changes: Any) -> Question:
        """Return the same question with some filters, its order, text or page changed."""
        filters = {name: value for name, value in changes.items() if name in FACETS}
        rest = {"page": 1} | {name: value for name, value in changes.items() if name not in FACETS}
        return replace(self, asked=replace(self.asked, **filters), **rest)


def read_question(endpoint: str = LIST) -> Question:
    """Read the question of this request; what is no value of a filter leaves it open."""
    site = current_site()
    own = Organiser.ONEMANAGEMENT if site.key == Organiser.ONEMANAGEMENT else None
    asked = {name: read(given) if (given := _given(name)) else None for name, read in READERS.items()}
    if own:
        asked["organiser"] = None
    page, month = _given("page"), _given("month")
    return Question(
        asked=Asked(**asked),
        text=clean_line(request.args.get(SEARCH))[:LONGEST_SEARCH],
        order=next((order for order, word in ORDERS.items() if str(word) == _given("order")), None),
        page=min(int(page), MOST_PAGES) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        month=month if PERIOD.fullmatch(month) else "",
        own=own,
        endpoint=endpoint,
    )


def _given(name: str) -> str:
    return request.args.get(str(WORDS[name]), "")


def _theme(slug: str) -> int | None:
    return next((one.id for one in queries.themes().values() if str(one.slug) == slug), None)


def _place(slug: str) -> str | None:
    if slug == ONLINE:
        return ONLINE
    return next((key for key, name in queries.place_names().items() if slug_of(str(name)) == slug), None)


READERS: Mapping[str, Callable[[str], Any]] = {
    "theme": _theme,
    "language": lambda given: given if given in TEACHING else None,
    "place": _place,
    "period": lambda given: given if PERIOD.fullmatch(given) else None,
    "organiser": lambda given: given if given in set(Organiser) else None,
}


def _word(name: str, value: Any, language: str) -> str:
    """Return how a filter's value stands in an address."""
    if name == "theme":
        return queries.themes()[value].slug.in_language(language)
    if name == "place" and value != ONLINE:
        return slug_of(queries.place_names()[value].in_language(language))
    return str(value)
