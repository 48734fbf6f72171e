"""The catalogue in memory: which trainings fit a set of filters, and how many would fit each further one.

A training is a run of bits, one for each of its dates ahead (or one bit without a date), its earliest date lowest. A
value of a filter is a number that holds the bits it fits, so that filters combine by `&`, on one and the same date:
a training in French in March is one with a date that is both. What there is to count is a few operations on large
numbers, as quick for ten thousand trainings as for ten.
"""

from __future__ import annotations

import datetime as dt
from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from itertools import groupby, islice
from operator import getitem
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.core.kept import while_unchanged
from cesi_site.core.languages import LANGUAGES, Text
from cesi_site.enrolment.models import Training, TrainingSession, Venue
from cesi_site.enrolment.words import SHOWN

ONLINE = "online"
NO_DATE = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Asked:
    """The filters of a list; None leaves one open. A place is a town's Dutch name or `ONLINE`, a period "2027-03"."""

    theme: int | None = None
    language: str | None = None
    place: str | None = None
    period: str | None = None
    organiser: str | None = None


FACETS = tuple(field.name for field in fields(Asked))


class Slot(NamedTuple):
    """A date ahead of a training (its session, if it has one), as filters and cards see it."""

    training_id: int
    session_id: int | None = None
    starts_at: dt.datetime = NO_DATE
    language: str | None = None
    place: str | None = None

    @property
    def period(self) -> str | None:
        """The month in which it begins, in Brussels."""
        return f"{self.starts_at.astimezone(clock.BRUSSELS):%Y-%m}" if self.session_id else None


class Listed(NamedTuple):
    """What is known of a training without its dates."""

    id: int
    theme: int
    organiser: str
    title_nl: str
    title_fr: str


