"""A fresh, migrated database for a test, copied from one that is migrated once a run."""

from __future__ import annotations

import copy
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
import sqlalchemy as sa

from cesi_site.app import create_app
from cesi_site.core.database import db


def migrate(url: str, instance: Path) -> None:
    """Bring an empty database to the current schema, the way `flask db upgrade` does."""
    app = create_app(SQLALCHEMY_DATABASE_URI=url, INSTANCE_PATH=str(instance))
    with app.app_context():
        flask_migrate.upgrade()
        db.session.remove()
        db.engine.dispose()


class SqliteMaker:
    """Makes SQLite databases by copying a migrated file."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.sqlite"
        migrate(f"sqlite:///{self.template}", folder / "instance")
        self._close(self.template)

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """Give the address of a new database in `folder`."""
        path = folder / "cesi.sqlite"
        shutil.copy(self.template, path)
        yield f"sqlite:///{path}"

    def filled(self, folder: Path, fill: Callable[[str], None]) -> SqliteMaker:
        """Return a maker of databases that hold what `fill` puts into the one whose address it gets."""
        other = copy.copy(self)
        other.template = folder / "filled.sqlite"
        shutil.copy(self.template, other.template)
        fill(f"sqlite:///{other.template}")
        self._close(other.template)
        return other

    @staticmethod
    def _close(file: Path) -> None:
        """Bring what is still in the log beside it into the file: the file alone is copied."""
        with sa.create_engine(f"sqlite:///{file}").connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


class PostgresMaker:
    """Makes PostgreSQL databases from a migrated template."""

    def __init__(self, server: str, folder: Path) -> None:
        self.server = server
        self.template = "template_cesi"
        self.admin = sa.create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self._do(f"CREATE DATABASE {self.template}")
        migrate(f"{server}/{self.template}", folder / "instance")
        # Twice as fast as by the log of changes; up to PostgreSQL 14 it is the only way, and has no name.
        self.way = "STRATEGY FILE_COPY" if (self.admin.dialect.server_version_info or ()) >= (15,) else ""

    def _do(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def _copy(self) -> str:
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {self.template} {self.way}")
        return name

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """Give the address of a new database."""
        name = self._copy()
        try:
            yield f"{self.server}/{name}"
        finally:
            self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def filled(self, folder: Path, fill: Callable[[str], None]) -> PostgresMaker:
        """Return a maker of databases that hold what `fill` puts into the one whose address it gets."""
        other = copy.copy(self)
        other.template = self._copy()
        fill(f"{self.server}/{other.template}")
        return other
