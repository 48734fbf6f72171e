"""What the migrations make on PostgreSQL, found without a server: each act is written down instead of carried out.

SQLite takes an INTEGER for a BIGINT, so that a column of another type than its model's is seen on PostgreSQL alone.
What a migration changes by SQL of its own is not seen here; the tests run all of them on a server.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from alembic.ddl.postgresql import PostgresqlImpl
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.dialects import postgresql

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
NULL = {True: "NULL", False: "NOT NULL"}

# By "table.column": its type as PostgreSQL writes it, and whether it may be empty.
Columns = dict[str, tuple[str, str]]


class Notebook(PostgresqlImpl):
    """Writes down the columns of the tables that migrations make and change."""

    columns: Columns

    def create_table(self, table: sa.Table, **_options: Any) -> None:
        """Note a new table."""
        self.columns |= _columns(table)

    def drop_table(self, table: sa.Table, **_options: Any) -> None:
        """Note that a table goes."""
        for name in [name for name in self.columns if name.startswith(f"{table.name}.")]:
            del self.columns[name]

    def rename_table(self, old_table_name: str, new_table_name: str, schema: str | None = None) -> None:
        """Note another name of a table."""
        for name in [name for name in self.columns if name.startswith(f"{old_table_name}.")]:
            self.columns[name.replace(old_table_name, new_table_name, 1)] = self.columns.pop(name)

    def add_column(self, table_name: str, column: sa.Column[Any], **_options: Any) -> None:
        """Note a new column."""
        self.columns[f"{table_name}.{column.name}"] = _column(column)

    def drop_column(self, table_name: str, column: sa.Column[Any], **_options: Any) -> None:
        """Note that a column goes."""
        del self.columns[f"{table_name}.{column.name}"]

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        name: str | None = None,
        type_: sa.types.TypeEngine[Any] | None = None,
        **_options: Any,
    ) -> None:
        """Note what changes of a column."""
        was = self.columns.pop(f"{table_name}.{column_name}")
        changed = (was[0] if type_ is None else _type(type_), was[1] if nullable is None else NULL[nullable])
        self.columns[f"{table_name}.{name or column_name}"] = changed


def upgraded(migrations: Iterable[ModuleType]) -> Notebook:
    """Return what these migrations make of an empty database, one after another."""
    written = MigrationContext.configure(dialect=DIALECT, opts={"as_sql": True, "output_buffer": io.StringIO()})
    written.impl = notebook = Notebook(DIALECT, written.connection, True, True, written.output_buffer, {})
    notebook.columns = {}
    with Operations.context(written):
        for migration in migrations:
            migration.upgrade()
    return notebook


def migrations() -> list[ModuleType]:
    """Return the migrations, the first one first. Needs an application context."""
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    return [script.module for script in reversed(list(scripts.walk_revisions()))]


def differences(made: Columns, metadata: sa.MetaData) -> list[str]:
    """Return a sentence for each column that is not what its model says."""
    said: Columns = {}
    for table in metadata.tables.values():
        said |= _columns(table)
    return [
        f"{name}: {_words(made.get(name))} in the migrations, {_words(said.get(name))} in the models"
        for name in sorted(made.keys() | said.keys())
        if made.get(name) != said.get(name)
    ]


def _columns(table: sa.Table) -> Columns:
    return {f"{table.name}.{column.name}": _column(column) for column in table.columns}


def _column(column: sa.Column[Any]) -> tuple[str, str]:
    return _type(column.type), NULL[bool(column.nullable)]


def _type(type_: sa.types.TypeEngine[Any]) -> str:
    return str(sa.types.to_instance(type_).compile(DIALECT))


def _words(column: tuple[str, str] | None) -> str:
    return " ".join(column) if column else "nothing"
