"""Fixing who gets a mailing: once, whoever else counts, cancels or dies meanwhile."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from cesi_site.accounts.models import Account
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.newsletter import lease, recipients
from cesi_site.newsletter.models import Mailing, MailingState, RecipientState
from cesi_site.newsletter.operations import listing
from cesi_site.newsletter.operations.listing import count_recipients
from cesi_site.newsletter.operations.mailings import cancel, prepare, send
from cesi_site.newsletter.queries.mailings import left_lying
from cesi_site.newsletter.queries.subscriptions import active
from tests.newsletter.mailings.writing import reader, writer, written


@pytest.fixture
def author(context: Flask) -> Account:
    return writer()


@pytest.fixture
def mailing(author: Account) -> Mailing:
    """A mailing whose recipients are to be counted."""
    for name in ("jan", "zoe"):
        reader(f"{name}@lezer.example")
    return prepare(written(by=author).id, by=author)


def waiting(mailing: Mailing) -> int:
    return recipients.count_by_state(mailing.id).get(RecipientState.WAITING, 0)


def during(monkeypatch: pytest.MonkeyPatch, act: object) -> None:
    """Let something happen while the readers are looked up."""

    def look_up(*args: object, **kwargs: object) -> object:
        if callable(act) and not kwargs.get("after_id"):
            act()
        return active(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(listing, "active", look_up)


def test_a_second_count_leaves_the_list_of_the_first(mailing: Mailing, author: Account) -> None:
    assert count_recipients(mailing.id) is not None
    assert count_recipients(mailing.id) is None
    send(mailing.id, by=author)
    assert count_recipients(mailing.id) is None
    assert waiting(mailing) == 2


def test_of_two_counts_at_once_one_waits(mailing: Mailing, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[str] = []

    def count_too() -> None:
        with pytest.raises(lease.Held):
            count_recipients(mailing.id)
        held.append("held")

    during(monkeypatch, count_too)
    assert count_recipients(mailing.id) is not None
    assert held
    assert (mailing.state, mailing.listed, waiting(mailing)) == (MailingState.READY, 2, 2)


def test_who_was_overtaken_does_not_touch_the_list(
    mailing: Mailing, author: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that slept longer than its lease wakes when another one has counted and the mailing leaves."""

    def overtake() -> None:
        monkeypatch.undo()
        with transaction():
            mailing.lease_until = clock.now() - dt.timedelta(seconds=1)
        assert count_recipients(mailing.id) is not None
        send(mailing.id, by=author)

    during(monkeypatch, overtake)
    assert count_recipients(mailing.id) is None
    db.session.refresh(mailing)
    assert (mailing.state, mailing.listed, waiting(mailing)) == (MailingState.SCHEDULED, 2, 2)


def test_cancelled_on_the_way_it_lists_nobody(
    mailing: Mailing, author: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    during(monkeypatch, lambda: cancel(mailing.id, by=author))
    assert count_recipients(mailing.id) is None
    assert waiting(mailing) == 0


def test_a_count_under_way_is_not_taken_for_one_left_lying(mailing: Mailing) -> None:
    lease.take(mailing.id, "somebody")
    assert list(left_lying()) == []
    with transaction():
        mailing.lease_until = clock.now() - dt.timedelta(seconds=1)
    assert list(left_lying()) == [("newsletter.count", mailing.id)]
