"""The migrations: on an empty database they run up, down and up, and end at what the models say, on PostgreSQL too."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import flask_migrate

from cesi_site.app import create_app
from cesi_site.core.database import db
from tests.support.on_postgresql import differences, migrations, upgraded


def check(url: str, instance: Path) -> None:
    """Run all migrations up, down and up again, then compare with the models. Exits where they differ.

    Whatever database it runs on, the columns are compared as PostgreSQL would have them, too.
    """
    app = create_app(SQLALCHEMY_DATABASE_URI=url, INSTANCE_PATH=str(instance))
    with app.app_context():
        flask_migrate.upgrade()
        flask_migrate.downgrade(revision="base")
        flask_migrate.upgrade()
        flask_migrate.check()
        if wrong := differences(upgraded(migrations()).columns, db.metadata):
            sys.exit("\n".join(["On PostgreSQL these columns are not what the models say:", *wrong]))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        check(f"sqlite:///{folder}/cesi.sqlite", Path(folder))
    print("The migrations run up, down and up, and match the models on SQLite and PostgreSQL.")
    sys.exit(0)
