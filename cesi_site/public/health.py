"""Whether the site can do its work: the database answers, its schema is current, a worker is alive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache

from sqlalchemy import Connection, column, select, table
from sqlalchemy.exc import SQLAlchemyError

from cesi_site.core.clock import now
from cesi_site.core.database import MIGRATIONS, db
from cesi_site.outbox.models import OutboxWorker

# A worker says every few seconds that it lives; this leaves room for a restart.
WORKER_SILENCE = dt.timedelta(minutes=2)

_SCHEMA_VERSION = table("alembic_version", column("version_num"))


def readiness() -> dict[str, bool]:
    """Return whether each check passed, by its name."""
    checks = {"database": _database_answers, "schema": _schema_is_current, "worker": _worker_is_alive}
    return {name: _passes(check) for name, check in checks.items()}


def _passes(check: Callable[[Connection], bool]) -> bool:
    try:
        with db.engine.connect() as connection:
            return check(connection)
    except SQLAlchemyError:
        return False


def _database_answers(connection: Connection) -> bool:
    return connection.scalar(select(1)) == 1


def _schema_is_current(connection: Connection) -> bool:
    return set(connection.scalars(select(_SCHEMA_VERSION.c.version_num))) == _wanted_versions()


@lru_cache(maxsize=1)
def _wanted_versions() -> frozenset[str]:
    from alembic.script import ScriptDirectory  # the one thing a web process asks of it, and not at its start

    return frozenset(ScriptDirectory(str(MIGRATIONS)).get_heads())


def _worker_is_alive(connection: Connection) -> bool:
    alive = select(OutboxWorker.name).where(OutboxWorker.seen_at >= now() - WORKER_SILENCE).limit(1)
    return connection.scalar(alive) is not None
