"""Statements that are compiled once and go to the driver as they are, for what many requests write.

SQLAlchemy weighs each execution anew: which values came, of which types, what comes back. Before a small statement
that takes longer than the statement itself (docs/decisions/0014).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Insert, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Row = Mapping[str, Any]


class _Compiled(NamedTuple):
    """A statement in one database's words. `values` names its parameters in order, each with what makes it ready."""

    sql: str
    values: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    positional: bool
    returns: bool

    def parameters(self, row: Row) -> Any:
        """Return a row as the driver takes it."""
        ready = [row[name] if change is None else change(row[name]) for name, change in self.values]
        return ready if self.positional else {name: value for (name, _), value in zip(self.values, ready, strict=True)}


class Prepared:
    """An INSERT or UPDATE whose parameters all have names. `columns` are those that an INSERT fills.

    What SQLAlchemy would add by itself, such as a default made in Python, has to be in the row.
    """

    def __init__(self, statement: Insert | Update, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, rows: Row | Sequence[Row]) -> list[Any]:
        """Execute it for a row, or for several, in the transaction of `connection`; return what a single one returns.

        What comes back is as the driver gives it: whole numbers and texts, no instants. Raises `KeyError` for a value
        that a row lacks, else what SQLAlchemy raises (`IntegrityError`, `OperationalError`).
        """
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name) or self._compile(dialect)
        one = isinstance(rows, Mapping)
        parameters = compiled.parameters(rows) if one else [compiled.parameters(row) for row in rows]  # type: ignore[arg-type]
        if not connection.in_transaction():
            connection.begin()
        cursor = connection.connection.cursor()
        try:
            for heard in connection.dispatch.before_cursor_execute:
                heard(connection, cursor, compiled.sql, parameters, None, not one)
            (cursor.execute if one else cursor.executemany)(compiled.sql, parameters)
            return list(cursor.fetchall()) if one and compiled.returns else []
        except dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemy_says(error, connection, compiled.sql, parameters) from error
        finally:
            cursor.close()

    def _compile(self, dialect: Dialect) -> _Compiled:
        made = self._statement.compile(dialect=dialect, column_keys=self._columns)
        assert isinstance(made, SQLCompiler)
        names = made.positiontup or list(made.binds)
        values = tuple((name, made.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names)
        compiled = _Compiled(made.string, values, made.positional, bool(made.effective_returning))
        self._compiled[dialect.name] = compiled
        return compiled


def _as_sqlalchemy_says(error: Exception, connection: Connection, sql: str, parameters: Any) -> BaseException:
    return DBAPIError.instance(
        sql,
        parameters,
        error,
        connection.dialect.loaded_dbapi.Error,
        hide_parameters=connection.engine.hide_parameters,
        dialect=connection.dialect,
    )
