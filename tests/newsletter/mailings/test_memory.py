"""The memory of who sends does not depend on how long the list is."""

from __future__ import annotations

import gc
import tracemalloc

import pytest
from flask import Flask

from cesi_site.newsletter.models import Kind
from cesi_site.newsletter.operations.listing import count_recipients
from cesi_site.newsletter.operations.mailings import prepare, send
from cesi_site.newsletter.sending import engine as engines
from cesi_site.newsletter.sending.courier import Batch, Report
from cesi_site.newsletter.sending.engine import End, Engine
from cesi_site.newsletter.sending.wire import Answer
from tests.newsletter.mailings.test_large import add_readers
from tests.newsletter.mailings.writing import writer, written

# The short list fills a piece of each language as well: only what grows with the list can differ.
SHORT, LONG = 2_000, 8_000
# A recipient costs some 700 bytes while it is in hand: of 6,000 more, kept by mistake, some 4 MiB would stay.
MOST_MIB = 1.0
MIB = 2**20


class Takes:
    """Stands for the mail server, and takes every letter at once."""

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> Takes:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def deliver(self, batch: Batch) -> Report:
        return Report(batch, [Answer(one.row.id, 250, "250 taken") for one in batch.addressees])


def peak(work: object) -> float:
    """Return the most memory in MiB that is in use at once while something is done."""
    assert callable(work)
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / MIB
    finally:
        tracemalloc.stop()


@pytest.mark.engine("sqlite")
def test_to_count_and_to_send_to_four_times_as_many_takes_no_more_memory(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    context.config["NEWSLETTER_APPROVAL_ABOVE"] = 10**9
    monkeypatch.setattr(engines, "Courier", Takes)
    author, counts, sends, there = writer(), [], [], 0
    for readers in (SHORT, SHORT, LONG):  # the first time is for what is loaded once
        add_readers(readers - there, after=there)
        there = readers
        mailing = prepare(written(Kind.NEWSLETTER, by=author).id, by=author)
        counts.append(peak(lambda number=mailing.id: count_recipients(number)))
        send(mailing.id, by=author)
        engine = Engine(context, mailing.id)
        sends.append(peak(lambda one=engine: _run(one)))
        assert engine.handled == readers
    assert counts[2] - counts[1] < MOST_MIB, counts
    assert sends[2] - sends[1] < MOST_MIB, sends


def _run(engine: Engine) -> None:
    assert engine.run().end is End.DONE
