"""A mailing on its way: who gets it, what the mail holds, what happens when the server refuses or goes away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from cesi_site.accounts.models import Account
from cesi_site.choices.models import Barred, Method, Reason
from cesi_site.choices.operations import restrict, suppress
from cesi_site.choices.tokens import token_for
from cesi_site.core.database import db, transaction
from cesi_site.newsletter import lease, verp
from cesi_site.newsletter.models import Kind, MailingState, RecipientState, Subscription, Trouble
from cesi_site.newsletter.operations import unsubscribe
from cesi_site.newsletter.operations.mailings import pause, resume
from cesi_site.newsletter.queries.mailings import progress_of, recipient_of
from cesi_site.newsletter.sending import engine as engines
from cesi_site.newsletter.sending.engine import End, Engine
from cesi_site.outbox import return_path
from tests.newsletter.mailings.writing import let_go, member, reader, writer, written
from tests.support.smtp import Inbox


@pytest.fixture
def author(context: Flask) -> Account:
    return writer()


@pytest.fixture
def second(context: Flask) -> Account:
    return writer("Tine Tweede")


def run(app: Flask, mailing_id: int, **options: object) -> engines.Result:
    return Engine(app, mailing_id, **options).run()  # type: ignore[arg-type]


@pytest.mark.promise("B4")
def test_each_reader_gets_the_edition_in_their_language(context: Flask, smtp: Inbox, author: Account) -> None:
    jan = reader("jan@lezer.example")
    reader("zoe@lectrice.example", "fr")
    mailing = let_go(written(by=author), by=author)
    assert run(context, mailing.id) == engines.Result(End.DONE)
    (to_jan,) = smtp.to("jan@lezer.example")
    (to_zoe,) = smtp.to("zoe@lectrice.example")
    row = recipient_of(mailing.id, "jan@lezer.example")
    assert row is not None
    assert row.state is RecipientState.SENT
    token = token_for(jan.address_id)
    mail = to_jan.message
    assert to_jan.sender == verp.sender_for(row.id)
    assert return_path.read(to_jan.sender.upper()) == str(row.id)
    assert return_path.read_message_id(mail["Message-ID"]) == str(row.id)
    assert mail["Subject"] == "Winter op de werf"
    assert mail["From"] == "CESI <no-reply@cesi.be>"
    assert mail["To"] == "jan@lezer.example"
    assert mail["Content-Language"] == "nl-BE"
    assert mail["List-Id"] == "Preventie- en HR-nieuws <newsletter-nl.cesi.be>"
    assert mail["List-Unsubscribe"] == (
        f"<http://localhost/nl/nieuwsbrief/uitschrijven/{token}>, <mailto:unsubscribe+{token}@cesi.be>"
    )
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Date"]
    assert mail["Precedence"] is None
    assert to_zoe.message["Subject"] == "L’hiver sur le chantier"
    assert to_zoe.message["List-Id"].endswith("<newsletter-fr.cesi.be>")
    assert f"/nl/nieuwsbrief/uitschrijven/{token}" in to_jan.text
    assert f"/nl/nieuwsbrief/uitschrijven/{token}" in to_jan.html
    assert "3 maart 2026" in to_jan.text
    assert "3 mars 2026" in to_zoe.text
    assert "<strong" in to_jan.html
    assert token not in to_zoe.html


@pytest.mark.promise("B5")
def test_statutory_mail_says_which_law_and_offers_no_way_out(
    context: Flask, smtp: Inbox, author: Account, second: Account
) -> None:
    member("an@lid.example")
    mailing = let_go(written(Kind.STATUTORY, by=author), by=author, second=second)
    assert run(context, mailing.id).end is End.DONE
    (mail,) = smtp.to("an@lid.example")
    assert mail.message["List-Unsubscribe"] is None
    assert mail.message["List-Unsubscribe-Post"] is None
    assert mail.message["List-Id"] == "Informatie voor onze leden <statutory-nl.cesi.be>"
    for part in (mail.text, mail.html.replace("&amp;", "&")):
        assert "artikel II.1-4 van de codex" in part
        assert "Dupont & fils" in part
        assert "/nieuwsbrief/uitschrijven" not in part


@pytest.mark.promise("B5")
def test_who_left_the_newsletter_still_gets_statutory_mail(
    context: Flask, smtp: Inbox, author: Account, second: Account
) -> None:
    member("an@lid.example")
    subscription = reader("an@lid.example")
    unsubscribe(subscription.address_id, method=Method.PAGE)
    news, law = written(by=author), written(Kind.STATUTORY, by=author)
    reader("jan@lezer.example")
    run(context, let_go(news, by=author).id)
    assert smtp.to("an@lid.example") == []
    run(context, let_go(law, by=author, second=second).id)
    assert len(smtp.to("an@lid.example")) == 1


def test_who_leaves_after_the_count_gets_nothing(context: Flask, smtp: Inbox, author: Account) -> None:
    gone: dict[str, Callable[[str, Subscription], object]] = {
        "left": lambda email, row: unsubscribe(row.address_id, method=Method.ONE_CLICK),
        "objected": lambda email, row: suppress(email, Barred.EVERYTHING, Reason.OBJECTED),
        "restricted": lambda email, row: restrict(email, reason="contested"),
        "struck": lambda email, row: suppress(email, Barred.UNDELIVERABLE, Reason.BOUNCED),
        "erased": lambda email, row: _delete(row.address),
        "moved": lambda email, row: _change(row.address, "elders@lezer.example"),
        "theme": lambda email, row: _change_themes(row, ["training"]),
    }
    rows = {name: reader(f"{name}@lezer.example") for name in gone}
    reader("stays@lezer.example")
    mailing = let_go(written(by=author, themes=["prevention"]), by=author)
    for name, row in rows.items():
        gone[name](f"{name}@lezer.example", row)
    run(context, mailing.id)
    assert [mail.recipients for mail in smtp.received] == [["stays@lezer.example"]]
    progress = progress_of(mailing)
    assert (progress.listed, progress.sent, progress.left_out) == (8, 1, 7)
    assert progress.reasons == {
        "unsubscribed": 1,
        "objected": 1,
        "restricted": 1,
        "bounced": 1,
        "ended": 2,
        "other_theme": 1,
    }


def _delete(row: object) -> None:
    with transaction() as session:
        session.delete(row)


def _change(address: object, email: str) -> None:
    with transaction():
        address.email = email  # type: ignore[attr-defined]


def _change_themes(row: object, themes: list[str]) -> None:
    with transaction():
        row.themes = themes  # type: ignore[attr-defined]


def test_a_refused_address_is_noted_with_the_server_s_words(context: Flask, smtp: Inbox, author: Account) -> None:
    for name in ("dead", "alive"):
        reader(f"{name}@lezer.example")
    smtp.refuse["dead@lezer.example"] = "550 5.1.1 no such user"
    mailing = let_go(written(by=author), by=author)
    assert run(context, mailing.id).end is End.DONE
    row = recipient_of(mailing.id, "dead@lezer.example")
    assert row is not None
    db.session.refresh(row)
    assert (row.state, row.reason) == (RecipientState.REFUSED, "550 5.1.1 no such user")
    assert len(smtp.to("alive@lezer.example")) == 1


def test_an_address_refused_for_now_is_tried_again_later(context: Flask, smtp: Inbox, author: Account) -> None:
    reader("full@lezer.example")
    smtp.refuse["full@lezer.example"] = "452 4.2.2 mailbox full"
    mailing = let_go(written(by=author), by=author)
    result = run(context, mailing.id)
    assert result.end is End.LATER
    assert result.again_at is not None
    assert mailing.state is MailingState.SENDING
    smtp.refuse.clear()
    assert run(context, mailing.id).end is End.LATER, "it is not its turn yet"
    row = recipient_of(mailing.id, "full@lezer.example")
    assert row is not None
    with transaction():
        row.next_try_at = result.again_at - dt.timedelta(hours=1)
    assert run(context, mailing.id).end is End.DONE
    assert len(smtp.to("full@lezer.example")) == 1


def test_a_server_that_is_away_costs_nobody_the_mail(context: Flask, smtp: Inbox, author: Account) -> None:
    reader("jan@lezer.example")
    mailing = let_go(written(by=author), by=author)
    port = context.extensions["mail"].port
    context.extensions["mail"].port = 9
    result = run(context, mailing.id)
    assert result.end is End.LATER
    db.session.refresh(mailing)
    assert mailing.trouble_kind is Trouble.AWAY
    context.extensions["mail"].port = port
    assert run(context, mailing.id).end is End.DONE
    db.session.refresh(mailing)
    assert mailing.trouble is None
    assert len(smtp.received) == 1


def test_paused_it_waits_and_resumed_it_goes_on(
    context: Flask, smtp: Inbox, author: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BATCH", 2)
    for number in range(20):
        reader(f"r{number}@lezer.example")
    mailing = let_go(written(by=author), by=author)
    assert run(context, mailing.id, seconds=0.0).end is End.LATER
    assert smtp.received == []
    pause(mailing.id, by=author)
    assert run(context, mailing.id).end is End.HELD
    assert smtp.received == []
    resume(mailing.id, by=author)
    assert run(context, mailing.id).end is End.DONE
    assert sorted(mail.recipients[0] for mail in smtp.received) == sorted(f"r{n}@lezer.example" for n in range(20))


def test_a_letter_the_server_refuses_holds_the_mailing(
    context: Flask, smtp: Inbox, author: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        reader(f"r{number}@lezer.example")

    async def refuse(self: Inbox, server: object, session: object, envelope: object) -> str:
        return "554 5.7.1 this looks like spam"

    monkeypatch.setattr(Inbox, "handle_DATA", refuse)
    mailing = let_go(written(by=author), by=author)
    assert run(context, mailing.id).end is End.HELD
    db.session.refresh(mailing)
    assert mailing.state is MailingState.PAUSED
    assert "looks like spam" in str(mailing.trouble)
    assert progress_of(mailing).refused == 0


def test_one_process_at_a_time_sends_it(context: Flask, smtp: Inbox, author: Account) -> None:
    reader("jan@lezer.example")
    mailing = let_go(written(by=author), by=author)
    lease.take(mailing.id, "another")
    result = run(context, mailing.id)
    assert result.end is End.ELSEWHERE
    assert smtp.received == []
    lease.give_back(mailing.id, "another")
    assert run(context, mailing.id).end is End.DONE


@pytest.mark.engine("sqlite")
def test_one_domain_gets_so_many_a_minute(context: Flask, smtp: Inbox, author: Account) -> None:
    context.config["NEWSLETTER_DOMAIN_RATE"] = 60
    for number in range(5):
        reader(f"r{number}@vol.example")
    reader("one@leeg.example")
    mailing = let_go(written(by=author), by=author)
    result = run(context, mailing.id)
    assert result.end is End.LATER
    assert len(smtp.received) == 2
    assert {mail.recipients[0].partition("@")[2] for mail in smtp.received} == {"vol.example", "leeg.example"}