class CatalogueIndex:
    """The public trainings with their dates ahead, made once for as long as neither changes."""

    def __init__(
        self, trainings: Collection[Listed], slots: Mapping[int, Sequence[Slot]], towns: Mapping[str, Text]
    ) -> None:
        """`slots` are the dates of each training, the earliest first; `towns` the names of places by their key."""
        dates = {one.id: slots.get(one.id) or (Slot(one.id),) for one in trainings}
        order = sorted(trainings, key=lambda one: (dates[one.id][0].starts_at, one.title_nl, one.id))
        self.towns = towns
        self.slots = [slot for one in order for slot in dates[one.id]]
        self.runs: dict[int, tuple[int, int]] = {}
        self._read_runs()
        self._masks = self._read_masks({one.id: one for one in trainings})
        self._titles = {
            language: [one.id for one in sorted(trainings, key=_title_in(language))] for language in LANGUAGES
        }

    def _read_runs(self) -> None:
        tops, start = bytearray(len(self.slots) // 8 + 1), 0
        for training_id, run in groupby(self.slots, key=lambda slot: slot.training_id):
            end = start + len(list(run))
            self.runs[training_id] = start, end
            tops[(end - 1) // 8] |= 1 << (end - 1) % 8
            start = end
        self.all = (1 << len(self.slots)) - 1
        self._tops = int.from_bytes(tops, "little")
        self._lows = self.all & ~self._tops
        # Of each run the digits without its bits, and with them.
        self._digits_of_runs = [(b"0" * (end - start), b"1" * (end - start)) for start, end in self.runs.values()]

    def _read_masks(self, trainings: Mapping[int, Listed]) -> dict[str, dict[str | int, int]]:
        size = len(self.slots) // 8 + 1
        found: dict[str, defaultdict[str | int, bytearray]] = {
            name: defaultdict(lambda: bytearray(size)) for name in FACETS
        }
        for n, slot in enumerate(self.slots):
            one, bit = trainings[slot.training_id], 1 << n % 8
            values = (one.theme, slot.language, slot.place, slot.period, one.organiser)
            for name, value in zip(FACETS, values, strict=True):
                if value is not None:
                    found[name][value][n // 8] |= bit
        return {
            name: {value: int.from_bytes(mask, "little") for value, mask in masks.items()}
            for name, masks in found.items()
        }

    def fitting(self, asked: Asked, among: int | None = None) -> int:
        """Return the bits of the dates that fit all filters, among these bits only where some are given."""
        bits = self.all if among is None else among
        for name, value in zip(FACETS, astuple(asked), strict=True):
            if value is not None:
                bits &= self._masks[name].get(value, 0)
        return bits

    def bits_of(self, trainings: Container[int]) -> int:
        """Return the bits of these trainings; what is not public has none."""
        # All loops are the interpreter's own: a search may find ten thousand trainings.
        digits = b"".join(map(getitem, self._digits_of_runs, map(trainings.__contains__, self.runs)))
        return int(digits[::-1] or b"0", 2)

    def count(self, bits: int) -> int:
        """Return how many trainings have one of these bits.

        Adding ones to the bits of a run below its top carries into the top exactly where one of them is set.
        """
        return (((bits & self._lows) + self._lows | bits) & self._tops).bit_count()

    def counts(self, asked: Asked, among: int | None = None) -> dict[str, dict[str | int, int]]:
        """Return for each filter how many trainings fit each of its values, the other filters staying as they are."""
        found = {}
        for name in FACETS:
            open_: dict[str, Any] = {name: None}
            others = self.fitting(replace(asked, **open_), among)
            counted = {value: self.count(others & mask) for value, mask in self._masks[name].items()}
            found[name] = {value: count for value, count in counted.items() if count}
        return found

    def by_date(self, bits: int, most: int) -> list[int]:
        """Return at most so many trainings that have one of these bits, the one with the earliest such date first.

        Runs stand in the order of their first date, and no date of a run is earlier than that: once enough earlier
        dates are found, the rest need not be looked at.
        """
        found: list[tuple[dt.datetime, int]] = []
        for place in self._firsts(_digits(bits)):
            start, _end = self.runs[self.slots[place].training_id]
            if len(found) >= most and found[most - 1][0] <= self.slots[start].starts_at:
                break
            insort(found, (self.slots[place].starts_at, place))
        return [self.slots[place].training_id for _, place in found[:most]]

    def by_title(self, bits: int, language: str, most: int) -> list[int]:
        """Return at most so many trainings that have one of these bits, by their title."""
        return self.by_rank(bits, self._titles[language], most)

    def by_rank(self, bits: int, ranked: Sequence[int], most: int) -> list[int]:
        """Return of these trainings at most so many that have one of these bits, in their order."""
        digits = _digits(bits)
        known = (training_id for training_id in ranked if training_id in self.runs)
        return list(islice((one for one in known if digits.find("1", *self.runs[one]) >= 0), most))

    def dates(self, training_id: int, bits: int) -> list[Slot]:
        """Return the dates of a training that are among these bits."""
        start, end = self.runs[training_id]
        return [self.slots[n] for n in range(start, end) if bits >> n & 1 and self.slots[n].session_id]

    def _firsts(self, digits: str) -> Iterator[int]:
        """Yield the place of the first bit of each run that has one."""
        place = digits.find("1")
        while place >= 0:
            yield place
            place = digits.find("1", self.runs[self.slots[place].training_id][1])


def _digits(bits: int) -> str:
    """Return the bits as signs, the lowest first."""
    return f"{bits:b}"[::-1]


def _title_in(language: str) -> Callable[[Listed], tuple[str, int]]:
    return lambda one: (getattr(one, f"title_{language}").casefold(), one.id)


@while_unchanged("catalogue", "today")
def catalogue_index() -> CatalogueIndex:
    """Return the catalogue of today."""
    listed = select(Training.id, Training.theme_id, Training.organiser, Training.title_nl, Training.title_fr)
    trainings = [Listed(*row) for row in db.session.execute(listed.where(Training.published_at.is_not(None)))]
    slots: defaultdict[int, list[Slot]] = defaultdict(list)
    for row in db.session.execute(_dates_ahead()):
        slots[row[0]].append(Slot._make(row))
    towns = select(Venue.town_nl, Venue.town_fr).order_by(Venue.id)
    return CatalogueIndex(trainings, slots, {nl: Text(nl, fr) for nl, fr in db.session.execute(towns)})


def _dates_ahead() -> Select[int, int, dt.datetime, str, str]:
    place = func.coalesce(Venue.town_nl, ONLINE)
    return (
        select(
            TrainingSession.training_id, TrainingSession.id, TrainingSession.starts_at, TrainingSession.language, place
        )
        .outerjoin(Venue, Venue.id == TrainingSession.venue_id)
        .where(TrainingSession.state.in_(SHOWN), TrainingSession.starts_at >= clock.start_of_day(clock.today()))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
