"""The migrations run up, down and up again on both databases, and end at what the models say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection, inspect

from cesi_site.app import create_app
from cesi_site.core.database import db
from tests.support.migrations import check
from tests.support.on_postgresql import differences, migrations, upgraded


@pytest.mark.engine("sqlite")
def test_on_sqlite(engine: str, tmp_path: Path) -> None:
    check(f"sqlite:///{tmp_path}/cesi.sqlite", tmp_path)


@pytest.mark.engine("postgresql")
def test_on_postgresql(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    maker = request.getfixturevalue("postgres_maker")
    with maker.admin.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE migrations")
    check(f"{maker.server}/migrations", tmp_path)


def _wrongly_made() -> None:
    """Make a table as no model says it: a wide key, a short text, a date that may be empty, a name that went."""
    op.create_table(
        "wrong",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone", sa.Text(), nullable=True),
    )


def _mended() -> None:
    """Change it into what the model says, under another name."""
    op.rename_table("wrong", "right")
    with op.batch_alter_table("right") as table:
        table.alter_column("training_id", existing_type=sa.BigInteger(), type_=sa.Integer())
        table.alter_column("title", existing_type=sa.String(80), type_=sa.String(120))
        table.alter_column("at", existing_type=sa.DateTime(timezone=True), nullable=False)
        table.drop_column("gone")
        table.add_column(sa.Column("place", sa.Text(), nullable=True))


def _model(name: str) -> sa.MetaData:
    columns = (
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text()),
    )
    sa.Table(name, metadata := sa.MetaData(), *columns)
    return metadata


def test_what_only_postgresql_would_see_is_seen_without_its_server() -> None:
    made = upgraded([_migration(_wrongly_made)]).columns
    assert differences(made, _model("wrong")) == [
        "wrong.at: TIMESTAMP WITH TIME ZONE NULL in the migrations, TIMESTAMP WITH TIME ZONE NOT NULL in the models",
        "wrong.gone: TEXT NULL in the migrations, nothing in the models",
        "wrong.place: nothing in the migrations, TEXT NULL in the models",
        "wrong.title: VARCHAR(80) NOT NULL in the migrations, VARCHAR(120) NOT NULL in the models",
        "wrong.training_id: BIGINT NOT NULL in the migrations, INTEGER NOT NULL in the models",
    ]


def test_a_later_migration_mends_an_earlier_one() -> None:
    made = upgraded([_migration(_wrongly_made), _migration(_mended)]).columns
    assert differences(made, _model("right")) == []
    made = upgraded([_migration(_wrongly_made), _migration(lambda: op.drop_table("wrong"))]).columns
    assert differences(made, sa.MetaData()) == []


def test_the_check_fails_where_a_key_has_another_type_on_postgresql(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def widen() -> None:
        op.alter_column("training_announcement_item", "training_id", type_=sa.BigInteger())

    monkeypatch.setattr("tests.support.migrations.migrations", lambda: [*migrations(), _migration(widen)])
    with pytest.raises(SystemExit, match=r"training_announcement_item\.training_id: BIGINT NOT NULL"):
        check(f"sqlite:///{tmp_path}/cesi.sqlite", tmp_path)


def _migration(upgrade: Callable[[], None]) -> ModuleType:
    module = ModuleType("migration")
    module.__dict__["upgrade"] = upgrade
    return module


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
