"""The worker as a process of its own: killed, stopped, orphaned."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from cesi_site.core.clock import now
from cesi_site.core.processes import PARENT
from cesi_site.outbox.models import JOB, MAIL
from cesi_site.outbox.queries import worker_seen_at
from tests.outbox.rows import add_rows, rows
from tests.outbox.working import LEASE_SECONDS
from tests.support.live import wait_until
from tests.support.smtp import Inbox

FULL = os.environ.get("PROOF") == "full"
MAILS = 400 if FULL else 60
KILLS = 6 if FULL else 2

Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """The instance folder of the application and its workers."""
    return tmp_path / "instance"


@pytest.fixture
def start(context: Flask, smtp: Inbox, database: str, instance: Path) -> Iterator[Start]:
    """Start a worker process; all of them are gone at the end."""
    settings = {
        "SQLALCHEMY_DATABASE_URI": database,
        "INSTANCE_PATH": str(instance),
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": smtp.port,
    }
    started: list[subprocess.Popen[bytes]] = []

    def one() -> subprocess.Popen[bytes]:
        environment = {**os.environ, PARENT: str(os.getpid())}
        command = [sys.executable, "-m", "tests.outbox.working", json.dumps(settings)]
        started.append(subprocess.Popen(command, env=environment))
        return started[-1]

    yield one
    for process in started:
        process.kill()
        process.wait()


@contextmanager
def _slow(inbox: Inbox, seconds: float) -> Iterator[None]:
    """Let the SMTP server take its time over each mail, after it has taken it."""
    take = inbox.handle_DATA

    async def slowly(*arguments: Any) -> str:
        answer = await take(*arguments)
        time.sleep(seconds)
        return answer

    inbox.handle_DATA = slowly  # type: ignore[method-assign, assignment]
    yield
    del inbox.handle_DATA


def test_a_worker_killed_in_the_middle_loses_nothing(start: Start, smtp: Inbox) -> None:
    add_rows(MAILS, MAIL)
    with _slow(smtp, 0.02):
        for kill in range(1, KILLS + 1):
            process = start()
            part = kill * MAILS // (KILLS + 2)
            wait_until(lambda part=part: len(smtp.received) >= part, seconds=60, what=f"{part} mails")  # type: ignore[misc]
            process.kill()
            process.wait()
    start()
    wait_until(lambda: all(row.done_at for row in rows()), seconds=60, what="all mails")
    copies = Counter(mail.message["Message-ID"] for mail in smtp.received)
    assert len(copies) == MAILS
    assert sum(copies.values()) - MAILS <= KILLS, "twice at most those in flight at a kill"
    assert set(Counter((mail.message["Message-ID"], mail.message["To"]) for mail in smtp.received)) == {
        (f"<{number:032}@cesi.be>", f"reader{number}@voorbeeld.be") for number in range(MAILS)
    }


def test_a_worker_that_is_told_to_stop_does_so_in_order(start: Start, smtp: Inbox) -> None:
    add_rows(MAILS, MAIL)
    with _slow(smtp, 0.05):
        process = start()
        wait_until(lambda: len(smtp.received) >= 5, seconds=60, what="the first mails")
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    done = [row for row in rows() if row.done_at]
    assert len(done) == len(smtp.received) < MAILS
    assert all((row.attempts, row.lease) == (0, None) for row in rows() if not row.done_at)


def test_what_is_queued_leaves_within_seconds_and_the_worker_shows_that_it_lives(start: Start, smtp: Inbox) -> None:
    start()
    wait_until(worker_seen_at, seconds=30, what="a sign of life")
    seen = worker_seen_at()
    assert seen is not None
    assert abs((now() - seen).total_seconds()) < 15
    before = time.monotonic()
    add_rows(1, MAIL)
    wait_until(lambda: smtp.received, seconds=10, what="the mail")
    assert time.monotonic() - before < 4, "the worker looks each second, without being woken"


def test_a_long_job_keeps_its_row_from_the_other_worker(start: Start, instance: Path) -> None:
    add_rows(1, JOB, name="test.long")
    start()
    start()
    wait_until(lambda: rows()[0].done_at, seconds=40, what="the job")
    assert (instance / "started-0").read_text() == "x"
    assert rows()[0].attempts == 1


def test_the_job_of_a_dead_worker_is_taken_over(start: Start, instance: Path) -> None:
    add_rows(1, JOB, name="test.long")
    first = start()
    wait_until((instance / "started-0").exists, seconds=30, what="the job to begin")
    first.kill()
    start()
    wait_until(lambda: rows()[0].done_at, seconds=30 + LEASE_SECONDS * 3, what="the job")
    assert (instance / "started-0").read_text() == "xx"
    assert rows()[0].attempts == 2
