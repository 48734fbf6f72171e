"""A person's rows over all holdings: which they are, what stands in them, and on which day each is gone.

A link opens only rows whose own address it is. Where people with different names share an address, `select_rows`
takes the name of one of them: rows that name another, and the rows that hang on those, stay out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Table, and_, func, inspect, select, true
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import False_

from cesi_site.core.database import db
from cesi_site.register.book import Register
from cesi_site.register.holdings import Holding, Person
from cesi_site.register.names import can_be_one, different_people

CHUNK = 500


class Hidden:
    """Stands where a value is about somebody else."""


HIDDEN = Hidden()


@dataclass(frozen=True)
class FoundRow:
    """A row of a holding. `values` by their names in an export; a file is left out, `HIDDEN` is about another."""

    holding: Holding
    key: Any
    values: Mapping[str, Any]
    clock: dt.date | dt.datetime | None

    @property
    def last_day(self) -> dt.date | None:
        """The last day it is kept, or None where its clock does not run yet."""
        return None if self.clock is None else self.holding.kept.last_day(self.clock)


@dataclass(frozen=True)
class Selection:
    """The rows of one person. `apart` are keys, by table, of rows under the same address that name another."""

    person: Person
    apart: Mapping[Table, frozenset[Any]] = field(default_factory=dict)

    def of(self, holding: Holding) -> ColumnElement[bool]:
        """Return the condition that a row of this holding is the person's."""
        return and_(holding.on, holding.rows, holding.subject(self.person), self.not_apart(holding.model))

    def can_find(self, holding: Holding) -> bool:
        """Whether a person can be looked up in this holding at all."""
        return not isinstance(holding.subject(self.person), False_)

    def not_apart(self, model: type[DeclarativeBase]) -> ColumnElement[bool]:
        """Return the condition that neither a row of this table nor one that it hangs on names somebody else."""
        table = inspect(model).local_table
        assert isinstance(table, Table)
        return and_(true(), *self._not_apart(table))

    def _not_apart(self, table: Table) -> Iterator[ColumnElement[bool]]:
        if keys := self.apart.get(table):
            (own,) = table.primary_key.columns
            yield own.not_in(keys)
        for key in table.foreign_keys:
            if keys := self.apart.get(key.column.table):
                yield func.coalesce(key.parent.not_in(keys), true())


def select_rows(register: Register, person: Person, name: str | None = None) -> Selection:
    """Return the rows of a person; with a `name`, those alone that do not name somebody else."""
    if name is None:
        return Selection(person)
    apart: dict[Table, set[Any]] = {}
    for holding, key, found in _named_rows(register, person):
        if found and not can_be_one(found, name):
            apart.setdefault(holding.table, set()).add(key)
    return Selection(person, {table: frozenset(keys) for table, keys in apart.items()})


def people_at(register: Register, person: Person) -> list[str]:
    """Return the names of the different people that a person's addresses lead to; one or none is what is usual."""
    return different_people(found for _, _, found in _named_rows(register, person))


def names_at(register: Register, person: Person) -> set[str]:
    """Return all names that stand in a person's rows, as they are written there."""
    return {found for _, _, found in _named_rows(register, person) if found}


def _named_rows(register: Register, person: Person) -> Iterator[tuple[Holding, Any, str]]:
    whole = Selection(person)
    for holding in register.holdings:
        if holding.naming and whole.can_find(holding):
            query: Select[Any] = select(holding.primary_key, *holding.naming)
            for row in db.session.execute(query.where(whole.of(holding))):
                yield holding, row[0], " ".join(part for part in row[1:] if part)


def count_rows(holding: Holding, selection: Selection) -> int:
    """Return how many rows of this holding are the person's."""
    if not selection.can_find(holding):
        return 0
    return db.session.scalar(select(func.count(holding.primary_key)).where(selection.of(holding))) or 0


def rows_of(holding: Holding, selection: Selection, *, newest: int | None = None) -> list[FoundRow]:
    """Return the person's rows of this holding, the newest first; at most `newest` of them."""
    if not selection.can_find(holding):
        return []
    names = [name for name in holding.export if name not in holding.files]
    columns = [holding.export[name] for name in names]
    query: Select[Any] = select(holding.primary_key, holding.clock, *columns).where(selection.of(holding))
    query = query.order_by(holding.primary_key.desc()).limit(newest)
    return [_found(holding, names, row) for row in db.session.execute(query)]


def _found(holding: Holding, names: list[str], row: Sequence[Any]) -> FoundRow:
    key, clock, *values = row
    hidden = {column.key for column in holding.third_person}
    shown = {
        name: HIDDEN if holding.export[name].key in hidden and value is not None else value
        for name, value in zip(names, values, strict=True)
    }
    return FoundRow(holding, key, shown, clock)


def file_of(row: FoundRow, name: str) -> bytes | None:
    """Read a whole file of a row, by its name in an export."""
    content: bytes | None = db.session.scalar(
        select(row.holding.export[name]).where(row.holding.primary_key == row.key)
    )
    return content


def addresses(register: Register) -> Iterator[str]:
    """Walk over every address by which a row can be found, some of them more than once.

    The columns are read from the holdings' own conditions, so a new holding needs no word about it.
    """
    for column in _address_columns(register):
        yield from db.session.scalars(select(column).where(column.contains("@")).distinct()).yield_per(CHUNK)


def _address_columns(register: Register) -> list[Any]:
    probe = Person(frozenset({"@"}))
    found: dict[str, Any] = {}
    for holding in register.holdings:
        for element in visitors.iterate(holding.subject(probe)):
            if element.__visit_name__ == "column" and isinstance(getattr(element, "type", None), String):
                found.setdefault(str(element), element)
    return list(found.values())
