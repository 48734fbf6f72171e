"""A running site for each journey.

What a journey does to the database is tested on both kinds without a browser. So most journeys, or each of their
languages, are on one of them; both kinds see some, and what may be lost or oversold is proven on both.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from cesi_site.app import create_app
from cesi_site.core.database import db
from cesi_site.development.demo import load_demo
from tests.support import live
from tests.support import smtp as smtp_server
from tests.support.databases import PostgresMaker, SqliteMaker
from tests.support.live import LiveSite


class Demo:
    """The demo content, loaded once for all journeys on a kind of database; each gets a copy of its own."""

    def __init__(self, maker: SqliteMaker | PostgresMaker, folder: Path) -> None:
        self._instance = folder / "instance"
        self._maker = maker.filled(folder, self._fill)

    def _fill(self, address: str) -> None:
        app = create_app(SQLALCHEMY_DATABASE_URI=address, INSTANCE_PATH=str(self._instance))
        with app.app_context():
            list(load_demo())
            db.session.remove()
            db.engine.dispose()

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """Give the address of a new database; the keys it was written with are in `instance` of the folder."""
        shutil.copytree(self._instance, folder / "instance")
        with self._maker.fresh(folder) as address:
            yield address


@pytest.fixture(scope="session")
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Demo]:
    """Return the demo content on a kind of database."""

    @cache
    def load(engine: str) -> Demo:
        maker = request.getfixturevalue("sqlite_maker" if engine == "sqlite" else "postgres_maker")
        return Demo(maker, tmp_path_factory.mktemp("demo"))

    return load


@pytest.fixture
def database(engine: str, demo: Callable[[str], Demo], tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database with the demo content."""
    with demo(engine).fresh(tmp_path) as address:
        yield address


@pytest.fixture
def site(database: str, tmp_path: Path, smtp: smtp_server.Inbox) -> Iterator[LiveSite]:
    """The whole site on this test's database, mailing to `smtp`, with the demo content."""
    environ = live.environment(database, tmp_path / "instance", MAIL_SERVER="127.0.0.1", MAIL_PORT=smtp.port)
    with live.running(environ, at_once=True) as site:
        yield site


@pytest.fixture(scope="session")
def shared_site(demo: Callable[[str], Demo], tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site for journeys that leave nothing behind which another one meets: started once, with the demo content."""
    folder = tmp_path_factory.mktemp("shared")
    with demo("sqlite").fresh(folder) as database, smtp_server.running() as inbox:
        mail = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": inbox.port}
        environ = live.environment(database, folder / "instance", WEB_WORKERS=1, **mail)
        with live.running(environ, at_once=True) as site:
            yield site
