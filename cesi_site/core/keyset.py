"""Pages of a long list by the key of a row, and not by counting: the last page is as quick as the first.

A cursor names the row at the edge of a page and the way to go from it: "a" (after) or "b" (before), the value by
which the list is sorted, and the row's key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Date, Integer, Select, SQLColumnExpression, select, tuple_

from cesi_site.core.database import UtcDateTime, db

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of rows, with the cursors of its neighbours; None where there is none."""

    rows: Sequence[Row]
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class Sorting:
    """What a list is sorted by: an expression that is never NULL, and the key, which decides where it is equal."""

    value: SQLColumnExpression[Any]
    key: SQLColumnExpression[int]
    descending: bool = False


def read_page(query: Select[Any], sorting: Sorting, *, cursor: str | None, size: int) -> Page[Any]:
    """Read one page of `query`, whose last two columns are those of `sorting` (see `with_edges`).

    A cursor that is not one of ours opens the first page.
    """
    edge = _read(cursor, sorting) if cursor else None
    backward = edge is not None and edge[0] == "b"
    descending = sorting.descending != backward
    if edge is not None:
        here, there = tuple_(sorting.value, sorting.key), tuple_(edge[1], edge[2])
        query = query.where(here < there if descending else here > there)
    columns = (sorting.value, sorting.key)
    query = query.order_by(*(column.desc() if descending else column.asc() for column in columns)).limit(size + 1)
    found = db.session.execute(query).all()
    more, rows = len(found) > size, found[:size]
    if backward:
        rows = rows[::-1]
    return Page(
        rows,
        before=_write("b", rows[0]) if rows and (more if backward else edge is not None) else None,
        after=_write("a", rows[-1]) if rows and (more or backward) else None,
    )


def with_edges(query: Select[Any], sorting: Sorting) -> Select[Any]:
    """Add the columns from which cursors are made, at the end of those that are selected."""
    return query.add_columns(sorting.value.label("edge_value"), sorting.key.label("edge_key"))


def _write(way: str, row: Any) -> str:
    value = row.edge_value
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    return f"{way}~{text}~{row.edge_key}"


def _read(cursor: str, sorting: Sorting) -> tuple[str, Any, int] | None:
    way, _, rest = cursor.partition("~")
    text, _, key = rest.rpartition("~")
    try:
        value = _value(text, _type_of(sorting.value))
        return (way, value, int(key)) if way in {"a", "b"} and 0 < int(key) < 2**62 else None
    except ValueError:
        return None


def _type_of(value: SQLColumnExpression[Any]) -> object:
    return select(value).selected_columns[0].type


def _value(text: str, kind: object) -> Any:
    if isinstance(kind, Integer):
        number = int(text)
        if abs(number) >= 2**62:
            raise ValueError(text)
        return number
    if isinstance(kind, Date):
        return dt.date.fromisoformat(text)
    if isinstance(kind, UtcDateTime):
        moment = dt.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(text)
        return moment
    return text
