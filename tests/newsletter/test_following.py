"""Who changes the address of an account takes the newsletter along; nobody is brought back by it (promise B3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from cesi_site.accounts.models import Account
from cesi_site.accounts.operations import ask_address_change, confirm_address_change
from cesi_site.accounts.places import NOWHERE
from cesi_site.choices.models import Barred, Method, Reason, Use
from cesi_site.choices.operations import restrict, suppress
from cesi_site.choices.queries import choices_of, find_address, is_blocked, is_restricted
from cesi_site.core.database import db
from cesi_site.newsletter import operations
from cesi_site.newsletter.queries.subscriptions import find_subscription
from tests.newsletter.mailings.writing import writer
from tests.newsletter.readers import reader
from tests.support.smtp import Inbox

pytestmark = pytest.mark.promise("B3")

OLD, NEW = "wim.redacteur@cesi.example", "wim@nieuw.example"


@pytest.fixture
def account(context: Flask) -> Account:
    """Somebody with an account at the old address."""
    return writer()


def change(account: Account, to: str = NEW) -> None:
    """Ask for another address and confirm it from there."""
    asked = ask_address_change(account=account, new_email=to)
    confirm_address_change(change_id=asked.id, place=NOWHERE)
    db.session.expire_all()


def reads(email: str) -> bool:
    found = find_subscription(email)
    return found is not None and found.runs


def test_the_newsletter_goes_to_the_new_address_with_all_that_was_chosen(
    app: Flask, account: Account, smtp: Inbox
) -> None:
    subscription = reader(OLD, language="fr", themes=("hr",))
    proof = choices_of(OLD)[0].text
    change(account)
    assert (reads(OLD), find_address(OLD)) == (False, None)
    moved = find_subscription(NEW)
    assert moved is not None
    assert (moved.id, moved.runs, moved.language, moved.themes) == (subscription.id, True, "fr", ["hr"])
    assert choices_of(NEW)[0].text == proof
    for _ in range(2):
        assert app.test_cli_runner().invoke(args=["outbox", "deliver", "--once"]).exit_code == 0
    told = {address: [mail.message["Content-Language"] for mail in smtp.to(address)] for address in (OLD, NEW)}
    assert "fr-BE" in told[OLD]
    assert "fr-BE" in told[NEW]


def test_who_reads_nothing_is_left_alone(account: Account) -> None:
    operations.unsubscribe(reader(OLD).address_id, method=Method.LINK)
    change(account)
    assert find_subscription(NEW) is None
    assert find_address(NEW) is None


def _left(email: str) -> None:
    operations.unsubscribe(reader(email).address_id, method=Method.LINK)


@pytest.mark.parametrize(
    "stop",
    [
        _left,
        lambda email: suppress(email, Barred.EVERYTHING, Reason.OBJECTED),
        lambda email: suppress(email, Use.NEWSLETTER, Reason.IMPORTED),
        lambda email: restrict(email, reason="asked"),
    ],
)
def test_nobody_is_brought_back_at_the_new_address(account: Account, stop: Callable[[str], None]) -> None:
    reader(OLD)
    stop(NEW)
    change(account)
    assert (reads(OLD), reads(NEW)) == (True, False)


def test_a_restriction_follows(account: Account) -> None:
    reader(OLD)
    restrict(OLD, reason="asked")
    change(account)
    assert is_restricted(NEW)


def test_the_new_address_works_even_where_mail_came_back_from_it(account: Account) -> None:
    reader(OLD)
    suppress(NEW, Barred.UNDELIVERABLE, Reason.BOUNCED)
    change(account)
    assert (reads(NEW), is_blocked(None, NEW)) == (True, None)


def test_there_and_back_again(account: Account) -> None:
    reader(OLD)
    change(account)
    change(account, OLD)
    assert (reads(OLD), reads(NEW)) == (True, False)
    assert is_blocked(Use.NEWSLETTER, OLD) is None


def test_who_reads_at_both_reads_once(account: Account) -> None:
    reader(OLD, themes=("hr",))
    reader(NEW, themes=("prevention",))
    change(account)
    found = find_subscription(NEW)
    assert found is not None
    assert (found.runs, found.themes, find_subscription(OLD)) == (True, ["hr"], None)
