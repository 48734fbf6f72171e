"""Copies of the SQLite database: made while the site runs, checked, and put back. PostgreSQL has its own tools."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cesi_site.core.database import db

PAGES_A_STEP = 2_000
REVISIONS = "alembic_version"

Progress = Callable[[int, int], None]


class CannotCopy(Exception):
    """The copy cannot be made or put back; the message says why and what to do."""


def database_file() -> Path:
    """Return the file of the database. Raises `CannotCopy` where it is no SQLite file."""
    url = db.engine.url
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise CannotCopy("this database is not a SQLite file: use pg_dump and pg_restore, then `flask privacy replay`")
    return Path(url.database)


def back_up(target: Path, progress: Progress) -> int:
    """Copy the database to a new file, of one instant, and check it; return its size in bytes.

    `progress` hears how many pages are done, of how many. Raises `CannotCopy`.
    """
    if target.exists():
        raise CannotCopy(f"{target} is there already: name a new file")
    with _opened(database_file()) as source:
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with _opened(target) as copy:
                source.backup(copy, pages=PAGES_A_STEP, progress=_reporting(progress))
                copy.execute("PRAGMA journal_mode = DELETE")
            check(target)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    return target.stat().st_size


def put_back(source: Path, progress: Progress) -> None:
    """Put a checked copy in the place of the database. Raises `CannotCopy`; nothing was changed then."""
    target = database_file()
    check(source)
    db.session.remove()
    db.engine.dispose()
    with _opened(source) as copy, _opened(target) as database:
        copy.backup(database, pages=PAGES_A_STEP, progress=_reporting(progress))
        database.execute("PRAGMA journal_mode = WAL")
    db.engine.dispose()


def check(path: Path) -> str:
    """Return the version of the schema of a copy. Raises `CannotCopy` for what is no sound copy of this database."""
    if not path.is_file():
        raise CannotCopy(f"{path} is not there")
    try:
        with _opened(path) as copy:
            if (found := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise CannotCopy(f"{path} is damaged: {found}")
            (version,) = copy.execute(f"SELECT version_num FROM {REVISIONS}").fetchone()  # noqa: S608 - our own name
    except sqlite3.DatabaseError as error:
        raise CannotCopy(f"{path} is no copy of this site's database: {error}") from None
    return str(version)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, timeout=15, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def _reporting(progress: Progress) -> Callable[[int, int, int], None]:
    return lambda _status, remaining, total: progress(total - remaining, total)
