"""The database refuses to change the log; and where somebody gets around it, `verify` says at which line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from cesi_site.audit.models import AuditCheckpoint, AuditEntry
from cesi_site.audit.operations import purge, record
from cesi_site.audit.protection import protect, trigger_names, unprotect
from cesi_site.audit.queries import Verdict, verify
from cesi_site.core.clock import now
from cesi_site.core.database import db, transaction

LINES = 6


@pytest.fixture
def log(context: Flask) -> Flask:
    """A log of a few lines, one a day."""
    for day in range(1, LINES + 1):
        with time_machine.travel(dt.datetime(2025, 1, day, 12, tzinfo=dt.UTC)), transaction():
            record("test:day:over", details={"day": day})
    return context


def _run(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


@contextmanager
def _unguarded() -> Iterator[Callable[[str], None]]:
    """Somebody who owns the database, though not the key: takes the triggers away, and puts them back."""
    dialect = db.engine.dialect.name
    unprotect(_run, dialect)
    yield _run
    protect(_run, dialect)


REFUSED = [
    "UPDATE audit_entry SET action = 'test:day:forged' WHERE id = 3",
    "UPDATE audit_entry SET id = 99 WHERE id = 6",
    "DELETE FROM audit_entry WHERE id = 1",
    "DELETE FROM audit_entry",
    "DELETE FROM audit_head",
    "UPDATE audit_head SET last_id = 2",
    "INSERT INTO audit_checkpoint (last_id, hash, at, seal) VALUES (3, 'wrong', '2025-01-01 00:00:00+00:00', '')",
    "INSERT INTO audit_checkpoint (last_id, hash, at, seal) VALUES (99, 'wrong', '2025-01-01 00:00:00+00:00', '')",
]
REFUSED_BY_SQLITE = [
    """INSERT OR REPLACE INTO audit_entry (id, at, action, details, hash)
        SELECT id, at, 'test:day:forged', details, hash FROM audit_entry WHERE id = 3""",
    "UPDATE OR REPLACE audit_entry SET id = 2 WHERE id = 3",
    "INSERT OR REPLACE INTO audit_head (id, last_id, hash, seal) VALUES (1, 0, '', '')",
]
REFUSED_BY_POSTGRESQL = [
    "TRUNCATE audit_entry",
    "TRUNCATE audit_head",
    "TRUNCATE audit_checkpoint",
    """INSERT INTO audit_entry SELECT * FROM audit_entry WHERE id = 3
        ON CONFLICT (id) DO UPDATE SET action = 'test:day:forged'""",
]


def test_the_database_refuses_to_change_the_log(log: Flask) -> None:
    own = REFUSED_BY_SQLITE if db.engine.dialect.name == "sqlite" else REFUSED_BY_POSTGRESQL
    for statement in (*REFUSED, *own):
        with pytest.raises(DBAPIError, match="only grows"):
            _run(statement)
    assert verify() == Verdict(LINES, verify().head)


def test_a_checkpoint_cannot_be_changed(log: Flask) -> None:
    purge(dt.datetime(2025, 1, 3, tzinfo=dt.UTC))
    for statement in ("DELETE FROM audit_checkpoint", "UPDATE audit_checkpoint SET last_id = 5"):
        with pytest.raises(DBAPIError, match="only grows"):
            _run(statement)


def test_all_triggers_are_there(context: Flask) -> None:
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    postgresql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with db.engine.connect() as connection:
        dialect = db.engine.dialect.name
        found = connection.execute(text(sqlite if dialect == "sqlite" else postgresql)).scalars()
        assert trigger_names(dialect) <= set(found)


@pytest.mark.parametrize(
    ("forgery", "line", "fault"),
    [
        ("UPDATE audit_entry SET details = '{\"day\":9}' WHERE id = 3", 3, "changed"),
        ("UPDATE audit_entry SET actor = 'user:1' WHERE id = 6", 6, "changed"),
        ("UPDATE audit_entry SET at = '2025-01-05 11:00:00.000000' WHERE id = 4", 4, "changed"),
        ("DELETE FROM audit_entry WHERE id = 1", 1, "removed"),
        ("DELETE FROM audit_entry WHERE id = 4", 4, "removed"),
        ("DELETE FROM audit_entry WHERE id = 6", 6, "removed"),
        ("DELETE FROM audit_entry", 1, "removed"),
        (
            """INSERT INTO audit_entry (id, at, action, details, hash)
                SELECT 7, at, action, details, hash FROM audit_entry WHERE id = 6""",
            7,
            "changed",
        ),
    ],
)
def test_verify_names_the_line_that_was_tampered_with(log: Flask, forgery: str, line: int, fault: str) -> None:
    with _unguarded() as run:
        run(forgery)
    verdict = verify()
    assert (verdict.broken_at, fault in verdict.fault) == (line, True)
    assert verdict.lines == line - 1


def test_verify_finds_a_log_that_was_set_back(log: Flask) -> None:
    with _unguarded() as run:
        run("UPDATE audit_head SET last_id = 4, hash = (SELECT hash FROM audit_entry WHERE id = 4)")
        run("DELETE FROM audit_entry WHERE id > 4")
    assert (verify().broken_at, verify().fault) == (4, "the head was changed")


def test_verify_finds_a_checkpoint_that_somebody_else_set(log: Flask) -> None:
    with _unguarded() as run:
        run(
            "INSERT INTO audit_checkpoint (last_id, hash, at, seal)"
            " SELECT id, hash, at, 'forged' FROM audit_entry WHERE id = 3"
        )
        run("DELETE FROM audit_entry WHERE id <= 3")
    assert verify().broken_at == 3


def test_what_is_purged_leaves_a_chain_that_holds(log: Flask) -> None:
    assert purge(dt.datetime(2025, 1, 4, tzinfo=dt.UTC)) == 3
    assert verify().lines == LINES - 3
    assert verify().broken_at is None
    with transaction():
        record("test:day:over", details={"day": 7})
    assert purge(dt.datetime(2025, 1, 4, tzinfo=dt.UTC)) == 0
    assert purge(now() + dt.timedelta(days=1)) == 4
    assert (verify().lines, verify().broken_at) == (0, None)
    with transaction():
        record("test:day:over", details={"day": 8})
    assert db.session.scalars(select(AuditEntry.id)).all() == [8]
    assert db.session.scalars(select(AuditCheckpoint.last_id).order_by(AuditCheckpoint.last_id)).all() == [3, 7]
    assert (verify().lines, verify().broken_at) == (1, None)


def test_a_purge_that_was_cut_off_is_finished_by_the_next(log: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cesi_site.audit.operations.PURGE_BATCH", 1)
    before = dt.datetime(2025, 1, 5, tzinfo=dt.UTC)
    purge(before)
    assert db.session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).all() == [5, 6]
    assert verify().broken_at is None


def test_the_command_leaves_with_an_error_and_the_lines_number(log: Flask) -> None:
    fine = log.test_cli_runner().invoke(args=["audit", "verify"])
    assert (fine.exit_code, f"{LINES} lines hold" in fine.output) == (0, True)
    with _unguarded() as run:
        run("DELETE FROM audit_entry WHERE id = 4")
    broken = log.test_cli_runner().invoke(args=["audit", "verify"])
    assert (broken.exit_code, "Line 4: the line was removed" in broken.output) == (1, True)
