"""The purge as it runs each night and by hand: on the site's own tables, with its evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.audit.models import AuditEntry
from cesi_site.audit.operations import record
from cesi_site.audit.queries import verify
from cesi_site.contact.models import ContactMessage, MessageState
from cesi_site.contact.operations import load_topics, receive_message
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.outbox.models import OutboxRow
from cesi_site.outbox.registry import SCHEDULES
from cesi_site.privacy.jobs import purge as nightly
from cesi_site.privacy.models import RetentionRun
from cesi_site.privacy.operations import limit_use, purge_expired
from cesi_site.register import Person
from tests.contact.conftest import draft


def add_sent_mail(done_at: dt.datetime) -> None:
    """A mail that left at `done_at`."""
    row = OutboxRow(
        kind="mail",
        name="throwaway",
        arguments={},
        token=f"{done_at:%Y%m%d}",
        queued_at=done_at,
        available_at=done_at,
        attempts=1,
        done_at=done_at,
    )
    with transaction() as session:
        session.add(row)


@pytest.mark.promise("I1")
def test_I1_each_run_leaves_its_counts(context: Flask) -> None:
    now = clock.now()
    add_sent_mail(now - dt.timedelta(days=32))
    add_sent_mail(now - dt.timedelta(days=2))
    register = context.extensions["register"]
    purge_expired(register=register, at=now)
    (run,) = db.session.scalars(select(RetentionRun)).all()
    assert run.finished_at is not None
    assert run.register == register.fingerprint
    assert run.counts["outbox.done"] == {"rows": 1, "clockless": 0}
    assert set(run.counts) == {holding.key for holding in register.holdings}
    line = db.session.scalars(select(AuditEntry)).one()
    assert (line.action, line.subject) == ("privacy:retention:purged", f"retention_run:{run.id}")


def test_old_lines_of_the_log_go_and_the_chain_still_holds(context: Flask) -> None:
    for number in range(3):
        with transaction():
            record("throwaway:thing:done", details={"number": number})
    register = context.extensions["register"]
    run = purge_expired(register=register, at=clock.now() + dt.timedelta(days=4 * 366))
    assert run.counts["audit.lines"]["rows"] == 3
    assert verify().broken_at is None


def test_the_night_has_its_hour(context: Flask) -> None:
    schedule = SCHEDULES["privacy.purge"]
    assert (schedule.hour, schedule.weekday, schedule.day) == (0, None, None)
    nightly()
    assert db.session.scalars(select(RetentionRun.finished_at)).one() is not None


def test_the_command_counts_what_is_due_without_touching_it(app: Flask) -> None:
    with app.app_context():
        add_sent_mail(clock.now() - dt.timedelta(days=32))
    answer = app.test_cli_runner().invoke(args=["privacy", "purge", "--dry-run"])
    assert answer.exit_code == 0
    assert [line for line in answer.output.splitlines() if "outbox.done" in line and " 1 " in line]
    with app.app_context():
        assert db.session.scalars(select(OutboxRow)).all()
        assert not db.session.scalars(select(RetentionRun)).all()


def test_the_command_does_not_count_what_is_restricted(context: Flask, run: Callable[..., str]) -> None:
    load_topics()
    with transaction():
        message = db.session.get_one(ContactMessage, receive_message(draft(), number="one").id)
        message.state, message.closed_at = MessageState.CLOSED, clock.now() - dt.timedelta(days=4 * 366)
    assert _due(run("privacy", "purge", "--dry-run"), "contact.messages") == 1
    limit_use(Person(frozenset({message.email})))
    assert _due(run("privacy", "purge", "--dry-run"), "contact.messages") == 0


def _due(table: str, holding: str) -> int:
    (line,) = [line for line in table.splitlines() if f"{holding} " in line]
    return int(line.split("│")[4])


def test_the_command_removes_and_tells(app: Flask) -> None:
    with app.app_context():
        add_sent_mail(clock.now() - dt.timedelta(days=32))
    answer = app.test_cli_runner().invoke(args=["privacy", "purge"])
    assert answer.exit_code == 0, answer.output
    assert "Retention run 1" in answer.output
    with app.app_context():
        assert not db.session.scalars(select(OutboxRow)).all()
