"""The migrations: on an empty SQLite database they run up, down and up, and end at what the models say."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import flask_migrate

from cesi_site.app import create_app


def check(url: str, instance: Path) -> None:
    """Run all migrations up, down and up again, then compare with the models. Exits where they differ."""
    app = create_app(SQLALCHEMY_DATABASE_URI=url, INSTANCE_PATH=str(instance))
    with app.app_context():
        flask_migrate.upgrade()
        flask_migrate.downgrade(revision="base")
        flask_migrate.upgrade()
        flask_migrate.check()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        check(f"sqlite:///{folder}/cesi.sqlite", Path(folder))
    print("The migrations run up, down and up, and match the models.")
    sys.exit(0)
