"""The database: the models' base, the session, transactions, and what each engine is told at its start.

SQLite serves a whole site; PostgreSQL is for several machines. The same models and migrations run on both.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData, Numeric, event, make_url
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers rows by itself only in an INTEGER key, which holds 64 bits there.
BigKey = BigInteger().with_variant(Integer(), "sqlite")

SQLITE_BUSY_SECONDS = 15


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An instant: aware `datetime` in, aware UTC `datetime` out, on both databases.

    Raises `ValueError` for a naive value, which could mean any time zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Take `value` to UTC; refuse it when it has no time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Give back the time zone that SQLite does not keep."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """What every model inherits; each writes its own `__tablename__`."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={
            dt.datetime: UtcDateTime(),
            Decimal: Numeric(12, 2),
            dict[str, Any]: JSON(),
            list[str]: JSON(),
        },
    )


# Objects stay readable after the commit: an operation hands its view a finished object, not a second query.
db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})

migrate = Migrate(
    directory=os.path.join(os.path.dirname(os.path.dirname(__file__)), "migrations"),
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)


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
        if session.info.pop("failed", False):
            raise HalfDone("an inner transaction failed; nothing was kept")
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("depth", None)
        session.info.pop("failed", None)


@contextmanager
def _joined(session: Session) -> Iterator[None]:
    try:
        yield
    except BaseException:
        session.info["failed"] = True
        raise


def init_app(app: Flask) -> None:
    """Bind the database that `SQLALCHEMY_DATABASE_URI` names, and the migrations, to `app`."""
    from cesi_site.core import stamps  # noqa: F401, PLC0415 - listens to the session; imports this module

    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    options = _sqlite_options() if url.get_backend_name() == "sqlite" else _postgresql_options()
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {**options, **app.config.get("SQLALCHEMY_ENGINE_OPTIONS", {})}
    db.init_app(app)
    migrate.init_app(app, db)
    with app.app_context():
        for engine in db.engines.values():
            if engine.dialect.name == "sqlite":
                event.listen(engine, "connect", _prepare_sqlite)


def _sqlite_options() -> dict[str, Any]:
    # "IMMEDIATE" is sqlite3's own setting: the first write of a transaction asks for the write lock at once.
    # A deferred transaction that reads, then writes, fails with "database is locked" whatever the timeout.
    return {
        "connect_args": {"isolation_level": "IMMEDIATE", "timeout": SQLITE_BUSY_SECONDS},
        "pool_size": 16,
        "max_overflow": 48,
    }


def _postgresql_options() -> dict[str, Any]:
    return {
        "connect_args": {"options": "-c timezone=UTC -c lock_timeout=15s", "application_name": "cesi_site"},
        "pool_size": 8,
        "max_overflow": 24,
        "pool_pre_ping": True,
    }


def _prepare_sqlite(connection: Any, record: object) -> None:
    """WAL for readers beside a writer, FULL so that what was acknowledged survives a power cut."""
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {SQLITE_BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
