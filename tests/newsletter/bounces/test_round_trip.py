"""Real letters go out over SMTP, and what comes back from them decides on the next mailing (promise B6)."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from cesi_site.accounts.models import Account
from cesi_site.choices.models import Reason
from cesi_site.choices.queries import is_blocked
from cesi_site.core.database import db
from cesi_site.newsletter.models import Kind, Source, Verdict
from cesi_site.newsletter.operations import send_link
from cesi_site.newsletter.operations.bounces import take_in
from cesi_site.newsletter.queries.bounces import bounces_of, open_tasks
from cesi_site.newsletter.queries.subscriptions import find_subscription
from cesi_site.newsletter.sending.engine import End, Engine
from tests.newsletter.bounces.coming_back import all_bounces, is_struck_off
from tests.newsletter.bounces.letters import letter
from tests.newsletter.mailings.writing import let_go, member, reader, writer, written
from tests.support.smtp import Inbox, Received

pytestmark = pytest.mark.promise("B6")

AN, BO = "an.peeters@klant.example", "bo@klant.example"


def mail_everybody(app: Flask, author: Account) -> None:
    """Write a newsletter and send it."""
    mailing = let_go(written(by=author), by=author)
    assert Engine(app, mailing.id).run().end is End.DONE


def report_of(name: str, sent: Received) -> bytes:
    """Return a report on a letter that really left."""
    return letter(name, sent_to=sent.sender, mail_id=sent.message["Message-ID"])


def test_a_report_on_a_real_letter_keeps_its_reader_off_the_next_one(context: Flask, smtp: Inbox) -> None:
    author = writer()
    reader(AN)
    reader(BO)
    mail_everybody(context, author)
    taken = take_in(report_of("m365_5_1_10_not_found", smtp.to(AN)[0]), source=Source.IMAP)
    assert taken.bounce is not None
    assert (taken.bounce.email, taken.bounce.verdict) == (AN, Verdict.STRUCK_OFF)
    mail_everybody(context, author)
    assert (len(smtp.to(AN)), len(smtp.to(BO))) == (1, 2)


def test_either_mark_of_a_real_letter_is_enough(context: Flask, smtp: Inbox) -> None:
    reader(AN)
    mail_everybody(context, writer())
    (sent,) = smtp.to(AN)
    by_path = letter("zimbra_lmtp_over_quota", sent_to=sent.sender.upper())
    by_number = letter("qmail_vpopmail_full", sent_to="no-reply@cesi.be", mail_id=sent.message["Message-ID"])
    for raw in (by_path, by_number):
        take_in(raw, source=Source.PIPE)
    assert [bounce.email for bounce in all_bounces()] == [AN, AN]


@pytest.mark.promise("B4")
def test_the_address_in_a_real_header_unsubscribes(context: Flask, smtp: Inbox) -> None:
    reader(AN)
    mail_everybody(context, writer())
    found = re.search(r"<mailto:([^>]+)>", smtp.to(AN)[0].message["List-Unsubscribe"])
    assert found is not None
    raw = f"From: {AN}\nTo: {found[1]}\nSubject: unsubscribe\n\n".encode()
    taken = take_in(raw, source=Source.IMAP)
    assert taken.bounce is not None
    assert taken.bounce.verdict is Verdict.UNSUBSCRIBED
    subscription = find_subscription(AN)
    assert subscription is not None and not subscription.runs


def test_an_address_that_the_server_refuses_is_struck_off_while_the_mailing_goes(context: Flask, smtp: Inbox) -> None:
    reader(AN)
    smtp.refuse[AN] = "550 5.1.1 no such user here"
    mail_everybody(context, writer())
    (bounce,) = bounces_of(AN)
    assert (bounce.source, bounce.verdict, bounce.words) == (
        Source.SMTP,
        Verdict.STRUCK_OFF,
        "550 5.1.1 no such user here",
    )
    assert is_struck_off(AN)


def test_a_server_that_blocks_us_strikes_nobody_off(context: Flask, smtp: Inbox) -> None:
    reader(AN)
    smtp.refuse[AN] = "554 5.7.1 client host blocked using a blocklist"
    author = writer()
    mailing = let_go(written(by=author), by=author)
    assert Engine(context, mailing.id).run().end is End.HELD
    assert bounces_of(AN) == []
    assert not is_struck_off(AN)


@pytest.mark.promise("B5")
def test_a_statutory_mail_that_is_refused_becomes_a_task(context: Flask, smtp: Inbox) -> None:
    member(AN, name="Bakkerij Claes")
    smtp.refuse[AN] = "550 5.1.1 no such user here"
    author, second = writer(), writer("Tine Tweede")
    mailing = let_go(written(Kind.STATUTORY, by=author), by=author, second=second)
    assert Engine(context, mailing.id).run().end is End.DONE
    (task,) = open_tasks()
    assert (task.person.organisation, task.row.email) == ("Bakkerij Claes", AN)


def test_a_refusal_of_any_other_mail_of_the_site_counts_too(context: Flask, smtp: Inbox) -> None:
    reader(AN)
    smtp.refuse[AN] = "550 5.1.1 no such user here"
    send_link(email=AN, language="nl")
    for _ in range(2):
        assert context.test_cli_runner().invoke(args=["outbox", "deliver", "--once"]).exit_code == 0
    db.session.expire_all()
    assert is_blocked(None, AN) is Reason.BOUNCED
    assert smtp.to(AN) == []
