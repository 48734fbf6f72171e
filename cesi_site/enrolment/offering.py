"""What somebody could take next: three rules over what they attended (promise C4) and one over what they read about
with consent (F8), each with its reason in words.

Pure functions over facts. Who objected never gets here: `queries.attended` alone reads the history, without them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cesi_site.core.languages import Text, use_language
from cesi_site.core.templating import date_long
from cesi_site.register.terms import add_months

MOST_OFFERS = 4
# From so long before the day until so long after it, a refresher is worth a word.
REFRESHER_DAYS_AHEAD = 120
REFRESHER_MONTHS_LATE = 12
# What was attended longer ago says little of what somebody needs now.
MONTHS_LOOKED_BACK = 24
# A smaller group would tell what one colleague did.
FEWEST_COLLEAGUES = 3
READ_REASON = Text(
    "U las hierover op onze websites, en zei ja op het onthouden daarvan.",
    "Vous avez lu à ce sujet sur nos sites, et vous avez accepté que nous le retenions.",
)


class Rule(StrEnum):
    """Why a training is offered, the strongest first."""

    REFRESHER = "refresher"
    NEXT_IN_THEME = "next_in_theme"
    COLLEAGUES = "colleagues"
    READ_ABOUT = "read_about"


@dataclass(frozen=True, kw_only=True)
class Attended:
    """A training that somebody attended, and its last day."""

    training_id: int
    last_day: dt.date


@dataclass(frozen=True, kw_only=True)
class Known:
    """A training as the rules know it. `has_dates`: somebody can enrol."""

    id: int
    code: str
    title: Text
    organiser: str
    theme_id: int
    theme: Text
    refresher_months: int | None = None
    refresher_id: int | None = None
    has_dates: bool = True


@dataclass(frozen=True, kw_only=True)
class Person:
    """What the rules know of somebody. `planned` are trainings that they are enrolled in, or wait for.

    `houses` are those whose offers they may get; `colleagues` says how many colleagues with the same function
    attended each training. `read_about` are trainings that they read about and let us remember, the most read first.
    """

    attended: Sequence[Attended]
    planned: frozenset[int] = frozenset()
    houses: frozenset[str] = frozenset()
    function: str | None = None
    colleagues: Mapping[int, int] | None = None
    read_about: Sequence[int] = ()


@dataclass(frozen=True)
class Offer:
    """A training to take next, and why."""

    training_id: int
    rule: Rule
    reason: Text


def offers_for(person: Person, catalogue: Mapping[int, Known], today: dt.date) -> list[Offer]:
    """Return what somebody could take next, the strongest reason first, each training once."""
    found: dict[int, Offer] = {}
    for rule in RULES:
        for offer in rule(person, catalogue, today):
            known = catalogue[offer.training_id]
            # What somebody read about themselves announces nothing to them, whichever house gives it.
            welcome = offer.rule is Rule.READ_ABOUT or known.organiser in person.houses
            if welcome and known.has_dates and known.id not in person.planned:
                found.setdefault(known.id, offer)
    return list(found.values())[:MOST_OFFERS]


def _refreshers(person: Person, catalogue: Mapping[int, Known], today: dt.date) -> Iterator[Offer]:
    last = _last_days(person)
    due = []
    for training_id, day in last.items():
        known = catalogue.get(training_id)
        if known is None or not known.refresher_months:
            continue
        target = known.refresher_id or known.id
        by = add_months(max(day, last.get(target, day)), known.refresher_months)
        near = by - dt.timedelta(days=REFRESHER_DAYS_AHEAD) <= today <= add_months(by, REFRESHER_MONTHS_LATE)
        if near and target in catalogue:
            due.append((by, target, known, day))
    for by, target, known, day in sorted(due, key=lambda one: one[:2]):
        yield Offer(target, Rule.REFRESHER, _refresher_reason(known, day, by, late=by < today))


def _next_in_theme(person: Person, catalogue: Mapping[int, Known], today: dt.date) -> Iterator[Offer]:
    last = _last_days(person)
    refreshers = {known.refresher_id for known in catalogue.values() if known.refresher_id != known.id}
    since = add_months(today, -MONTHS_LOOKED_BACK)
    recent = sorted(((day, id_) for id_, day in last.items() if day >= since and id_ in catalogue), reverse=True)
    for day, training_id in recent:
        done = catalogue[training_id]
        ahead = [
            known
            for known in catalogue.values()
            if known.theme_id == done.theme_id
            and known.code > done.code
            and known.id not in last
            and known.id not in refreshers
            and known.has_dates
        ]
        if ahead:
            following = min(ahead, key=lambda known: known.code)
            yield Offer(following.id, Rule.NEXT_IN_THEME, _theme_reason(done, day))


def _like_colleagues(person: Person, catalogue: Mapping[int, Known], today: dt.date) -> Iterator[Offer]:
    if not person.function:
        return
    last = _last_days(person)
    counted = sorted((person.colleagues or {}).items(), key=lambda pair: (-pair[1], pair[0]))
    for training_id, count in counted:
        if count >= FEWEST_COLLEAGUES and training_id not in last and training_id in catalogue:
            yield Offer(training_id, Rule.COLLEAGUES, _colleagues_reason(person.function, count))


def _read_about(person: Person, catalogue: Mapping[int, Known], today: dt.date) -> Iterator[Offer]:
    last = _last_days(person)
    for training_id in person.read_about:
        if training_id in catalogue and training_id not in last:
            yield Offer(training_id, Rule.READ_ABOUT, READ_REASON)


RULES: tuple[Callable[[Person, Mapping[int, Known], dt.date], Iterator[Offer]], ...] = (
    _refreshers,
    _next_in_theme,
    _like_colleagues,
    _read_about,
)


def _last_days(person: Person) -> dict[int, dt.date]:
    last: dict[int, dt.date] = {}
    for one in person.attended:
        last[one.training_id] = max(one.last_day, last.get(one.training_id, one.last_day))
    return last


def _day(day: dt.date) -> Text:
    written = {}
    for language in ("nl", "fr"):
        with use_language(language):
            written[language] = date_long(day)
    return Text(**written)


def _refresher_reason(known: Known, day: dt.date, by: dt.date, *, late: bool) -> Text:
    on, until = _day(day), _day(by)
    ends = Text(
        "De bijscholing was te volgen tegen" if late else "De bijscholing is te volgen tegen",
        "Le recyclage était à suivre avant le" if late else "Le recyclage est à suivre avant le",
    )
    return Text(
        f"U volgde ‘{known.title.nl}’ op {on.nl}. {ends.nl} {until.nl}.",
        f"Vous avez suivi «\u00a0{known.title.fr}\u00a0» le {on.fr}. {ends.fr} {until.fr}.",
    )


def _theme_reason(done: Known, day: dt.date) -> Text:
    on = _day(day)
    return Text(
        f"U volgde ‘{done.title.nl}’ op {on.nl}. Dit is de volgende opleiding in het thema ‘{done.theme.nl}’.",
        f"Vous avez suivi «\u00a0{done.title.fr}\u00a0» le {on.fr}. C’est la formation suivante du thème "
        f"«\u00a0{done.theme.fr}\u00a0».",
    )


def _colleagues_reason(function: str, count: int) -> Text:
    return Text(
        f"{count} collega’s met dezelfde functie als u ({function}) volgden deze opleiding.",
        f"{count} collègues qui exercent la même fonction que vous ({function}) ont suivi cette formation.",
    )
