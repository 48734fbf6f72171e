"""A mailing to very many readers: how fast, in how much memory, and what two killings on the way cost.

At full size (`make prove`) the list has 100,000 readers, else a twentieth.
"""

from __future__ import annotations

import os
import signal
import smtplib
import subprocess
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path
from statistics import median

import pytest
from flask import Flask
from sqlalchemy import insert

from cesi_site.choices.models import Address
from cesi_site.choices.queries import email_hash
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.newsletter.models import Kind, Mailing, MailingState, Origin, Subscription
from cesi_site.newsletter.queries.mailings import find_mailing, progress_of
from cesi_site.newsletter.sending.engine import BATCH
from cesi_site.newsletter.sending.template import make_templates
from tests.newsletter.mailings.writing import CONFIRMED, let_go, writer, written
from tests.support import live, sink
from tests.support.live import FLASK, PROJECT, wait_until
from tests.support.sink import Sink

pytestmark = pytest.mark.proof

FULL = os.environ.get("PROOF") == "full"
READERS = 100_000 if FULL else 5_000
CONNECTIONS = 2
# What a process has in hand: a batch on each connection, and one made ready.
IN_FLIGHT = (CONNECTIONS + 1) * BATCH
# At full size the machine is the test's own. Else its neighbours take their part, and the start weighs most: only a
# collapse is found.
FASTER = 3.0 if FULL else 0.5
# More memory than a command that only looks, whether to 5,000 readers or to 100,000.
MOST_MIB = 32.0
# One letter of 20 KB.
PARAGRAPH = "Wie buiten werkt, heeft bij koud weer recht op warme dranken, en op een plaats om zich op te warmen. " * 3
BODY = "\n\n".join([PARAGRAPH] * 25)


def add_readers(number: int, *, after: int = 0) -> None:
    """Add readers by the thousand, half of them in each language; `after` so many that are there already."""
    facts = {"confirmed_at": CONFIRMED, "origin": Origin.PAGE, "text_version": "1", "themes": ["prevention"]}
    now = clock.now()
    end = after + number + 1
    for start in range(after + 1, end, 5_000):
        keys = range(start, min(start + 5_000, end))
        emails = {key: f"lezer{key}@domein{key % 50}.example" for key in keys}
        addresses = [
            {"id": k, "email": e, "email_hash": email_hash(e), "last_contact_at": now, "created_at": now}
            for k, e in emails.items()
        ]
        readers = [{"id": key, "address_id": key, "language": ("nl", "fr")[key % 2], **facts} for key in keys]
        with transaction() as session:
            session.execute(insert(Address), addresses)
            session.execute(insert(Subscription), readers)


@pytest.fixture
def mailing(context: Flask) -> Mailing:
    """A mailing that may leave, to all readers."""
    context.config["NEWSLETTER_APPROVAL_ABOVE"] = 10**9
    add_readers(READERS)
    author = writer()
    return let_go(written(Kind.NEWSLETTER, by=author, nl=BODY, fr=BODY), by=author)


def command(database: str, tmp_path: Path, to: Sink, *words: str) -> tuple[list[str], dict[str, str]]:
    """Return the command of an operator and its environment."""
    own = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": to.port, "NEWSLETTER_CONNECTIONS": CONNECTIONS}
    return [FLASK, "newsletter", *words], live.environment(database, tmp_path / "instance", **own)


def plain_rate(to: Sink, mailing: Mailing, letters: int) -> float:
    """Return how many letters a second `smtplib` hands over on one connection: the same letter, ready made."""
    values = {"to": "lezer@domein.example", "date": "", "mail": "0", "token": "0", "why": "Why."}
    letter = make_templates(mailing)["nl"].filled_with(values)
    with smtplib.SMTP("127.0.0.1", to.port) as server:
        began = time.perf_counter()
        for number in range(letters):
            server.sendmail("bounce@cesi.be", [f"lezer{number}@domein.example"], letter)
        return letters / (time.perf_counter() - began)


def reached(to: Sink, mark: int) -> bool:
    return to.count() >= mark


@pytest.mark.promise("B4")
def test_killed_twice_nobody_is_missed(context: Flask, database: str, tmp_path: Path, mailing: Mailing) -> None:
    kills = 2
    with sink.running(tmp_path) as to:
        words, environ = command(database, tmp_path, to, "send", str(mailing.id))
        for part in range(1, kills + 1):
            mark = READERS * part // (kills + 2)
            process = subprocess.Popen(words, env=environ, cwd=PROJECT, stderr=subprocess.DEVNULL)
            wait_until(partial(reached, to, mark), seconds=300, what=f"{mark} letters")
            process.send_signal(signal.SIGKILL)
            process.wait(10)
        done = subprocess.run(words, env=environ, cwd=PROJECT, capture_output=True, text=True, timeout=900)
        assert done.returncode == 0, done.stderr
        taken = list(to.taken())
    letters = Counter(one.recipient for one in taken)
    names = {one.recipient: one.message_id for one in taken}
    assert len(letters) == READERS, "somebody was missed"
    doubles = sum(count - 1 for count in letters.values())
    report(f"{READERS} readers, {kills} killings: {doubles} letters twice, {IN_FLIGHT} in hand each time")
    assert doubles <= kills * IN_FLIGHT
    assert max(letters.values()) <= 1 + kills
    assert len({(one.recipient, one.message_id) for one in taken}) == READERS, "a second letter has another name"
    assert len(set(names.values())) == READERS
    assert state_of(mailing) is MailingState.SENT
    assert progress_of(mailing).sent == READERS


def state_of(mailing: Mailing) -> MailingState:
    db.session.rollback()
    db.session.refresh(mailing)
    return mailing.state


@pytest.mark.engine("sqlite")
def test_it_is_three_times_as_fast_as_smtplib(context: Flask, database: str, tmp_path: Path, mailing: Mailing) -> None:
    with sink.running(tmp_path) as to:
        # Its speed drifts by half within seconds, so it is taken often, on both sides of the mailing.
        plain_rates = [plain_rate(to, mailing, 1_000) for _ in range(5)]
        idle = peak_of(*command(database, tmp_path, to, "progress", str(mailing.id)))
        before = to.count()
        began = time.perf_counter()
        peak = peak_of(*command(database, tmp_path, to, "send", str(mailing.id)))
        whole = time.perf_counter() - began
        assert to.count() - before == READERS
        plain_rates += [plain_rate(to, mailing, 1_000) for _ in range(5)]
    plain = median(plain_rates)
    seconds = _times(mailing)
    rate = READERS / seconds
    report(
        f"{READERS} readers: {rate:.0f} letters a second in {seconds:.1f} s ({whole:.1f} s with the start), smtplib on "
        f"one connection {plain:.0f}: {rate / plain:.1f} times; at most {peak:.0f} MiB, {peak - idle:.0f} to send"
    )
    assert rate >= FASTER * plain
    assert peak - idle < MOST_MIB, "the memory of who sends grows with the list"


def peak_of(words: list[str], environ: dict[str, str]) -> float:
    """Run a command; return the most memory it had at once, in MiB."""
    measured = [sys.executable, "-c", MEASURE, *words]
    done = subprocess.run(measured, env=environ, cwd=PROJECT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1]) / 1024


MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


def _times(mailing: Mailing) -> float:
    state_of(mailing)
    found = find_mailing(mailing.id)
    assert found is not None
    assert found.started_at is not None and found.finished_at is not None
    return (found.finished_at - found.started_at).total_seconds()


def report(words: str) -> None:
    """Print a figure for docs/evidence.md."""
    sys.stderr.write(f"\n{words}\n")
