"""No row is taken twice, none is lost with its worker, and a worker that comes late changes nothing."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from cesi_site.core.clock import now
from cesi_site.outbox import claims
from cesi_site.outbox.claims import LEASE, MOST_ATTEMPTS
from cesi_site.outbox.leases import Leases
from tests.outbox.rows import add_rows, rows

PROCESSES = 3
ROWS = 200


def test_processes_that_claim_at_once_never_get_the_same_row(app: Flask, database: str, tmp_path: Path) -> None:
    with app.app_context():
        add_rows(ROWS)
    settings = json.dumps({"SQLALCHEMY_DATABASE_URI": database, "INSTANCE_PATH": str(tmp_path / "instance")})
    command = [sys.executable, "-m", "tests.outbox.claiming", settings]
    pipe = subprocess.PIPE
    running = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(PROCESSES)]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    taken = [json.loads(process.communicate(timeout=60)[0]) for process in running]
    assert sorted(id_ for ids in taken for id_ in ids) == list(range(1, ROWS + 1))
    assert all(taken), "one process had all the work: nothing was proved"


def test_what_was_due_first_is_taken_first(context: Flask) -> None:
    add_rows(2, available_at=now() - dt.timedelta(minutes=1))
    add_rows(2, available_at=now() - dt.timedelta(minutes=2))
    add_rows(2, available_at=now() + dt.timedelta(minutes=2))
    add_rows(2, kind="mail", available_at=now() - dt.timedelta(minutes=3))
    assert [[row.id for row in claims.claim("job", 3)], [row.id for row in claims.claim("job", 3)]] == [[1, 3, 4], [2]]
    assert claims.claim("job", 3) == []


def test_a_row_in_hand_is_not_due_until_its_lease_ends(context: Flask) -> None:
    add_rows(1)
    first = claims.claim("job", 1)[0]
    assert not claims.is_due("job")
    with time_machine.travel(now() + LEASE + dt.timedelta(seconds=1)):
        second = claims.claim("job", 1)[0]
        assert (second.id, second.token, second.attempts) == (first.id, first.token, 2)
        assert not claims.finish(first), "the late worker's word counts no longer"
        assert not claims.postpone(first, "late")
        assert not claims.bury(first, "late")
        claims.release([first])
        assert [(row.lease, row.done_at, row.attempts) for row in rows()] == [(second.lease, None, 2)]
        assert claims.finish(second)
    assert not claims.finish(second)
    assert rows()[0].done_at is not None


def test_a_row_that_is_done_keeps_no_arguments(context: Flask) -> None:
    add_rows(1)
    claims.finish(claims.claim("job", 1)[0])
    row = rows()[0]
    assert (row.arguments, row.lease, row.lease_until, row.error) == ({}, None, None, None)


def test_each_failure_makes_the_wait_longer_up_to_an_hour(context: Flask) -> None:
    seconds = [claims.delay(attempts).total_seconds() for attempts in range(1, 60)]
    assert 8 <= seconds[0] <= 12
    assert all(1.3 < later / sooner < 3.1 for sooner, later in itertools.pairwise(seconds[:9]))
    assert all(2_880 <= delay <= 4_320 for delay in seconds[9:])
    assert len(set(seconds)) == len(seconds), "no two workers come back at the same moment"


def test_a_failed_row_waits_and_is_given_up_in_the_end(context: Flask) -> None:
    add_rows(1)
    moment = now()
    for _ in range(MOST_ATTEMPTS):
        with time_machine.travel(moment, tick=False):
            claims.postpone(claims.claim("job", 1)[0], "it broke")
        row = rows()[0]
        assert row.available_at > moment or row.dead_at
        moment = row.available_at
    assert (rows()[0].attempts, rows()[0].error, rows()[0].dead_at is None) == (MOST_ATTEMPTS, "it broke", False)
    assert rows()[0].arguments == {"number": 0}
    with time_machine.travel(moment + dt.timedelta(days=30)):
        assert not claims.is_due("job")


def test_a_row_given_back_counts_no_try(context: Flask) -> None:
    add_rows(2)
    claims.release(claims.claim("job", 2))
    assert [(row.attempts, row.lease) for row in rows()] == [(0, None), (0, None)]
    assert len(claims.claim("job", 2)) == 2


def test_leases_are_renewed_until_another_worker_has_the_row(context: Flask) -> None:
    add_rows(2)
    leases, taken = Leases(), claims.claim("job", 2)
    with leases.holding(taken):
        with time_machine.travel(now() + LEASE - dt.timedelta(seconds=1)):
            leases.renew()
        assert all(leases.holds(row) for row in taken)
        assert rows()[0].lease_until > now() + LEASE  # type: ignore[operator]
        with time_machine.travel(now() + 3 * LEASE):
            thief = claims.claim("job", 1)[0]
            leases.renew()
        assert [leases.holds(row) for row in taken] == [row.id != thief.id for row in taken]
    assert [row.lease for row in rows() if row.id == thief.id] == [thief.lease], "only our own rows are given back"
    assert [row.lease for row in rows() if row.id != thief.id] == [None]


def test_a_worker_that_slept_past_its_lease_does_not_act(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    add_rows(1)
    leases, taken = Leases(), claims.claim("job", 1)
    with leases.holding(taken):
        assert leases.holds(taken[0])
        late = time.monotonic() + LEASE.total_seconds() + 1
        monkeypatch.setattr("cesi_site.outbox.leases.time.monotonic", lambda: late)
        assert not leases.holds(taken[0])
