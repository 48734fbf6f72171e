"""What may go wrong on the way: texts that fit no more, a mailing cancelled, a reader nobody can write to."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask

from cesi_site.accounts.models import Account
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.newsletter import lease, recipients
from cesi_site.newsletter.composing.checks import Fault
from cesi_site.newsletter.models import Kind, Mailing, MailingState, RecipientState, Trouble
from cesi_site.newsletter.operations import progress
from cesi_site.newsletter.operations.mailings import cancel, resume, write_again
from cesi_site.newsletter.queries.mailings import progress_of, recipient_of
from cesi_site.newsletter.sending import engine as engines
from cesi_site.newsletter.sending.courier import Batch, Courier, Report
from cesi_site.newsletter.sending.engine import End, Engine
from cesi_site.newsletter.sending.letter import Template
from cesi_site.outbox.mail import UnsafeMail, on_the_wire
from tests.newsletter.mailings.writing import let_go, member, reader, writer, written
from tests.support.smtp import Inbox


@pytest.fixture
def author(context: Flask) -> Account:
    return writer()


def run(app: Flask, mailing: Mailing) -> End:
    end = Engine(app, mailing.id).run().end
    db.session.rollback()
    db.session.refresh(mailing)
    return end


def state_of(mailing: Mailing) -> MailingState:
    return mailing.state


def break_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let something that the texts point at be gone."""
    monkeypatch.setattr(progress, "faults", lambda mailing: [Fault("nl", 3, "gone")])


