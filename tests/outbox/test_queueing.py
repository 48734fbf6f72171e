"""A row is there exactly when its transaction is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress

import pytest
from flask import Flask

from cesi_site.core.clock import now
from cesi_site.core.database import transaction
from cesi_site.outbox.models import JOB, MAIL
from cesi_site.outbox.operations import queue_job, queue_mail
from cesi_site.outbox.registry import UnknownName, mail
from tests.outbox.rows import known, letter, rows


class Bell:
    """Counts how often the worker was woken, and what was in the database then."""

    def __init__(self) -> None:
        self.rung: list[int] = []

    def kick(self) -> None:
        """Ring."""
        self.rung.append(1)


@pytest.fixture(autouse=True)
def _names() -> Iterator[None]:
    with known(MAIL, "test.letter", letter), known(JOB, "test.job", lambda: None):
        yield


@pytest.fixture
def bell(context: Flask) -> Bell:
    """What is rung when rows were committed."""
    bell = context.extensions["outbox"] = Bell()
    return bell


def test_a_row_comes_with_its_transaction_and_then_the_worker_is_woken_once(context: Flask, bell: Bell) -> None:
    with transaction():
        queue_mail("test.letter", number=1)
        queue_job("test.job")
        assert (rows(), bell.rung) == ([], [])
    assert [(row.kind, row.name, row.arguments) for row in rows()] == [
        ("mail", "test.letter", {"number": 1}),
        ("job", "test.job", {}),
    ]
    assert bell.rung == [1]
    assert len({row.token for row in rows()}) == 2


def test_a_row_goes_with_its_transaction(context: Flask, bell: Bell) -> None:
    with suppress(ZeroDivisionError), transaction():
        queue_mail("test.letter", number=1)
        raise ZeroDivisionError
    with transaction():
        pass
    assert (rows(), bell.rung) == ([], [])


def test_of_all_rows_with_one_key_one_is_kept(context: Flask) -> None:
    for number in range(3):
        with transaction():
            queue_mail("test.letter", key="letter:5", number=number)
            queue_mail("test.letter", key="letter:5", number=number)
            queue_mail("test.letter", number=number)
    assert [row.arguments["number"] for row in rows()] == [0, 0, 1, 2]


def test_an_unknown_name_is_refused_at_once(context: Flask) -> None:
    with pytest.raises(UnknownName):
        queue_mail("test.leter")
    with pytest.raises(UnknownName):
        queue_job("test.letter")


def test_a_row_may_wait_for_its_time(context: Flask) -> None:
    tomorrow = now() + dt.timedelta(days=1)
    with transaction():
        queue_mail("test.letter", available_at=tomorrow, number=1)
    assert rows()[0].available_at == tomorrow


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        mail("test.letter")(letter)
