"""A running site for each journey."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import live
from tests.support import smtp as smtp_server
from tests.support.databases import SqliteMaker
from tests.support.live import LiveSite


@pytest.fixture
def site(database: str, tmp_path: Path, smtp: smtp_server.Inbox) -> Iterator[LiveSite]:
    """The whole site on this test's database, mailing to `smtp`, with the demo content."""
    environ = live.environment(database, tmp_path / "instance", MAIL_SERVER="127.0.0.1", MAIL_PORT=smtp.port)
    live.flask(environ, "demo", "load")
    with live.running(environ) as site:
        yield site


@pytest.fixture(scope="session")
def shared_site(sqlite_maker: SqliteMaker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site for journeys that only read: started once, with the demo content; it mails nobody."""
    folder = tmp_path_factory.mktemp("shared")
    with sqlite_maker.fresh(folder) as database:
        environ = live.environment(database, folder / "instance")
        live.flask(environ, "demo", "load")
        with live.running(environ) as site:
            yield site
