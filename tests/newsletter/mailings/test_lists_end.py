"""How long the list of a mailing stays: counted from its end, and every list has one (promise I1)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from flask import Flask

from cesi_site.accounts.models import Account
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.newsletter import recipients
from cesi_site.newsletter.models import Mailing, MailingState
from cesi_site.newsletter.operations.lapsing import let_lapse
from cesi_site.newsletter.operations.mailings import pause
from cesi_site.newsletter.operations.progress import begin, finish
from cesi_site.outbox.registry import SCHEDULES
from cesi_site.register import current_register
from cesi_site.register.retention import last_day, purge
from tests.newsletter.mailings.writing import counted, let_go, reader, writer, written

pytestmark = pytest.mark.promise("I1")

COUNTED = dt.datetime(2027, 3, 5, 10, tzinfo=dt.UTC)


def on(day: int) -> time_machine.travel:
    """Go to a day after the count."""
    return time_machine.travel(COUNTED + dt.timedelta(days=day), tick=False)


def listed(mailing: Mailing) -> int:
    return sum(recipients.count_by_state(mailing.id).values())


@pytest.fixture
def author(context: Flask) -> Account:
    with on(0):
        reader("jan@lezer.example")
        return writer()


def test_the_list_stays_ninety_days_from_the_end_and_not_from_the_count(author: Account) -> None:
    with on(0):
        mailing = let_go(written(by=author), by=author)
    with on(85):
        begin(mailing.id)
    with on(95):
        purge(current_register(), clock.now())
        assert listed(mailing) == 1, "a mailing on its way lost its list"
        finish(mailing.id)
    with on(184):
        purge(current_register(), clock.now())
        assert listed(mailing) == 1
    with on(187):
        purge(current_register(), clock.now())
        assert listed(mailing) == 0


def test_the_last_day_is_told_by_the_end_of_the_mailing(author: Account) -> None:
    with on(0):
        mailing = let_go(written(by=author), by=author)
        (holding,) = (one for one in current_register().holdings if one.key == "newsletter.recipients")
        (row,) = recipients.next_rows(mailing.id, after_id=0, limit=1)
        begin(mailing.id)
        assert last_day(holding, row.id) is None
    with on(10):
        finish(mailing.id)
        assert last_day(holding, row.id) == (COUNTED + dt.timedelta(days=100)).date()


def test_what_nobody_lets_go_is_a_draft_again_after_a_month(author: Account) -> None:
    with on(0):
        mailing = counted(written(by=author), by=author)
    with on(29):
        assert let_lapse() == 0
    with on(31):
        assert let_lapse() == 1
        db.session.refresh(mailing)
        assert (mailing.state, mailing.listed, listed(mailing)) == (MailingState.DRAFT, None, 0)


def test_what_nobody_resumes_is_cancelled_after_three_months(author: Account) -> None:
    with on(0):
        mailing = let_go(written(by=author), by=author)
        begin(mailing.id)
        pause(mailing.id, by=author)
    with on(89):
        assert let_lapse() == 0
    with on(91):
        assert let_lapse() == 1
        db.session.refresh(mailing)
        assert (mailing.state, listed(mailing)) == (MailingState.CANCELLED, 0)
        assert mailing.outcome == {"waiting": 1, "reasons": {}}


def test_it_is_looked_at_each_night() -> None:
    assert "newsletter.let_lapse" in SCHEDULES
