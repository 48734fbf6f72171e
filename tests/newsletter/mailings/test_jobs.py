"""Mailings in the worker: counted and sent by its jobs, tried by mail, taken up again when nobody carries them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextvars import Context

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import Account
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.newsletter import lease
from cesi_site.newsletter.mailing_jobs import go_on
from cesi_site.newsletter.models import Mailing, MailingState
from cesi_site.newsletter.operations.mailings import cancel, pause, prepare, resume, send, send_test
from cesi_site.newsletter.queries.mailings import left_lying, recipient_of
from cesi_site.outbox import queue_job
from cesi_site.outbox.models import OutboxRow
from tests.newsletter.mailings.writing import let_go, reader, writer, written
from tests.support.smtp import Inbox


def state_of(mailing: Mailing) -> MailingState:
    return mailing.state


@pytest.fixture
def author(context: Flask) -> Account:
    return writer()


@pytest.fixture
def work(app: Flask) -> Callable[[], None]:
    """Do what waits, as the worker does."""

    def run() -> None:
        done = Context().run(app.test_cli_runner().invoke, args=["outbox", "deliver", "--once"])
        assert done.exit_code == 0, done.output
        db.session.rollback()
        db.session.expire_all()

    return run


def test_the_worker_counts_and_sends(author: Account, smtp: Inbox, work: Callable[[], None]) -> None:
    reader("jan@lezer.example")
    mailing = written(by=author)
    prepare(mailing.id, by=author)
    work()
    assert state_of(mailing) is MailingState.READY
    send(mailing.id, by=author)
    work()
    assert state_of(mailing) is MailingState.SENT
    assert len(smtp.received) == 1


def test_it_waits_for_its_time(author: Account, smtp: Inbox, work: Callable[[], None]) -> None:
    reader("jan@lezer.example")
    mailing = written(by=author)
    prepare(mailing.id, scheduled_at=clock.now() + dt.timedelta(hours=2), by=author)
    work()
    send(mailing.id, by=author)
    work()
    assert state_of(mailing) is MailingState.SCHEDULED
    assert smtp.received == []
    with transaction():
        mailing.scheduled_at = clock.now()
    assert ("newsletter.send", mailing.id) in set(left_lying())


def test_cancelled_it_never_leaves(author: Account, smtp: Inbox, work: Callable[[], None]) -> None:
    reader("jan@lezer.example")
    mailing = let_go(written(by=author), by=author)
    cancel(mailing.id, by=author)
    work()
    assert smtp.received == []
    assert list(left_lying()) == []


def test_a_server_that_is_away_makes_it_stand_in_line_again(
    app: Flask, author: Account, smtp: Inbox, work: Callable[[], None]
) -> None:
    reader("jan@lezer.example")
    mailing = let_go(written(by=author), by=author)
    app.extensions["mail"].port, port = 9, app.extensions["mail"].port
    work()
    assert state_of(mailing) is MailingState.SENDING
    assert mailing.trouble
    waiting = db.session.scalars(select(OutboxRow).where(OutboxRow.done_at.is_(None))).all()
    assert [(row.name, row.available_at > clock.now()) for row in waiting] == [("newsletter.send", True)]
    app.extensions["mail"].port = port
    with transaction():
        mailing.lease_until = clock.now()
        for row in waiting:
            row.available_at = clock.now()
    work()
    assert state_of(mailing) is MailingState.SENT


def test_what_nobody_carries_is_taken_up(author: Account) -> None:
    reader("jan@lezer.example")
    counting, sending = written(by=author), let_go(written(by=author), by=author)
    prepare(counting.id, by=author)
    with transaction():
        sending.state = MailingState.SENDING
    assert set(left_lying()) == {("newsletter.count", counting.id), ("newsletter.send", sending.id)}
    with transaction():
        sending.lease, sending.lease_until = "somebody", clock.now() + dt.timedelta(seconds=10)
    assert set(left_lying()) == {("newsletter.count", counting.id)}


def test_a_trial_is_mailed_in_both_languages(author: Account, smtp: Inbox, work: Callable[[], None]) -> None:
    mailing: Mailing = written(by=author)
    send_test(mailing.id, by=author)
    work()
    subjects = sorted(mail.message["Subject"] for mail in smtp.to(author.email))
    assert len(subjects) == 2
    assert all("Winter op de werf" in one or "L’hiver sur le chantier" in one for one in subjects)
    assert all(mail.sender == "no-reply@cesi.be" for mail in smtp.received)
    assert state_of(mailing) is MailingState.DRAFT


def test_each_trial_is_a_mail_of_its_own(author: Account, smtp: Inbox, work: Callable[[], None]) -> None:
    mailing: Mailing = written(by=author)
    for _ in range(2):
        send_test(mailing.id, by=author)
        work()
    assert len({mail.message["Message-ID"] for mail in smtp.to(author.email)}) == 4


def waiting_jobs() -> list[OutboxRow]:
    open_ = OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None)
    return list(db.session.scalars(select(OutboxRow).where(OutboxRow.name == "newsletter.send", *open_)))


def test_however_often_it_is_woken_one_chain_of_jobs_carries_it(
    author: Account, smtp: Inbox, work: Callable[[], None]
) -> None:
    reader("full@lezer.example")
    smtp.refuse["full@lezer.example"] = "452 4.2.2 mailbox full"
    mailing = let_go(written(by=author), by=author)
    work()
    for _ in range(4):
        go_on()
        with transaction():
            queue_job("newsletter.send", mailing_id=mailing.id)
        work()
        assert len(waiting_jobs()) == 1
    assert list(left_lying()) == []
    row = recipient_of(mailing.id, "full@lezer.example")
    assert row is not None and row.tries == 1
    smtp.refuse.clear()
    pause(mailing.id, by=author)
    resume(mailing.id, by=author)
    work()
    assert state_of(mailing) is MailingState.SENT


def test_who_finds_it_in_other_hands_comes_back_once(author: Account, smtp: Inbox, work: Callable[[], None]) -> None:
    reader("jan@lezer.example")
    mailing = let_go(written(by=author), by=author)
    lease.take(mailing.id, "somebody")
    with transaction():
        for _ in range(3):
            queue_job("newsletter.send", mailing_id=mailing.id)
    work()
    assert len(waiting_jobs()) == 1
    lease.give_back(mailing.id, "somebody")
    with transaction():
        for row in waiting_jobs():
            row.available_at = clock.now()
    work()
    assert (state_of(mailing), waiting_jobs()) == (MailingState.SENT, [])


def test_a_count_in_other_hands_is_asked_again(author: Account, work: Callable[[], None]) -> None:
    mailing = prepare(written(by=author).id, by=author)
    lease.take(mailing.id, "somebody")
    work()
    waiting = db.session.scalars(select(OutboxRow).where(OutboxRow.done_at.is_(None))).all()
    assert [(row.name, row.available_at > clock.now()) for row in waiting] == [("newsletter.count", True)]


def test_the_terminal_shows_how_far_it_is(app: Flask, author: Account, smtp: Inbox) -> None:
    reader("jan@lezer.example")
    mailing = let_go(written(by=author), by=author)
    run = app.test_cli_runner()
    shown = Context().run(run.invoke, args=["newsletter", "progress"])
    assert "scheduled" in shown.output
    done = Context().run(run.invoke, args=["newsletter", "send", str(mailing.id)])
    assert "1 sent, 0 refused" in done.output, done.output
    assert "No mailing is on its way" in Context().run(run.invoke, args=["newsletter", "progress"]).output
    assert Context().run(run.invoke, args=["newsletter", "send", "4711"]).exit_code == 1
