"""A server that refuses us, and not the readers, costs no reader anything: the mailing waits (promise B6)."""

from __future__ import annotations

import pytest
from flask import Flask

from cesi_site.accounts.models import Account
from cesi_site.choices.queries import is_blocked
from cesi_site.core.database import db
from cesi_site.newsletter.bounces import Kind
from cesi_site.newsletter.bounces.codes import classify, find_status, is_about_us
from cesi_site.newsletter.models import Mailing, MailingState, Trouble
from cesi_site.newsletter.operations.mailings import resume
from cesi_site.newsletter.queries.bounces import bounces_of
from cesi_site.newsletter.queries.mailings import progress_of
from cesi_site.newsletter.queries.subscriptions import find_subscription
from cesi_site.newsletter.sending import sorting
from cesi_site.newsletter.sending.engine import End, Engine, Result
from tests.newsletter.mailings.writing import let_go, reader, writer, written
from tests.support.smtp import Inbox

pytestmark = pytest.mark.promise("B6")

OURS = (
    "554 5.7.1 <r1@lezer.example>: Relay access denied",
    "550 5.7.1 Unable to relay for r1@lezer.example",
    "550 relay not permitted",
    "551 we do not relay",
    "454 4.7.1 <r1@lezer.example>: Relay access denied",
    "530 5.7.0 Authentication required",
    "530 5.7.0 Must issue a STARTTLS command first",
    "535 5.7.8 Error: authentication failed: wrong password",
    "550 5.7.1 Client was not authenticated",
    "550 5.7.1 <own.example>: Helo command rejected: Host not found",
    "504 5.5.2 <own>: Helo command rejected: need fully-qualified hostname",
    "450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]",
    "550 5.7.1 Client host rejected: cannot find your reverse hostname",
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
    "550 5.1.1 rejected, your IP is listed in a blacklist",
    "550 5.1.8 <bounce+1@cesi.be>: Sender address rejected: Domain not found",
    "550 Sender verify failed",
    "554 5.7.1 The sending MTA has a poor reputation",
)
THEIRS = (
    "550 5.1.1 <r1@lezer.example>: Recipient address rejected: User unknown in virtual mailbox table",
    "550 5.1.2 <r1@geen.example>: Recipient address rejected: Domain not found",
    "550 User not listed in public Name & Address Book",
    "552 5.2.2 Mailbox full",
)


@pytest.fixture
def author(context: Flask) -> Account:
    return writer()


@pytest.fixture
def mailing(author: Account) -> Mailing:
    """A mailing to thirty readers."""
    for number in range(30):
        reader(f"r{number:02}@lezer.example")
    return let_go(written(by=author), by=author)


def run(app: Flask, mailing: Mailing) -> Result:
    result = Engine(app, mailing.id).run()
    db.session.rollback()
    db.session.refresh(mailing)
    return result


def refuse_all(smtp: Inbox, words: str) -> None:
    smtp.refuse |= {f"r{number:02}@lezer.example": words for number in range(30)}


@pytest.mark.parametrize("words", OURS)
def test_what_is_said_of_us_says_nothing_about_the_reader(words: str) -> None:
    assert is_about_us(words)
    assert classify(find_status(words), words) is Kind.BLOCKED


@pytest.mark.parametrize("words", THEIRS)
def test_what_is_said_of_the_reader_is_not_taken_for_us(words: str) -> None:
    assert not is_about_us(words)
    assert classify(find_status(words), words) in {Kind.HARD, Kind.SOFT}


@pytest.mark.parametrize("words", [OURS[0], OURS[4], OURS[5], OURS[9], OURS[13]])
def test_a_server_that_refuses_us_holds_the_mailing_and_strikes_nobody_off(
    context: Flask, smtp: Inbox, mailing: Mailing, author: Account, words: str
) -> None:
    refuse_all(smtp, words)
    assert run(context, mailing).end is End.HELD
    assert (mailing.state, mailing.trouble_kind, mailing.trouble) == (MailingState.PAUSED, Trouble.US, words)
    assert (progress_of(mailing).waiting, progress_of(mailing).refused) == (30, 0)
    for number in range(30):
        email = f"r{number:02}@lezer.example"
        assert (is_blocked(None, email), bounces_of(email)) == (None, [])
    smtp.refuse.clear()
    resume(mailing.id, by=author)
    assert run(context, mailing).end is End.DONE, "who waits is tried at once when a person lets it go on"
    assert len(smtp.received) == 30
    assert mailing.trouble_kind is None


def test_a_server_that_has_lost_its_users_strikes_nobody_off(
    context: Flask, smtp: Inbox, mailing: Mailing, author: Account
) -> None:
    refuse_all(smtp, "550 5.1.1 User unknown in relay recipient table")
    assert run(context, mailing).end is End.HELD
    assert mailing.trouble_kind is Trouble.US
    assert progress_of(mailing).refused == 0
    resume(mailing.id, by=author)
    assert run(context, mailing).end is End.DONE, "said again after a person has looked, it is believed"
    assert progress_of(mailing).refused == 30


def test_a_rule_that_many_meet_in_a_row_holds_it(context: Flask, smtp: Inbox, mailing: Mailing) -> None:
    smtp.refuse |= {
        f"r{number:02}@lezer.example": "550 5.7.1 policy" for number in range(10, 10 + sorting.MOST_IN_A_ROW)
    }
    assert run(context, mailing).end is End.HELD
    assert progress_of(mailing).refused == 0


def test_a_rule_that_one_reader_meets_holds_nobody_up(context: Flask, smtp: Inbox, mailing: Mailing) -> None:
    smtp.refuse["r11@lezer.example"] = "550 5.7.1 policy"
    result = run(context, mailing)
    assert (result.end, mailing.state) == (End.LATER, MailingState.SENDING)
    assert len(smtp.received) == 29
    found = find_subscription("r11@lezer.example")
    assert found is not None and found.runs


def test_one_readers_own_server_holds_it_no_more_than_once(
    context: Flask, smtp: Inbox, mailing: Mailing, author: Account
) -> None:
    smtp.refuse["r11@lezer.example"] = OURS[13]
    assert run(context, mailing).end is End.HELD
    resume(mailing.id, by=author)
    assert run(context, mailing).end is End.LATER
    assert len(smtp.received) == 29


def test_a_short_list_that_is_refused_whole_is_held_too(context: Flask, smtp: Inbox, author: Account) -> None:
    reader("jan@lezer.example")
    smtp.refuse["jan@lezer.example"] = "550 5.7.1 policy"
    mailing = let_go(written(by=author), by=author)
    assert run(context, mailing).end is End.HELD
    assert mailing.trouble_kind is Trouble.US


def test_every_trouble_has_words_in_both_languages() -> None:
    for trouble in Trouble:
        assert trouble.label.nl and trouble.label.fr