def test_texts_that_fit_no_more_keep_it_from_leaving(
    context: Flask, smtp: Inbox, author: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader("jan@lezer.example")
    mailing = let_go(written(by=author), by=author)
    break_texts(monkeypatch)
    assert run(context, mailing) is End.HELD
    assert (mailing.state, mailing.trouble_kind) == (MailingState.PAUSED, Trouble.TEXTS)
    assert (smtp.received, mailing.started_at, mailing.text("nl").published_at) == ([], None, None)
    monkeypatch.undo()
    resume(mailing.id, by=author)
    assert run(context, mailing) is End.DONE
    assert mailing.text("nl").published_at is not None, "it begins as any other does"


def test_what_was_kept_from_leaving_can_be_written_again(
    context: Flask, author: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader("jan@lezer.example")
    mailing = let_go(written(by=author), by=author)
    break_texts(monkeypatch)
    run(context, mailing)
    write_again(mailing.id, by=author)
    assert (mailing.state, mailing.trouble, mailing.listed) == (MailingState.DRAFT, None, None)


class Interrupted(Courier):
    """Carries letters while somebody cancels the mailing."""

    mailing_id = 0

    def deliver(self, batch: Batch) -> Report:
        report = super().deliver(batch)
        with self._app.app_context():
            if db.session.get_one(Mailing, self.mailing_id).state is MailingState.SENDING:
                cancel(self.mailing_id, by=None)
            db.session.remove()
        return report


def test_cancelled_on_its_way_it_remembers_what_was_in_hand(
    context: Flask, smtp: Inbox, author: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BATCH", 2)
    monkeypatch.setattr(engines, "BEAT_SECONDS", 0.0)
    monkeypatch.setattr(engines, "Courier", Interrupted)
    context.config["NEWSLETTER_CONNECTIONS"] = 1
    for number in range(12):
        reader(f"r{number:02}@lezer.example")
    mailing = let_go(written(by=author), by=author)
    Interrupted.mailing_id = mailing.id
    assert run(context, mailing) is End.HELD
    assert state_of(mailing) is MailingState.CANCELLED
    gone = len(smtp.received)
    assert 0 < gone < 12
    done = progress_of(mailing)
    assert (done.sent, done.waiting, done.listed) == (gone, 12 - gone, 12)
    for mail in smtp.received:
        row = recipient_of(mailing.id, mail.recipients[0])
        assert row is not None and row.state is RecipientState.SENT
    assert recipients.count_by_state(mailing.id) == {RecipientState.SENT: gone}, "who did not have it is forgotten"


def test_cancelled_while_nobody_has_it_in_hand_it_is_concluded_at_once(
    context: Flask, smtp: Inbox, author: Account
) -> None:
    reader("jan@lezer.example")
    smtp.refuse["jan@lezer.example"] = "452 4.2.2 full"
    mailing = let_go(written(by=author), by=author)
    assert run(context, mailing) is End.LATER
    cancel(mailing.id, by=author)
    assert mailing.outcome == {"waiting": 1, "reasons": {}}
    assert recipients.count_by_state(mailing.id) == {}


def test_a_cancelled_mailing_over_which_a_process_died_is_concluded_later(context: Flask, author: Account) -> None:
    reader("jan@lezer.example")
    mailing = let_go(written(by=author), by=author)
    lease.take(mailing.id, "somebody")
    progress.begin(mailing.id)
    cancel(mailing.id, by=author)
    progress.conclude_cancelled()
    db.session.refresh(mailing)
    assert (mailing.outcome, progress_of(mailing).waiting) == ({}, 1)
    with transaction():
        mailing.lease_until = clock.now() - dt.timedelta(seconds=1)
    progress.conclude_cancelled()
    db.session.refresh(mailing)
    assert mailing.outcome == {"waiting": 1, "reasons": {}}


POISON = (
    "in ject@lezer.example",
    "a@b.example\r\nRCPT TO:<victim@elders.example>",
    "a@b.example>\nDATA",
    "tv\u00e9@lezer.example",
    "a@" + "\u00e9" * 70 + ".example",
    "a@\u00e9..example",
    "no address",
    "a@b@c.example",
)


@pytest.mark.parametrize("address", POISON)
def test_an_address_that_no_mail_can_carry_is_set_aside(
    context: Flask, smtp: Inbox, author: Account, address: str
) -> None:
    rows = [reader(f"{name}@lezer.example") for name in ("an", "bo", "cy")]
    with transaction():
        rows[1].address.email = address
    mailing = let_go(written(by=author), by=author)
    assert run(context, mailing) is End.DONE
    assert sorted(mail.recipients[0] for mail in smtp.received) == ["an@lezer.example", "cy@lezer.example"]
    row = recipient_of(mailing.id, address)
    assert row is not None
    assert (row.state, row.reason) == (RecipientState.LEFT_OUT, "bad_address")
    with pytest.raises(UnsafeMail):
        on_the_wire(address)


def test_a_domain_with_accents_goes_as_it_is_written_on_the_wire(context: Flask, smtp: Inbox, author: Account) -> None:
    reader("an@\u00e9\u00e9n.example")
    mailing = let_go(written(by=author), by=author)
    assert run(context, mailing) is End.DONE
    assert [mail.recipients for mail in smtp.received] == [["an@xn--n-9faa.example"]]


def test_a_letter_that_cannot_be_made_stops_nobody_elses(
    context: Flask, smtp: Inbox, author: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("an", "bo", "cy"):
        reader(f"{name}@lezer.example")
    filled = Template.filled_with

    def fill(self: Template, values: dict[str, str]) -> bytes:
        if values["to"].startswith("bo@"):
            return "\ud800".encode()
        return filled(self, values)

    monkeypatch.setattr(Template, "filled_with", fill)
    mailing = let_go(written(by=author), by=author)
    assert run(context, mailing) is End.DONE
    assert len(smtp.received) == 2
    assert progress_of(mailing).reasons == {"bad_address": 1}


@pytest.mark.promise("B5")
def test_who_stands_for_two_members_is_informed_while_one_of_them_lasts(
    context: Flask, smtp: Inbox, author: Account
) -> None:
    first = member("an@lid.example", name="Eerste nv")
    member("an@lid.example", name="Tweede nv")
    mailing = let_go(written(Kind.STATUTORY, by=author), by=author, second=writer("Tine Tweede"))
    with transaction():
        first.access_until = clock.now()
    assert run(context, mailing) is End.DONE
    (mail,) = smtp.to("an@lid.example")
    assert re.search("Tweede nv", mail.text)
