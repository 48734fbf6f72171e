"""Transactions, instants and page stamps, on both databases."""

from __future__ import annotations

import datetime as dt
import fcntl
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, func, insert, select, update
from sqlalchemy.exc import StatementError

from cesi_site.accounts.models import Lock
from cesi_site.choices.models import Address
from cesi_site.content.models import Article
from cesi_site.core import write_turns
from cesi_site.core.clock import BRUSSELS, now
from cesi_site.core.database import HalfDone, db, insert_new, insert_once, read_stamps, transaction
from cesi_site.core.stamps import PageStamp, touch
from cesi_site.core.working_turns import WorkingTurns
from cesi_site.outbox.models import OutboxSchedule

SLOT = dt.datetime(2027, 3, 1, 9, 30, tzinfo=dt.UTC)


def _schedule(name: str, slot: dt.datetime = SLOT) -> OutboxSchedule:
    return OutboxSchedule(name=name, last_slot=slot)


def _names() -> list[str]:
    with db.engine.connect() as connection:
        return list(connection.scalars(select(OutboxSchedule.name).order_by(OutboxSchedule.name)))


def _article(key: str) -> Article:
    texts = {
        f"{name}_{lang}": f"{key}-{lang}" for name in ("slug", "title", "summary", "body") for lang in ("nl", "fr")
    }
    return Article(key=key, scene="office", updated_at=now(), **texts)


def test_a_transaction_keeps_all(context: Flask) -> None:
    with transaction() as outer:
        outer.add(_schedule("a"))
        with transaction() as inner:
            assert inner is outer
            inner.add(_schedule("b"))
        assert _names() == []
    assert _names() == ["a", "b"]


def test_an_exception_rolls_all_back(context: Flask) -> None:
    with suppress(ZeroDivisionError), transaction() as session:
        with transaction():
            session.add(_schedule("a"))
            session.flush()
        raise ZeroDivisionError
    assert _names() == []


def test_a_swallowed_failure_of_an_inner_transaction_keeps_nothing(context: Flask) -> None:
    def swallow() -> None:
        with transaction() as session:
            session.add(_schedule("a"))
            with suppress(ZeroDivisionError), transaction():
                raise ZeroDivisionError

    with pytest.raises(HalfDone):
        swallow()
    assert _names() == []
    with transaction() as session:
        session.add(_schedule("b"))
    assert _names() == ["b"]


def test_an_object_is_readable_after_the_commit_without_a_query(context: Flask) -> None:
    with transaction() as session:
        schedule = _schedule("a")
        session.add(schedule)
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    assert schedule.last_slot == SLOT
    assert statements == []


def test_instants_come_back_in_utc(context: Flask) -> None:
    with transaction() as session:
        session.add(_schedule("a", dt.datetime(2027, 7, 1, 9, 30, tzinfo=BRUSSELS)))
    db.session.remove()
    kept = db.session.scalars(select(OutboxSchedule.last_slot)).one()
    assert kept == dt.datetime(2027, 7, 1, 7, 30, tzinfo=dt.UTC)
    assert kept.utcoffset() == dt.timedelta(0)


def test_an_instant_without_a_time_zone_is_refused(context: Flask) -> None:
    with pytest.raises(StatementError, match="no time zone"), transaction() as session:
        session.add(_schedule("a", dt.datetime(2027, 7, 1, 9, 30)))  # noqa: DTZ001 - the fault the test is about


def test_sqlite_is_told_to_keep_what_it_acknowledges(context: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite only")
    with db.engine.connect() as connection:
        told = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
        assert told == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "secure_delete": 1}


