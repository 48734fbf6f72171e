"""What gets into the log, and when."""

from __future__ import annotations

import datetime as dt
import enum
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.audit.models import AuditEntry
from cesi_site.audit.operations import Detail, Unfit, record
from cesi_site.audit.queries import verify
from cesi_site.core.database import db, transaction
from cesi_site.outbox.models import OutboxRow
from tests.outbox.rows import a_row


class Colour(enum.Enum):
    """A state."""

    RED = "red"


def _lines() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_a_line_says_who_did_what_to_what(context: Flask) -> None:
    with transaction():
        record(
            "contact:message:received", subject="message:5", actor="user:7", details={"b": Colour.RED, "a": [1, None]}
        )
    line = _lines()[0]
    assert (line.id, line.action, line.subject, line.actor) == (1, "contact:message:received", "message:5", "user:7")
    assert json.loads(line.details) == {"a": [1, None], "b": "red"}


def test_a_row_is_named_by_its_table_and_the_key_it_gets_at_the_commit(context: Flask) -> None:
    with transaction() as session:
        row = a_row()
        session.add(row)
        record("test:row:added", subject=row)
    assert _lines()[0].subject == f"outbox_row:{row.id}"


def test_a_line_is_written_with_its_change_or_not_at_all(context: Flask) -> None:
    with suppress(ZeroDivisionError), transaction() as session:
        session.add(a_row())
        record("test:row:added")
        raise ZeroDivisionError
    with transaction():
        record("test:row:other")
    assert [line.action for line in _lines()] == ["test:row:other"]
    assert db.session.scalars(select(OutboxRow)).all() == []


@pytest.mark.parametrize(
    "details",
    [
        {"name": "Noor Janssens"},
        {"email": "noor@voorbeeld.be"},
        {"names": ["ok", "not ok"]},
        {"text": "x" * 81},
        {"empty": ""},
    ],
)
def test_what_could_be_a_name_or_an_address_is_refused(context: Flask, details: dict[str, Detail]) -> None:
    with pytest.raises(Unfit):
        record("test:row:added", details=details)


def test_subjects_and_actors_are_words_too(context: Flask) -> None:
    with pytest.raises(Unfit):
        record("test:row:added", actor="Noor Janssens")
    record("test:row:added", details={"on": dt.date(2027, 1, 1), "at": dt.datetime(2027, 1, 1, tzinfo=dt.UTC)})


def test_lines_written_at_the_same_time_make_one_chain(app: Flask) -> None:
    def write(number: int) -> None:
        with app.app_context(), transaction() as session:
            session.add(a_row())
            record("test:row:added", details={"number": number})
            record("test:row:seen", details={"number": number})

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(60)))
    with app.app_context():
        assert [line.id for line in _lines()] == list(range(1, 121))
        assert verify().broken_at is None
        assert verify().lines == 120
