"""Who is forgotten leaves the queue; who has a longer or a shorter address stays in it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.outbox.forgetting import FORGOTTEN, forget
from cesi_site.outbox.models import MAIL, OutboxRow

ANN = "ann@x.be"
NEAR = (
    "joann@x.be",
    "jo.ann@x.be",
    "jo+ann@x.be",
    "o'ann@x.be",
    "ann@x.be.example",
    "ann@x.be-fr.example",
    "ann@x.bel",
)


def row(arguments: dict[str, Any], **facts: Any) -> OutboxRow:
    now = clock.now()
    with transaction() as session:
        kept = OutboxRow(
            kind=MAIL,
            name="privacy.erased",
            arguments=arguments,
            token="t",
            queued_at=now,
            available_at=now,
            attempts=0,
            **facts,
        )
        session.add(kept)
    return kept


def forgotten(address: str = ANN) -> int:
    with transaction():
        found = forget(address)
    db.session.expire_all()
    return found


def left() -> list[OutboxRow]:
    return list(db.session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


@pytest.mark.parametrize("address", NEAR)
def test_an_address_within_another_one_is_another_one(context: Flask, address: str) -> None:
    row({"to": address})
    row({"number": 1}, remaining=[address])
    row({"number": 2}, error=f"{address}: 550 5.1.1 no such user")
    assert forgotten() == 0
    assert [one.error for one in left()] == [None, None, f"{address}: 550 5.1.1 no such user"]


@pytest.mark.parametrize(
    "arguments",
    [
        {"to": ANN},
        {"to": "Ann@X.be"},
        {"to": [ANN, "bo@x.be"]},
        {"about": {"email": ANN}},
        {"to": "Ann <ann@x.be>"},
        {"text": "Schrijf naar ann@x.be."},
    ],
)
def test_a_row_that_carries_the_address_goes(context: Flask, arguments: dict[str, Any]) -> None:
    row(arguments)
    row({"to": "joann@x.be"})
    assert forgotten() == 1
    assert [one.arguments for one in left()] == [{"to": "joann@x.be"}]


def test_of_a_row_that_notes_what_a_server_said_the_note_goes(context: Flask) -> None:
    row({"number": 1}, error="<ann@x.be>: 550 5.1.1 no such user")
    assert forgotten() == 1
    assert [one.error for one in left()] == [FORGOTTEN]


def test_a_mail_that_waits_for_others_too_waits_for_them(context: Flask) -> None:
    row({"number": 1}, remaining=[ANN, "bo@x.be"])
    row({"number": 2}, remaining=[ANN])
    assert forgotten() == 2
    assert [one.remaining for one in left()] == [["bo@x.be"]]


def test_an_address_is_found_however_it_is_written(context: Flask) -> None:
    row({"to": "an@één.example"})
    row({"number": 1}, remaining=["an@xn--n-9faa.example"])
    row({"to": "bo@één.example"})
    assert forgotten("an@één.example") == 2
    assert len(left()) == 1
