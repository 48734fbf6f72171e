"""A fresh, migrated database for a test, copied from one that is migrated once a run."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
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
        with sa.create_engine(f"sqlite:///{self.template}").connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """Give the address of a new database in `folder`."""
        path = folder / "cesi.sqlite"
        shutil.copy(self.template, path)
        yield f"sqlite:///{path}"


class PostgresMaker:
    """Makes PostgreSQL databases from a migrated template."""

    def __init__(self, server: str, folder: Path) -> None:
        self.server = server
        self.admin = sa.create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self._do("CREATE DATABASE template_cesi")
        migrate(f"{server}/template_cesi", folder / "instance")
        # Twice as fast as by the log of changes; up to PostgreSQL 14 it is the only way, and has no name.
        self.way = "STRATEGY FILE_COPY" if (self.admin.dialect.server_version_info or ()) >= (15,) else ""

    def _do(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(statement)

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """Give the address of a new database."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._do(f"CREATE DATABASE {name} TEMPLATE template_cesi {self.way}")
        try:
            yield f"{self.server}/{name}"
        finally:
            self._do(f"DROP DATABASE {name} WITH (FORCE)")
