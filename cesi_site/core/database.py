"""The database: transactions, and what each engine is told at its start.

SQLite serves a whole site; PostgreSQL is for several machines. The same models and migrations run on both.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, event, inspect, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cesi_site.core.base import Base, BigKey, UtcDateTime, db, words_of
from cesi_site.core.prepared import Prepared
from cesi_site.core.stamps import read_stamps
from cesi_site.core.write_turns import WriteTurns

__all__ = [
    "Base",
    "BigKey",
    "HalfDone",
    "UtcDateTime",
    "db",
    "init_app",
    "insert_new",
    "insert_once",
    "insert_or",
    "is_sqlite",
    "read_stamps",
    "transaction",
    "words_of",
]

SQLITE_BUSY_SECONDS = 15
# How long SQLite's log grows before it moves into the file, in pages of 4 kB: what many transactions write, such as
# the last page of an index, then moves once for all of them.
LOG_PAGES = 4000
MIGRATIONS = Path(__file__).parents[1] / "migrations"


class _Migrations:
    """Stands where Flask-Migrate looks for its settings, and gives way to them when it does.

    Flask-Migrate brings Alembic, which a web process never needs and every start would wait for.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        _add_migrations(self._app)
        return getattr(self._app.extensions["migrate"], name)


def _add_migrations(app: Flask) -> None:
    """Give the application its migrations, and `flask db`."""
    from flask_migrate import Migrate

    directory = str(MIGRATIONS)
    migrate = Migrate(directory=directory, render_as_batch=True, compare_type=True, compare_server_default=True)
    migrate.init_app(app, db)


class HalfDone(RuntimeError):
    """An inner transaction failed and its caller went on: committing would keep half of the work."""


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit what happens inside, or roll all of it back when an exception passes.

    A transaction inside another joins it: the outermost decides. Raises `HalfDone` when the exception of
    an inner one was swallowed on its way out.
    """
    session = db.session()
    if "depth" in session.info:
        with _joined(session):
            yield session
        return
    session.info["depth"] = 1
    try:
        yield session
        if "failed" in session.info:
            raise HalfDone("an inner transaction failed; nothing was kept")
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        # All that waited for the commit stands here too: what was rolled back must not come with the next one.
        session.info.clear()


def insert_new(
    model: type[Base], rows: Mapping[str, Any] | Sequence[Mapping[str, Any]], *, over: Connection | None = None
) -> None:
    """Insert a row, or several that name the same columns; those that break a unique rule are left out.

    Whoever comes at the same time is waited for, never in the way. `over` is a connection of the caller's own,
    outside the session's transaction. Kept pages are told nothing of it: see `stamps.touch`.
    """
    connection = over or db.session.connection()
    first = rows if isinstance(rows, Mapping) else next(iter(rows), None)
    if first is not None:
        _insert(connection.dialect.name, model, tuple(first)).run(connection, rows)


def insert_once(model: type[Base], row: Mapping[str, Any]) -> int | None:
    """Insert a row and return its number; None where one like it is there already."""
    connection = db.session.connection()
    found = _insert(connection.dialect.name, model, tuple(row), numbered=True).run(connection, row)
    return found[0][0] if found else None


def insert_or(model: type[Base]) -> Any:
    """Return an INSERT of the database in use: its `on_conflict_do_update` says what to do where the row is there."""
    return _insert_of(db.session.connection().dialect.name)(model)


def _insert_of(dialect: str) -> Any:
    return {"postgresql": postgresql.insert, "sqlite": sqlite.insert}[dialect]


@cache
def _insert(dialect: str, model: type[Base], columns: tuple[str, ...], *, numbered: bool = False) -> Prepared:
    statement = _insert_of(dialect)(model).on_conflict_do_nothing()
    return Prepared(statement.returning(inspect(model).primary_key[0]) if numbered else statement, columns)


@contextmanager
def _joined(session: Session) -> Iterator[None]:
    try:
        yield
    except BaseException:
        session.info["failed"] = True
        raise


def is_sqlite(app: Flask) -> bool:
    """Tell whether the site's database is a file of SQLite."""
    return make_url(app.config["SQLALCHEMY_DATABASE_URI"]).get_backend_name() == "sqlite"


def init_app(app: Flask) -> None:
    """Bind the database that `SQLALCHEMY_DATABASE_URI` names, and the migrations, to `app`."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    options = _sqlite_options() if is_sqlite(app) else _postgresql_options()
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {**options, **app.config.get("SQLALCHEMY_ENGINE_OPTIONS", {})}
    db.init_app(app)
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        _add_migrations(app)
    else:
        app.extensions["migrate"] = _Migrations(app)
    with app.app_context():
        for engine in db.engines.values():
            if engine.dialect.name == "sqlite":
                event.listen(engine, "connect", _prepare_sqlite)
                if url.database and url.database != ":memory:":
                    WriteTurns(url.database, SQLITE_BUSY_SECONDS).attach(engine)


# What people typed is in the parameters: an error that is logged does not repeat them.
_ANY_DATABASE = {"hide_parameters": True}


def _sqlite_options() -> dict[str, Any]:
    # "IMMEDIATE" is sqlite3's own setting: the first write of a transaction asks for the write lock at once.
    # A deferred transaction that reads, then writes, fails with "database is locked" whatever the timeout.
    return {
        **_ANY_DATABASE,
        "connect_args": {"isolation_level": "IMMEDIATE", "timeout": SQLITE_BUSY_SECONDS},
        "pool_size": 16,
        "max_overflow": 48,
    }


def _postgresql_options() -> dict[str, Any]:
    return {
        **_ANY_DATABASE,
        "connect_args": {"options": "-c timezone=UTC -c lock_timeout=15s", "application_name": "cesi_site"},
        "pool_size": 8,
        "max_overflow": 24,
        "pool_pre_ping": True,
    }


def _prepare_sqlite(connection: Any, record: object) -> None:
    """WAL for readers beside a writer; `WriteTurns` asks the disk itself, so that success survives a power cut."""
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {SQLITE_BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        f"wal_autocheckpoint = {LOG_PAGES}",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
