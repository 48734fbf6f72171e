"""The migrations run up, down and up again on both databases, and end at what the models say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import Connection, inspect

from cesi_site.app import create_app
from cesi_site.core.database import db
from tests.support.migrations import check


@pytest.mark.engine("sqlite")
def test_on_sqlite(engine: str, tmp_path: Path) -> None:
    check(f"sqlite:///{tmp_path}/cesi.sqlite", tmp_path)


@pytest.mark.engine("postgresql")
def test_on_postgresql(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    maker = request.getfixturevalue("postgres_maker")
    with maker.admin.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE migrations")
    check(f"{maker.server}/migrations", tmp_path)


MADE_ANEW = ("account", "sign_in", "member_document", "sqlite_sequence")
ACCOUNT = """
INSERT INTO account (id, email, name, language, active, fs_uniquifier, fs_webauthn_user_handle, created_at,
                     last_contact_at)
VALUES ({0}, 'a{0}@voorbeeld.be', 'A', 'nl', 1, 'u{0}', 'h{0}', '2026-01-01', '2026-01-01')
"""
SESSION = """
INSERT INTO sign_in (id, account_id, token_hash, began_at, seen_at, strong)
VALUES (5, 1, 'x', '2026-01-01', '2026-01-01', 1)
"""
CREATED = "INSERT INTO audit_entry VALUES (1, '2026-01-01', 'accounts:account:created', NULL, 'account:8', '{}', 'x')"


@pytest.fixture
def before(tmp_path: Path) -> Iterator[None]:
    """An SQLite database of the version that could give a number twice, with an account and its session."""
    app = create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/cesi.sqlite", INSTANCE_PATH=str(tmp_path))
    with app.app_context():
        flask_migrate.upgrade(revision="0013")
        with db.engine.begin() as connection:
            for statement in (ACCOUNT.format(1), SESSION, CREATED):
                connection.exec_driver_sql(statement)
        yield
        db.engine.dispose()


def _shape(connection: Connection) -> dict[str, object]:
    """Return the whole schema: as it was written, and for the tables that are made anew as it is read."""
    written = connection.exec_driver_sql("SELECT name, tbl_name, sql FROM sqlite_master ORDER BY name").all()
    shape: dict[str, object] = {row.name: row.sql for row in written if row.tbl_name not in MADE_ANEW}
    look = inspect(connection)
    for table in MADE_ANEW:
        for facts in (look.get_columns, look.get_indexes, look.get_foreign_keys, look.get_unique_constraints):
            found = [{name: str(value) for name, value in one.items()} for one in facts(table)]
            shape[f"{table} {facts.__name__}"] = sorted(found, key=lambda one: one["name"])
    return shape


def test_tables_made_anew_lose_no_row_key_index_or_trigger(before: None) -> None:
    with db.engine.connect() as connection:
        shape = _shape(connection)
    flask_migrate.upgrade(revision="0014")
    with db.engine.connect() as connection:
        assert _shape(connection) == shape
        assert connection.exec_driver_sql("SELECT id, email FROM account").all() == [(1, "a1@voorbeeld.be")]
        assert connection.exec_driver_sql("SELECT id, account_id FROM sign_in").all() == [(5, 1)]


def test_a_number_that_the_log_names_is_not_given_again(before: None) -> None:
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        connection.exec_driver_sql(ACCOUNT.format("NULL"))
        given = connection.exec_driver_sql("SELECT max(id) FROM account").scalar_one()
        assert given == 9, "8 was removed before the change, and stands in the log"
        connection.exec_driver_sql("DELETE FROM account WHERE id = 9")
        connection.exec_driver_sql(ACCOUNT.format("NULL"))
        assert connection.exec_driver_sql("SELECT max(id) FROM account").scalar_one() == 10


def test_the_database_keeps_numbers_from_coming_back_where_the_models_say_so(before: None) -> None:
    flask_migrate.upgrade()
    tables = db.metadata.tables.values()
    promised = {table.name for table in tables if table.dialect_options["sqlite"]["autoincrement"]}
    with db.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'").scalars()
        assert set(kept) == promised
    assert {"account", "sign_in", "member_document", "organisation", "member_person"} <= promised
