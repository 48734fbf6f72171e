"""The purge: nothing outlives its last day, nothing goes a day early, and every run counts."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import db, transaction
from cesi_site.register import Holding, Person, Register, Term
from cesi_site.register.retention import Purged, children_first, count_due, last_day, purge
from tests.register.throwaway import ENCLOSURES, LETTERS, MEMBERS, Base, Enclosure, Letter, Member, make_activity

REGISTER = Register([make_activity(), make_activity(key="members", holdings=(MEMBERS,))])
RECEIVED = dt.datetime(2027, 3, 5, 10, tzinfo=dt.UTC)
LAST_DAY = dt.date(2030, 3, 5)


def night_after(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(0, 10), BRUSSELS)


def late_on(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(23, 59), BRUSSELS)


def rows(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def tables(context: Flask) -> Iterator[None]:
    Base.metadata.create_all(db.engine)
    yield
    db.session.remove()
    Base.metadata.drop_all(db.engine)


@pytest.fixture
def letter(tables: None) -> Letter:
    letter = Letter(email="ann@example.org", body="Hello", received_at=RECEIVED)
    with transaction() as session:
        session.add(letter)
        session.flush()
        session.add(Enclosure(letter_id=letter.id, content=b"page"))
    return letter


@pytest.mark.promise("I1")
def test_I1_a_row_stays_on_its_last_day_and_goes_in_the_night_after(letter: Letter) -> None:
    assert last_day(LETTERS, letter.id) == LAST_DAY
    purge(REGISTER, late_on(LAST_DAY))
    assert (rows(Letter), rows(Enclosure)) == (1, 1)
    counts = purge(REGISTER, night_after(LAST_DAY))
    assert (rows(Letter), rows(Enclosure)) == (0, 0)
    assert set(counts) == {Purged("letters", 1, 0), Purged("enclosures", 1, 0), Purged("members", 0, 0)}


def test_the_clock_of_a_closed_letter_starts_when_it_was_closed(letter: Letter) -> None:
    with transaction():
        letter.closed_at = RECEIVED + dt.timedelta(days=10)
    assert last_day(LETTERS, letter.id) == dt.date(2030, 3, 15)
    purge(REGISTER, late_on(dt.date(2030, 3, 15)))
    assert (rows(Letter), rows(Enclosure)) == (1, 1)


def test_children_go_before_their_parents() -> None:
    assert children_first([LETTERS, ENCLOSURES]) == [ENCLOSURES, LETTERS]
    assert children_first([ENCLOSURES, LETTERS]) == [ENCLOSURES, LETTERS]


def test_a_dry_run_counts_and_touches_nothing(letter: Letter) -> None:
    counts = purge(REGISTER, night_after(LAST_DAY), dry_run=True)
    assert {(count.holding, count.rows) for count in counts} == {("letters", 1), ("enclosures", 1), ("members", 0)}
    assert (rows(Letter), rows(Enclosure)) == (1, 1)


def test_what_has_no_date_yet_is_kept_and_counted(tables: None) -> None:
    with transaction() as session:
        session.add(Member(email="member@example.org", ended_on=None))
    counts = purge(REGISTER, night_after(LAST_DAY))
    assert Purged("members", 0, 1) in counts
    assert last_day(MEMBERS, 1) is None


def test_an_anonymised_row_loses_its_person_once(tables: None) -> None:
    with transaction() as session:
        session.add(Member(email="member@example.org", colleague="Bob", ended_on=dt.date(2027, 3, 5)))
    assert Purged("members", 1, 0) in purge(REGISTER, night_after(LAST_DAY))
    left = db.session.scalars(select(Member).execution_options(populate_existing=True)).one()
    assert (left.email, left.colleague, left.ended_on) == (None, None, dt.date(2027, 3, 5))
    assert Purged("members", 0, 0) in purge(REGISTER, night_after(LAST_DAY))


def test_only_the_rows_of_the_holding_go(tables: None) -> None:
    drafts = dataclasses.replace(LETTERS, key="drafts", rows=Letter.body == "draft", kept=Term(days=7))
    with transaction() as session:
        session.add_all(Letter(email="a@example.org", body=body, received_at=RECEIVED) for body in ("draft", "sent"))
    purge(Register([make_activity(holdings=(drafts,))]), night_after(dt.date(2027, 3, 12)))
    assert db.session.scalars(select(Letter.body)).all() == ["sent"]


def test_batches_walk_through_the_whole_table_and_report_progress(tables: None) -> None:
    with transaction() as session:
        for number in range(25):
            kept = dt.timedelta(days=1000 if number % 5 == 0 else 0)
            session.add(Letter(email="a@example.org", body="x", received_at=RECEIVED + kept))
    heard: list[tuple[str, int]] = []

    def listen(holding: Holding, done: int) -> None:
        heard.append((holding.key, done))

    assert count_due(LETTERS, night_after(LAST_DAY).date()) == 20
    purge(Register([make_activity(holdings=(LETTERS,))]), night_after(LAST_DAY), batch=7, progress=listen)
    assert rows(Letter) == 5
    assert len(heard) > 1
    assert heard[0] == ("letters", 5)
    assert heard[-1] == ("letters", 20)


def test_a_person_is_found_through_the_joined_table(letter: Letter) -> None:
    def found(*emails: str) -> list[int]:
        condition = ENCLOSURES.subject(Person(frozenset(emails)))
        return list(db.session.scalars(select(Enclosure.id).where(ENCLOSURES.on, condition)))

    assert len(found("ann@example.org", "bob@example.org")) == 1
    assert found("bob@example.org") == []


def test_a_table_with_a_purge_of_its_own_is_handed_the_first_instant_that_is_kept(tables: None) -> None:
    asked: list[dt.datetime] = []

    def remove(before: dt.datetime) -> int:
        asked.append(before)
        return 3

    chained = dataclasses.replace(LETTERS, purged_by=remove)
    counts = purge(Register([make_activity(holdings=(chained,))]), night_after(LAST_DAY))
    assert counts == (Purged("letters", 3, 0),)
    assert asked == [dt.datetime(2027, 3, 6, tzinfo=BRUSSELS)]
