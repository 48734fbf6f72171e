"""The migrations run up, down and up again on both databases, and end at what the models say."""

from __future__ import annotations

from pathlib import Path

import pytest

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
