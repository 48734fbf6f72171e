"""Erasure (article 17 GDPR): which of a person's rows go, which stay and by which law, and the act itself.

A package that must put something right first (end a role, cancel an enrolment) says so with `before_erasure`; one
that knows why an erasure cannot be done at once says so with `hinders_erasure`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Table, delete, select, update

from cesi_site.core.database import db
from cesi_site.core.languages import Text
from cesi_site.register.book import Register
from cesi_site.register.finding import CHUNK, Selection
from cesi_site.register.holdings import Anonymise, Follow, Holding, Keep
from cesi_site.register.retention import by_column, children_first

Hindrance = Callable[[Selection], Iterable[Text]]
Preparation = Callable[[Selection], None]
AnyHindrance = TypeVar("AnyHindrance", bound=Hindrance)
AnyPreparation = TypeVar("AnyPreparation", bound=Preparation)

_HINDRANCES: list[Hindrance] = []
_PREPARATIONS: list[Preparation] = []


def hinders_erasure(hindrance: AnyHindrance) -> AnyHindrance:
    """Register a function that says, in a sentence each, why a person of staff must look at an erasure first.

    It is asked in the transaction of the erasure, and holds the rows that its answer rests on until the commit.
    """
    _HINDRANCES.append(hindrance)
    return hindrance


def before_erasure(preparation: AnyPreparation) -> AnyPreparation:
    """Register what is to be put right first, in the same transaction; it runs for the preview, too, and is undone."""
    _PREPARATIONS.append(preparation)
    return preparation


def hindrances(selection: Selection) -> list[Text]:
    """Return why a person's rows cannot be erased at once; empty where they can. Asked in the open transaction."""
    return [why for hindrance in _HINDRANCES for why in hindrance(selection)]


def prepare(selection: Selection) -> None:
    """Put right what must be before the rows go, in the open transaction."""
    for preparation in _PREPARATIONS:
        preparation(selection)
    db.session.flush()


@dataclass
class Fate:
    """What becomes of the person's rows of one holding: keys that go (or lose their person), keys that stay and why.

    `until` is the last day of the row that stays longest; None where a clock does not run yet.
    """

    holding: Holding
    goes: list[Any] = field(default_factory=list)
    stays: list[Any] = field(default_factory=list)
    why: Text | None = None
    until: dt.date | None = None

    def keep(self, key: Any, why: Text | None, last_day: dt.date | None) -> None:
        """Let a row stay."""
        first = not self.stays
        self.stays.append(key)
        self.why = self.why or why
        later = last_day and self.until and max(last_day, self.until)
        self.until = last_day if first else later


@dataclass(frozen=True)
class Plan:
    """The fates of all holdings in which the person has rows, children before parents."""

    fates: Sequence[Fate]

    @property
    def gone(self) -> list[Fate]:
        """The fates of those of which rows go."""
        return [fate for fate in self.fates if fate.goes]

    @property
    def kept(self) -> list[Fate]:
        """The fates of those of which rows stay."""
        return [fate for fate in self.fates if fate.stays]


Kept = defaultdict[Table, dict[Any, Text | None]]


def plan(register: Register, selection: Selection) -> Plan:
    """Decide on each row of the person: it goes unless its holding names a law, or a row that stays hangs on it."""
    holdings = [holding for holding in children_first(register.holdings) if selection.can_find(holding)]
    rows = {holding.key: _rows(holding, selection) for holding in holdings}
    kept: Kept = defaultdict(dict)
    for holding in holdings:
        if isinstance(holding.on_erasure, Keep):
            kept[holding.table] |= dict.fromkeys(rows[holding.key], holding.on_erasure.law)
    for holding in holdings:  # children first: what a child holds back is known when its parent's turn comes
        _hold_back(holding, kept)
    for holding in reversed(holdings):  # parents first: a row that follows knows its parent's fate
        if isinstance(holding.on_erasure, Follow):
            kept[holding.table] |= _followers(holding, rows[holding.key], kept)
    return Plan([_fate(holding, rows[holding.key], kept[holding.table]) for holding in holdings if rows[holding.key]])


def _rows(holding: Holding, selection: Selection) -> dict[Any, dt.date | dt.datetime | None]:
    query = select(holding.primary_key, holding.clock).where(selection.of(holding))
    return {row[0]: row[1] for row in db.session.execute(query)}


def _hold_back(holding: Holding, kept: Kept) -> None:
    """Keep the rows that a row which stays hangs on, where the database would take it along or refuse."""
    own = kept.get(holding.table)
    if not own:
        return
    for key in holding.table.foreign_keys:
        if key.ondelete == "SET NULL":
            continue
        for chunk in batched(own, CHUNK):
            pairs = db.session.execute(
                select(holding.primary_key, key.parent).where(holding.primary_key.in_(chunk), key.parent.is_not(None))
            )
            for child, parent in pairs:
                kept[key.column.table].setdefault(parent, own[child])


def _followers(holding: Holding, rows: Mapping[Any, object], kept: Kept) -> dict[Any, Text | None]:
    found: dict[Any, Text | None] = {}
    for key in holding.table.foreign_keys:
        parents = kept.get(key.column.table)
        if key.ondelete != "CASCADE" or not parents:
            continue
        for chunk in batched(rows, CHUNK):
            pairs = db.session.execute(
                select(holding.primary_key, key.parent).where(
                    holding.primary_key.in_(chunk), key.parent.in_(list(parents))
                )
            )
            found |= {child: parents[parent] for child, parent in pairs}
    return found


def _fate(holding: Holding, rows: Mapping[Any, dt.date | dt.datetime | None], kept: Mapping[Any, Text | None]) -> Fate:
    fate = Fate(holding)
    for key, clock in rows.items():
        if key in kept:
            fate.keep(key, kept[key], None if clock is None else holding.kept.last_day(clock))
        else:
            fate.goes.append(key)
    return fate


def carry_out(decided: Plan) -> None:
    """Remove or anonymise what goes, in the open transaction."""
    for fate in decided.fates:
        for chunk in batched(fate.goes, CHUNK):
            _dispose(fate.holding, chunk)
    db.session.expire_all()


def batched(keys: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Cut keys into lists of `size`, so that no statement carries too many."""
    rest = iter(keys)
    while chunk := list(islice(rest, size)):
        yield chunk


def _dispose(holding: Holding, keys: Sequence[Any]) -> None:
    mine = holding.primary_key.in_(keys)
    if isinstance(holding.on_erasure, Anonymise):
        db.session.execute(update(holding.table).where(mine).values(by_column(holding.on_erasure.values)))
    else:
        db.session.execute(delete(holding.table).where(mine))
