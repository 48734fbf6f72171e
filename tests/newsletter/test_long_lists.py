"""A long list is carried out in pieces, with few statements, and in memory that does not grow with its pieces."""

from __future__ import annotations

import os
import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context

import pytest
from flask import Flask
from sqlalchemy import event, select

from cesi_site.choices.lists import Listed, record_consents
from cesi_site.choices.models import Method, Suppression, Use
from cesi_site.choices.operations import Suppressed
from cesi_site.choices.queries import find_address
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.newsletter import import_jobs
from cesi_site.newsletter import operations as newsletter
from cesi_site.newsletter.models import ImportGround, ListImport
from cesi_site.newsletter.operations import imports as operations
from cesi_site.newsletter.queries.subscribers import count_readers
from cesi_site.outbox.models import OutboxRow
from tests.newsletter.readers import reader

pytestmark = pytest.mark.promise("B7")

FULL = os.environ.get("PROOF") == "full"
ROWS = 20_000 if FULL else 2_000
MOST_SECONDS = 30.0
MIB = 2**20


def brought(rows: int, ground: ImportGround) -> ListImport:
    """Upload a long list and let it be carried out."""
    lines = "".join(f"lezer{n}@domein{n % 50}.example;{clock.today()}\n" for n in range(rows))
    data = f"email;bevestigd\n{lines}".encode()
    kept = operations.upload(
        data=data, filename="lijst.csv", ground=ground, source="Beurs Gent 2026", language="nl", by=None
    )
    return operations.start(kept.id, by=None)


@contextmanager
def counting() -> Iterator[list[str]]:
    """Note the statements that go to the database."""
    said: list[str] = []

    def note(*args: object) -> None:
        said.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("ground", [ImportGround.PROVED, ImportGround.LEFT, ImportGround.STOP])
def test_a_row_costs_no_statement_of_its_own(context: Flask, ground: ImportGround) -> None:
    kept = brought(1_000, ground)
    with counting() as said:
        operations.carry_out(kept.id)
    assert kept.counts == {"taken": 1_000}
    assert len(said) < 200


def test_a_long_list_takes_seconds(context: Flask) -> None:
    kept = brought(ROWS, ImportGround.PROVED)
    began = time.perf_counter()
    operations.carry_out(kept.id)
    seconds = time.perf_counter() - began
    sys.stderr.write(f"\n{ROWS} rows of a list in {seconds:.1f} s\n")
    assert count_readers().nl == ROWS
    assert seconds < MOST_SECONDS


@pytest.mark.engine("sqlite")
def test_memory_does_not_grow_with_the_pieces(context: Flask) -> None:
    operations.carry_out(brought(400, ImportGround.LEFT).id)  # what is loaded once
    peaks = []
    for rows in (1_000, 5_000):
        kept = brought(rows, ImportGround.PROVED)
        tracemalloc.start()
        operations.carry_out(kept.id)
        peaks.append(tracemalloc.get_traced_memory()[1] / MIB)
        tracemalloc.stop()
    # The rows themselves, read from the file: half a kilobyte each.
    assert peaks[1] - peaks[0] < 4_000 * 512 / MIB + 1, peaks


def test_it_is_carried_out_in_turns_and_says_how_far_it_is(context: Flask) -> None:
    kept = brought(operations.AT_ONCE * 3, ImportGround.PROVED)
    heard: list[int] = []
    turns = iter([True, False])
    assert not operations.carry_out(kept.id, go_on=lambda: next(turns), progress=heard.append)
    assert (heard, kept.position, kept.done_at) == ([operations.AT_ONCE], operations.AT_ONCE, None)
    assert operations.carry_out(kept.id)
    assert kept.done_at is not None
    assert kept.counts == {"taken": operations.AT_ONCE * 3}


def test_the_worker_stands_in_line_again_for_the_rest(
    app: Flask, context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = brought(10, ImportGround.PROVED)
    monkeypatch.setattr(import_jobs, "SLICE_SECONDS", 0.0)
    import_jobs.carry_out_import(import_id=kept.id)
    jobs = select(OutboxRow).where(OutboxRow.name == "newsletter.import", OutboxRow.done_at.is_(None))
    assert (kept.position, len(db.session.scalars(jobs).all())) == (0, 2)
    monkeypatch.undo()
    done = Context().run(app.test_cli_runner().invoke, args=["outbox", "deliver", "--once"])
    assert done.exit_code == 0, done.output
    db.session.rollback()
    db.session.refresh(kept)
    assert kept.done_at is not None
    assert db.session.scalars(jobs).all() == []


def test_of_many_at_once_none_brings_back_who_left(context: Flask) -> None:
    newsletter.unsubscribe(reader("an@firma.be").address_id, method=Method.LINK)
    listed = [Listed(f"{name}@firma.be", clock.now(), "nl", "Beurs Gent 2026") for name in ("bo", "an")]
    with pytest.raises(Suppressed):
        record_consents(listed, Use.NEWSLETTER, page="import:1", by=None)
    assert find_address("bo@firma.be") is None
    assert len(db.session.scalars(select(Suppression)).all()) == 1
