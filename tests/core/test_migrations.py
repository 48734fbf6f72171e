"""A migration runs whole or not at all, and a table that is made anew keeps its children."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import inspect, text

from cesi_site.core.database import MIGRATIONS, db

HEAD = """
import sqlalchemy as sa
from alembic import op
revision = "{revision}"
down_revision = {before!r}
def downgrade():
    pass
def upgrade():
"""
FAMILY = """
    op.create_table("parent", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("a", sa.Integer()))
    op.create_table("child", sa.Column("id", sa.Integer(), primary_key=True),
                    sa.Column("parent_id", sa.Integer(), sa.ForeignKey("parent.id", ondelete="CASCADE")))
    op.execute("INSERT INTO parent (id, a) VALUES (1, 1)")
    op.execute("INSERT INTO child (id, parent_id) VALUES (1, 1)")
"""
MADE_ANEW = """
    with op.batch_alter_table("parent", recreate="auto") as batch:
        batch.alter_column("a", type_=sa.BigInteger(), existing_type=sa.Integer())
        batch.create_check_constraint("positive", "a > 0")
"""
HALF = """
    op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO parent (id, a) VALUES (2, 2)")
    op.execute("INSERT INTO parent (id, a) VALUES (2, 2)")
"""
ORPHAN = """
    if op.get_context().dialect.name == "postgresql":
        raise RuntimeError("a migration would leave rows without their parent")
    op.execute("DELETE FROM parent")
"""

Run = Callable[[str], None]


@pytest.fixture
def run(context: Flask, tmp_path: Path) -> Run:
    """Run one more migration, made of what its `upgrade` does."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))

    def one_more(body: str) -> None:
        numbers = sorted(file.name[:4] for file in (folder / "versions").glob("[0-9]*.py"))
        revision = f"{int(numbers[-1]) + 1:04}"
        script = folder / "versions" / f"{revision}_test.py"
        script.write_text(HEAD.format(revision=revision, before=numbers[-1]) + body)
        flask_migrate.upgrade(directory=str(folder))

    return one_more


def _count(table: str) -> int:
    with db.engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0


def test_a_migration_that_fails_leaves_nothing_behind(run: Run) -> None:
    run(FAMILY)
    with pytest.raises(Exception, match=r"(?i)unique"):
        run(HALF)
    assert not inspect(db.engine).has_table("half")
    assert _count("parent") == 1


def test_a_table_that_is_made_anew_keeps_its_children(run: Run) -> None:
    run(FAMILY)
    run(MADE_ANEW)
    assert (_count("parent"), _count("child")) == (1, 1)
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_migration_may_not_leave_rows_without_their_parent(run: Run) -> None:
    run(FAMILY)
    with pytest.raises(SystemExit):
        run(ORPHAN)
    assert _count("parent") == 1
