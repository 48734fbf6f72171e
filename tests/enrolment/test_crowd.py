"""Two hundred people at once for the last twenty places, alone and in groups, from several processes.

At full size (`make prove`) there are fifty rounds on each database, else two.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select

from cesi_site.core.database import db
from cesi_site.core.languages import use_language
from cesi_site.enrolment.models import Enrolment, Theme, Training, TrainingSession
from cesi_site.enrolment.operations.drafts import start_draft
from cesi_site.enrolment.operations.terms import terms_for
from cesi_site.enrolment.states import EnrolmentState
from cesi_site.outbox.models import OutboxRow
from tests.enrolment.conftest import add, days_ahead, plan
from tests.support.live import PROJECT

pytestmark = pytest.mark.proof

ROUNDS = 50 if os.environ.get("PROOF") == "full" else 2
PEOPLE, PLACES, PROCESSES = 200, 20, 4
LARGEST_GROUP = 6
# The address of a check page, and the terms that it showed.
Page = tuple[str, str]
# A few run at the same time as a colleague's turn on the same form: the second press answers as the first did.
PRESSED_TWICE = 10


class Process:
    """One process of the crowd."""

    def __init__(self, settings: dict[str, Any]) -> None:
        command = [sys.executable, "-m", "tests.enrolment.crowd", json.dumps(settings)]
        self.running = subprocess.Popen(
            command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
        )
        assert self._out.readline().strip() == "ready"

    @property
    def _out(self) -> IO[str]:
        assert self.running.stdout is not None
        return self.running.stdout

    def start(self, pages: list[Page]) -> None:
        """Let its threads press their buttons."""
        assert self.running.stdin is not None
        self.running.stdin.write(json.dumps(pages) + "\n")
        self.running.stdin.flush()

    def answers(self) -> list[tuple[int, str]]:
        """Wait for what came back, in the order of the addresses."""
        return [(status, where) for status, where in json.loads(self._out.readline())]


@pytest.fixture
def crowd(app: Flask, database: str, tmp_path: Path) -> Iterator[list[Process]]:
    """Several processes on this test's database."""
    settings = {
        name: app.config[name]
        for name in ("SITE_URL_CESI", "SITE_URL_ONEMANAGEMENT", "SITE_URL_MYCESI", "SECRET_KEY", "INSTANCE_PATH")
    }
    settings |= {"SQLALCHEMY_DATABASE_URI": database, "FORM_MIN_SECONDS": 0.0, "RATELIMIT_ENABLED": False}
    processes = [Process(settings) for _ in range(PROCESSES)]
    yield processes
    for one in processes:
        with one.running:  # closes its input, at which it ends
            assert one.running.stdin is not None
            one.running.stdin.close()
            one.running.wait(30)


def answers_of(number: int, seats: int) -> dict[str, list[str]]:
    return {
        "first_name": [f"Voornaam{number}"],
        "last_name": ["Naam"],
        "email": [f"persoon{number}@bedrijf.example"],
        "phone": ["09 123 45 67"],
        "language": ["nl"],
        "organisation": [f"Bedrijf {number}"],
        "pasted": ["\n".join(f"Deelnemer{n}, Naam{number}" for n in range(seats))],
        "conditions": ["y"],
    }


def check_pages(app: Flask, session: TrainingSession, dice: random.Random, round_: int) -> list[Page]:
    """Fill in the forms of a round, some alone, some in groups, and return their check pages."""
    found = []
    shown = terms_for(session.training, None).fingerprint
    with app.test_request_context("/"), use_language("nl"):
        for number in range(PEOPLE):
            seats = dice.choice([1, 1, 1, 2, 3, LARGEST_GROUP])
            answers = answers_of(round_ * PEOPLE + number, seats)
            token = start_draft(session_id=session.id, language="nl", answers=answers)
            found.append((url_for("enrolment.check", token=token), shown))
    return found


def play(crowd: list[Process], pages: list[Page]) -> list[tuple[int, str]]:
    parts = [pages[start :: len(crowd)] for start in range(len(crowd))]
    for process, part in zip(crowd, parts, strict=True):
        process.start(part)
    return [answer for process in crowd for answer in process.answers()]


@pytest.fixture
def training(theme: Theme) -> Training:
    return add("EHB-01", theme)


@pytest.mark.promise("C1")
def test_places_are_never_oversold_and_the_others_wait_in_order(
    app: Flask, crowd: list[Process], training: Training
) -> None:
    dice = random.Random(7)
    for round_ in range(ROUNDS):
        session = plan(training, days_ahead(30 + round_), maximum=PLACES)
        pages = check_pages(app, session, dice, round_)
        twice = dice.sample(pages, PRESSED_TWICE)
        before = db.session.scalar(select(func.count(OutboxRow.id))) or 0
        everybody = [*pages, *twice]
        dice.shuffle(everybody)
        statuses = [status for status, _ in play(crowd, everybody)]
        assert statuses == [303] * len(everybody)
        db.session.expire_all()
        check(session)
        receipts = (db.session.scalar(select(func.count(OutboxRow.id))) or 0) - before
        assert receipts == PEOPLE


def check(session: TrainingSession) -> None:
    """Compare what was promised to each of them with the places there are."""
    every = db.session.scalars(select(Enrolment).where(Enrolment.session_id == session.id).order_by(Enrolment.id)).all()
    assert len(every) == PEOPLE
    assert [one.id for one in every if len(one.participants) != one.seats] == []
    confirmed = [one for one in every if one.state is EnrolmentState.CONFIRMED]
    waiting = [one for one in every if one.state is EnrolmentState.WAITING_LIST]
    assert len(confirmed) + len(waiting) == PEOPLE
    given = db.session.get_one(TrainingSession, session.id, populate_existing=True).seats_taken
    assert sum(one.seats for one in confirmed) == given
    assert given <= PLACES
    # Rows are numbered in the turns that they had: the line is the order of arrival.
    assert [one.waiting_position for one in waiting] == list(range(1, len(waiting) + 1))
    assert [one.offer_until for one in every if one.offer_until] == []
    # Nobody waits who would fit in what is left.
    assert all(one.seats > PLACES - given for one in waiting)