@pytest.mark.engine("sqlite")
def test_the_disk_has_a_write_before_its_commit_returns(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[bytes] = []

    def flush(file: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{file}").read_bytes())

    monkeypatch.setattr(write_turns, "_flush", flush)
    with transaction() as session:
        session.add(_schedule("kept for certain"))
        session.flush()
        assert flushed == []
    assert [b"kept for certain" in log for log in flushed] == [True]


@pytest.mark.engine("sqlite")
def test_reading_asks_nothing_of_the_disk(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    _names()
    monkeypatch.setattr(write_turns, "_flush", pytest.fail)
    _names()


@pytest.mark.engine("sqlite")
def test_the_next_request_begins_while_the_disk_is_asked(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/write":
            with transaction() as session:
                session.add(_schedule("written"))
        told.append(environ["PATH_INFO"])
        return ()

    turns = WorkingTurns(answer, patience=60)

    def ask(path: str) -> None:
        turns({"PATH_INFO": path}, lambda *answer: bytes)

    def flush(file: int) -> None:
        reader = threading.Thread(target=ask, args=["/read"])
        reader.start()
        reader.join(10)
        told.append("on disk")

    monkeypatch.setattr(write_turns, "_flush", flush)
    ask("/write")
    assert told == ["/read", "on disk", "/write"]


@pytest.mark.engine("sqlite")
def test_the_next_request_begins_while_another_process_writes(context: Flask) -> None:
    told: list[str] = []
    begun = threading.Event()

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/write":
            begun.set()
            with context.app_context(), transaction() as session:
                session.add(_schedule("written"))
        told.append(environ["PATH_INFO"])
        return ()

    turns = WorkingTurns(answer, patience=60)
    writer, reader = (
        threading.Thread(target=turns, args=[{"PATH_INFO": path}, lambda *answer: bytes])
        for path in ("/write", "/read")
    )
    with Path(f"{db.engine.url.database}-turn").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        writer.start()
        assert begun.wait(10)
        reader.start()
        reader.join(10)
        assert told == ["/read"]
    writer.join(10)
    assert told == ["/read", "/write"]


@pytest.mark.engine("sqlite")
def test_a_commit_that_the_disk_refuses_is_no_success(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(file: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(write_turns, "_flush", refuse)
    with pytest.raises(OSError, match="the disk is full"), transaction() as session:
        session.add(_schedule("in doubt"))
    monkeypatch.undo()
    with transaction() as session:  # nobody holds the turn for ever
        session.add(_schedule("after"))
    assert "after" in _names()


def test_reading_before_writing_never_meets_a_locked_database(app: Flask) -> None:
    def read_then_write(number: int) -> None:
        with app.app_context(), transaction() as session:
            session.scalars(select(OutboxSchedule)).all()
            session.add(_schedule(f"schedule {number:03}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(read_then_write, range(80)))
    with app.app_context():
        assert len(_names()) == 80


def _stamp() -> int:
    return read_stamps().get("content", 0)


def test_each_change_of_stamped_rows_raises_the_stamp_once(context: Flask) -> None:
    stamps = [_stamp()]
    with transaction() as session:
        session.add_all([_article("one"), _article("two")])
    stamps.append(_stamp())
    with transaction() as session:
        session.scalars(select(Article).where(Article.key == "one")).one().title_nl = "Anders"
    stamps.append(_stamp())
    with transaction() as session:
        session.execute(update(Article).values(title_fr="Autre"))
        session.execute(delete(Article).where(Article.key == "two"))
    stamps.append(_stamp())
    with transaction() as session:
        session.delete(session.scalars(select(Article)).one())
    stamps.append(_stamp())
    with transaction() as session:
        touch(session, "content")
    stamps.append(_stamp())
    assert stamps == list(range(stamps[0], stamps[0] + 6))


def test_the_stamp_stays_when_nothing_stamped_changes(context: Flask) -> None:
    with transaction() as session:
        session.add(_article("one"))
    before = read_stamps()
    with transaction() as session:
        session.add(_schedule("a"))
        article = session.scalars(select(Article)).one()
        article.title_nl = str(article.title_nl)
    with suppress(ZeroDivisionError), transaction() as session:
        session.execute(update(Article).values(title_nl="Anders"))
        raise ZeroDivisionError
    with transaction() as session:
        session.execute(insert(OutboxSchedule).values(name="b", last_slot=SLOT))
    assert read_stamps() == before


def test_stamps_raised_at_the_same_time_are_all_counted(app: Flask) -> None:
    def raise_both(number: int) -> None:
        with app.app_context(), transaction() as session:
            for name in ("one", "two") if number % 2 else ("two", "one"):
                touch(session, name)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(raise_both, range(60)))
    with app.app_context():
        assert read_stamps() == {"one": 60, "two": 60}
        assert db.session.scalars(select(PageStamp.name).order_by(PageStamp.name)).all() == ["one", "two"]


def test_what_is_there_already_is_left_out_and_nothing_else(context: Flask) -> None:
    row = {"key": "a", "failures": 1, "last_at": now()}
    with transaction():
        insert_new(Lock, row)
        insert_new(Lock, [row | {"failures": 7}, row | {"key": "b"}])
    kept = db.session.execute(select(Lock.key, Lock.failures).order_by(Lock.key)).all()
    assert [tuple(one) for one in kept] == [("a", 1), ("b", 1)]
    with db.engine.begin() as elsewhere:
        insert_new(Lock, row | {"key": "c"}, over=elsewhere)
    assert db.session.scalar(select(func.count()).select_from(Lock)) == 3


def test_a_row_is_numbered_once(context: Flask) -> None:
    row = {"email": "an@klant.example", "email_hash": "x" * 64, "last_contact_at": now(), "created_at": now()}
    with transaction():
        first = insert_once(Address, row)
        assert insert_once(Address, row) is None
    assert db.session.scalars(select(Address.id)).all() == [first]
