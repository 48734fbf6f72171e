"""A purge of very many expired rows: pages are answered meanwhile, and memory does not grow with the rows.

At full size (`make prove`) there are 1,000,000 messages, else 5,000.
"""

from __future__ import annotations

import datetime as dt
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from cesi_site.contact.models import ContactMessage, MessageState
from cesi_site.contact.operations import load_topics, receive_message
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.privacy.models import RetentionRun
from tests.contact.conftest import draft
from tests.support import live
from tests.support.live import FLASK, PROJECT, LiveSite

pytestmark = pytest.mark.proof

FULL = os.environ.get("PROOF") == "full"
ROWS = 1_000_000 if FULL else 5_000
CHUNK = 10_000
PAGE = "/nl/nieuws"
BEFORE = 2_000 if FULL else 200
# At full size the machine is the test's own. Else its neighbours take their part, and only a collapse is found.
SLOWER = 3.0 if FULL else 20.0
# Below this nobody notices, however quick a page was before.
UNNOTICED_MILLISECONDS = 10
# A process of the site takes about half of it before it does anything.
MOST_MEBIBYTES = 250
BODY = "Wij zoeken een opleiding voor onze ploeg van twaalf mensen, liefst in het voorjaar en in Mechelen. " * 3
MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


@pytest.fixture
def expired(context: Flask) -> int:
    """Very many messages that were closed four years ago, and one that is open; gives the key of that one."""
    load_topics()
    number = receive_message(draft(), number="open").id
    columns = [column for column in ContactMessage.__table__.columns if not column.primary_key]
    row = dict(db.session.execute(select(*columns).where(ContactMessage.id == number)).mappings().one())
    long_ago = clock.now() - dt.timedelta(days=4 * 366)
    row |= {"state": MessageState.CLOSED, "received_at": long_ago, "closed_at": long_ago, "body": BODY}
    for start in range(0, ROWS, CHUNK):
        with transaction() as session:
            session.execute(insert(ContactMessage), list(_copies(row, start, min(start + CHUNK, ROWS))))
    return number


def _copies(row: dict[str, Any], start: int, end: int) -> Iterator[dict[str, Any]]:
    unique = [column.key for column in ContactMessage.__table__.columns if column.unique]
    for number in range(start, end):
        yield row | dict.fromkeys(unique, f"{number}") | {"email": f"schrijver{number}@voorbeeld.be"}


def times(site: LiveSite, goes_on: Callable[[int], bool]) -> list[float]:
    """Ask for a page for as long as it goes on; return how many seconds each answer took, in order of size."""
    taken: list[float] = []
    connection = http.client.HTTPConnection("localhost", site.port, timeout=30)
    while goes_on(len(taken)):
        began = time.perf_counter()
        connection.request("GET", PAGE)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        taken.append(time.perf_counter() - began)
    connection.close()
    return sorted(taken)


def p99(taken: list[float]) -> float:
    return taken[int(len(taken) * 0.99)]


@pytest.mark.promise("I1")
def test_I1_very_many_rows_go_while_pages_are_answered(
    context: Flask, database: str, tmp_path: Path, expired: int
) -> None:
    db.session.remove()
    environ = live.environment(database, tmp_path / "instance", PAGE_CACHE_ENABLED=0)
    with live.running(environ) as site:
        times(site, lambda done: done < BEFORE // 4)  # the first ones wait for what is made once
        before = times(site, lambda done: done < BEFORE)
        words = [sys.executable, "-c", MEASURE, FLASK, "privacy", "purge"]
        with subprocess.Popen(words, env=environ, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as purge:
            meanwhile = times(site, lambda _: purge.poll() is None)
            assert purge.stdout is not None
            peak = int(purge.stdout.read().split()[-1]) / 1024
    assert purge.returncode == 0
    assert db.session.scalars(select(ContactMessage.id)).all() == [expired]
    run = db.session.scalars(select(RetentionRun)).one()
    assert run.counts["contact.messages"]["rows"] == ROWS
    assert run.finished_at is not None
    seconds = (run.finished_at - run.started_at).total_seconds()
    ratio = p99(meanwhile) / p99(before)
    was, became = (p99(taken) * 1000 for taken in (before, meanwhile))
    sys.stderr.write(
        f"\n{ROWS} rows in {seconds:.0f} s: a page in {was:.1f} ms before and {became:.1f} ms meanwhile "
        f"(p99 of {len(before)} and {len(meanwhile)}), {ratio:.1f} times; at most {peak:.0f} MiB\n"
    )
    assert ratio <= SLOWER or became <= UNNOTICED_MILLISECONDS
    assert peak <= MOST_MEBIBYTES
    assert db.session.scalar(select(func.count(ContactMessage.id))) == 1
