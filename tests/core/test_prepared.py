"""Statements that are compiled once do what SQLAlchemy would do with them, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, column, insert, select, table, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from cesi_site.core.database import db, insert_new, insert_once, transaction
from cesi_site.core.prepared import Prepared
from cesi_site.outbox.models import OutboxRow, OutboxSchedule
from tests.support.statements import noted

SLOT = dt.datetime(2027, 3, 1, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
ADD = Prepared(insert(OutboxSchedule), ["name", "last_slot"])
NOWHERE = Prepared(insert(table("nowhere", column("name"))), ["name"])
MOVE = Prepared(
    update(OutboxSchedule)
    .where(OutboxSchedule.name == bindparam("whose"), OutboxSchedule.last_slot < bindparam("slot"))
    .values(last_slot=bindparam("slot"))
    .returning(OutboxSchedule.name)
)


def _rows() -> list[tuple[str, dt.datetime]]:
    found = select(OutboxSchedule.name, OutboxSchedule.last_slot).order_by(OutboxSchedule.name)
    with db.engine.connect() as connection:
        return [(row.name, row.last_slot) for row in connection.execute(found)]


def _mail(**changes: Any) -> dict[str, Any]:
    row = {"kind": "mail", "name": "contact.team", "arguments": {"é": [1, None]}, "token": "t", "attempts": 0}
    return {**row, "dedupe_key": None, "queued_at": SLOT, "available_at": SLOT, **changes}


def test_one_row_or_several_are_written_as_their_columns_want_them(context: Flask) -> None:
    with transaction() as session:
        ADD.run(session.connection(), {"name": "a", "last_slot": SLOT})
        ADD.run(session.connection(), [{"name": name, "last_slot": SLOT} for name in "bc"])
    assert _rows() == [(name, SLOT) for name in "abc"]
    assert all(slot.tzinfo == dt.UTC for _, slot in _rows())


def test_json_and_what_is_missing_come_back_as_they_were(context: Flask) -> None:
    with transaction():
        number = insert_once(OutboxRow, _mail())
    row = db.session.get(OutboxRow, number)
    assert row is not None
    assert (row.arguments, row.dedupe_key, row.remaining) == ({"é": [1, None]}, None, None)


def test_an_update_tells_what_it_changed_and_a_name_may_stand_twice(context: Flask) -> None:
    later = SLOT + dt.timedelta(days=1)
    with transaction() as session:
        ADD.run(session.connection(), {"name": "a", "last_slot": SLOT})
        assert MOVE.run(session.connection(), {"whose": "a", "slot": SLOT}) == []
        (moved,) = MOVE.run(session.connection(), {"whose": "a", "slot": later})
    assert tuple(moved) == ("a",)
    assert _rows() == [("a", later)]


def test_who_comes_second_is_left_out(context: Flask) -> None:
    with transaction():
        first = insert_once(OutboxRow, _mail(dedupe_key="one"))
        assert first is not None
        assert insert_once(OutboxRow, _mail(dedupe_key="one")) is None
        insert_new(OutboxRow, [_mail(dedupe_key="one"), _mail(dedupe_key="two")])
        insert_new(OutboxRow, [])
    assert [row.dedupe_key for row in db.session.scalars(select(OutboxRow).order_by(OutboxRow.id))] == ["one", "two"]


def test_it_belongs_to_the_transaction_of_its_connection(context: Flask) -> None:
    with db.engine.connect() as connection:
        ADD.run(connection, {"name": "kept", "last_slot": SLOT})
        connection.commit()
        ADD.run(connection, {"name": "dropped", "last_slot": SLOT})
        connection.rollback()
    assert _rows() == [("kept", SLOT)]


def test_errors_are_those_of_sqlalchemy_and_hide_what_people_typed(context: Flask) -> None:
    row = {"name": "an@voorbeeld.be", "last_slot": SLOT}
    with pytest.raises(IntegrityError) as caught, transaction() as session:
        ADD.run(session.connection(), [row, row])
    assert "INSERT INTO outbox_schedule" in str(caught.value)
    said = str(caught.value).partition("DETAIL")[0]  # PostgreSQL itself names the key that was there already
    assert "an@voorbeeld.be" not in said
    with pytest.raises((OperationalError, ProgrammingError)), transaction() as session:
        NOWHERE.run(session.connection(), {"name": "a"})
    with pytest.raises(ValueError, match="time zone"), transaction() as session:
        ADD.run(session.connection(), {**row, "last_slot": SLOT.replace(tzinfo=None)})
    with pytest.raises(KeyError, match="last_slot"), transaction() as session:
        ADD.run(session.connection(), {"name": "a"})
    assert _rows() == []


def test_who_listens_to_statements_hears_of_it(context: Flask) -> None:
    with noted() as statements, transaction() as session:
        ADD.run(session.connection(), {"name": "a", "last_slot": SLOT})
    assert [statement[:11] for statement in statements] == ["INSERT INTO"]
