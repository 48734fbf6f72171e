"""Fixtures for all tests: a fresh database of each kind, the application, a client, an SMTP server."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import BytecodeCache, FileSystemBytecodeCache

from cesi_site.app import create_app
from cesi_site.core.database import db
from tests.support import postgres
from tests.support import smtp as smtp_server
from tests.support.browser import browser, visit
from tests.support.client import CheckingClient
from tests.support.databases import PostgresMaker, SqliteMaker
from tests.support.declared import undeclared_cookies
from tests.support.memory import quick_folder
from tests.support.quick_drawings import remember_drawings
from tests.support.quick_routes import remember_routes

__all__ = ["browser", "visit"]

ENGINES = ("sqlite", "postgresql")
PROJECT = Path(__file__).resolve().parents[1]
COMPILE = ("-q", "compile", "-d", "translations", "-D", "messages")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a developer run on one database: `pytest --engine sqlite`."""
    parser.addoption("--engine", choices=ENGINES, help="run on this database only")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations that changed, once a run, so that pages read as visitors read them."""
    remember_routes()
    remember_drawings()
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", quick_folder())  # where `tmp_path` lies
    if hasattr(config, "workerinput"):
        return
    for source in (PROJECT / "translations").glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as po, target.open("wb") as mo:
                write_mo(mo, read_po(po, locale=source.parts[-3]))


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what stays until the end: it took a third of the time to go through all of it."""
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that uses the database on each of them, or on the one its mark names."""
    if "engine" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("engine")
        only = metafunc.config.getoption("--engine")
        engines = [name for name in (mark.args if mark else ENGINES) if only in {None, name}]
        metafunc.parametrize("engine", engines, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the values of a parameter on the database that their own mark does not name."""
    apart = [item for item in items if not _on_its_engine(item)]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if item not in apart]


def _on_its_engine(item: pytest.Item) -> bool:
    engine = getattr(item, "callspec", None) and item.callspec.params.get("engine")  # type: ignore[attr-defined]
    return engine is None or all(engine in mark.args for mark in item.iter_markers("engine"))


@pytest.fixture(scope="session")
def sqlite_maker(tmp_path_factory: pytest.TempPathFactory) -> SqliteMaker:
    """The migrated SQLite file that tests copy."""
    return SqliteMaker(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_maker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresMaker]:
    """The PostgreSQL server of this run. Where it is not installed its tests are skipped; in CI they fail."""
    if postgres.binaries() is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed (Debian: apt-get install postgresql)")
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    folder = tmp_path_factory.mktemp("postgresql")
    with postgres.server() as address:
        yield PostgresMaker(address, folder)


@pytest.fixture
def database(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database; the test runs once on each engine."""
    maker = request.getfixturevalue("sqlite_maker" if engine == "sqlite" else "postgres_maker")
    with maker.fresh(tmp_path) as address:
        yield address


@pytest.fixture
def smtp() -> Iterator[smtp_server.Inbox]:
    """An SMTP server on loopback that keeps what arrives."""
    with smtp_server.running() as inbox:
        yield inbox


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> BytecodeCache:
    """Compiled templates, once a run: an application of its own for every test would compile them all anew."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if hasattr(request.config, "workerinput") else own) / "templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


@pytest.fixture
def make_app(database: str, tmp_path: Path, compiled_templates: BytecodeCache) -> Iterator[Callable[..., Flask]]:
    """Make an application on this test's database; keyword arguments are settings."""
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        defaults: dict[str, Any] = {
            "SQLALCHEMY_DATABASE_URI": database,
            "INSTANCE_PATH": str(tmp_path / "instance"),
            "SITE_URL_CESI": "http://localhost",
            "SITE_URL_ONEMANAGEMENT": "http://onemanagement.localhost",
            "SITE_URL_MYCESI": "http://my.localhost",
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": 9,  # nobody listens there: a test that sends mail asks for `smtp`
            "FORM_MIN_SECONDS": 0.0,
            "RATELIMIT_ENABLED": False,
            "PAGE_CACHE_SECONDS": 0.0,
            "TESTING": True,
        }
        app = create_app(**(defaults | settings))
        app.test_client_class = CheckingClient
        app.jinja_env.bytecode_cache = compiled_templates
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    assert [fault for app in made for fault in undeclared_cookies(app)] == []


@pytest.fixture
def app(make_app: Callable[..., Flask], request: pytest.FixtureRequest) -> Flask:
    """The application, on each database; it mails to `smtp` where the test asks for that fixture."""
    if "smtp" in request.fixturenames:
        return make_app(MAIL_PORT=request.getfixturevalue("smtp").port)
    return make_app()


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A visitor's browser without script; it fails on a page that breaks a rule of the house."""
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """The application with its context pushed, for operations and queries."""
    with app.app_context():
        yield app
