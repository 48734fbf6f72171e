"""The mails, as they arrive at a real SMTP server."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask

from cesi_site.contact.models import ContactMessage
from cesi_site.contact.operations import change_topic, release, set_addresses
from cesi_site.core.database import db
from tests.contact.conftest import pdf, picture
from tests.support.client import CheckingClient
from tests.support.smtp import Inbox, Received

pytestmark = pytest.mark.usefixtures("topics")

Send = Callable[..., list[Received]]
VISITOR = "noor.janssens@voorbeeld.be"


@pytest.fixture
def send(client: CheckingClient, smtp: Inbox, deliver: Callable[[], None], fields: dict[str, Any]) -> Iterator[Send]:
    """Send the form on a Monday in November, let the worker do a round; return what arrived."""

    def post(path: str = "/nl/contact", **changes: Any) -> list[Received]:
        assert client.post(path, data=fields | changes).status_code == 303
        deliver()
        return smtp.received

    with time_machine.travel("2026-11-23T09:30Z"):
        yield post


@pytest.mark.promise("E2")
@pytest.mark.parametrize(
    ("path", "team", "words"),
    [
        ("/nl/contact", "opleidingen@cesi.example", ("Opleiding", "23 november 2026", "25 november 2026", "Telefoon")),
        ("/fr/contact", "formations@cesi.example", ("Formation", "23 novembre 2026", "25 novembre 2026", "Téléphone")),
    ],
)
def test_the_team_has_the_whole_message(send: Send, smtp: Inbox, path: str, team: str, words: tuple[str, ...]) -> None:
    files = [(io.BytesIO(pdf()), "plan.pdf"), (io.BytesIO(picture()), "foto.png")]
    send(path, attachments=files)
    (mail,) = smtp.to(team)
    message = mail.message
    assert message["Subject"] == "[CESI-2026-000001] Vraag over een opleiding"
    assert message["Reply-To"].addresses[0].addr_spec == VISITOR
    assert message["Content-Language"] == path[1:3] + "-BE"
    facts = (*words, "Noor Janssens", VISITOR, "0470 12 34 56", "0123.456.749", "Bakkerij De Korst bv")
    for text in (mail.text, mail.html):
        assert [fact for fact in facts if fact not in text] == []
        assert "kan de opleiding in maart?" in text
    attached = [(part.get_filename(), part.get_content_type()) for part in message.iter_attachments()]
    assert attached == [("plan.pdf", "application/pdf"), ("foto.png", "image/png")]
    assert next(iter(message.iter_attachments())).get_content() == pdf()


@pytest.mark.parametrize(("path", "greeting"), [("/nl/contact", "Beste Noor"), ("/fr/contact", "Bonjour Noor")])
def test_the_visitor_has_a_receipt_with_the_full_text(send: Send, smtp: Inbox, path: str, greeting: str) -> None:
    send(path)
    (mail,) = smtp.to(VISITOR)
    assert mail.recipients == [VISITOR]
    assert mail.sender == "", "an answer of a robot to this mail goes nowhere"
    assert mail.message["Auto-Submitted"] == "auto-replied"
    assert "CESI-2026-000001" in mail.message["Subject"]
    for text in (mail.text, mail.html):
        assert greeting in text
        assert "Goedendag,\n\nkan de opleiding in maart?" in text
        assert f"http://localhost{path}" in text
    assert mail.message["Reply-To"] is None


@pytest.mark.parametrize("topic", ["psychosocial", "medical", "complaint", "privacy"])
def test_the_receipt_of_a_restricted_topic_holds_the_reference_alone(send: Send, smtp: Inbox, topic: str) -> None:
    send(topic=topic)
    (mail,) = smtp.to(VISITOR)
    for text in (mail.text, mail.html, mail.message["Subject"]):
        assert "CESI-2026-000001" in text
        for word in ("Noor", "maart", "opleiding", "Korst", "0470", "Psychosoci", "Klacht", "Medisch", "beschermi"):
            assert word not in text.replace("Gegevensbescherming</a>", "")


@pytest.mark.promise("L1")
@pytest.mark.parametrize("path", ["/nl/contact", "/fr/contact"])
def test_data_protection_goes_to_the_officer(send: Send, smtp: Inbox, path: str) -> None:
    send(path, topic="privacy")
    assert len(smtp.to("privacy@cesi.be")) == 1


def test_both_mails_say_why_and_from_whom(send: Send) -> None:
    for mail in send():
        assert "omdat" in mail.text.split("\n-- \n")[1]
        assert "0409.122.442" in mail.text
        assert mail.message["Message-ID"]


def test_quarantine_mails_nobody_until_it_is_left(
    app: Flask, send: Send, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    assert send(homepage="https://spam.example") == []
    with app.app_context():
        release(1)
    deliver()
    assert sorted(mail.recipients[0] for mail in smtp.received) == [VISITOR, "opleidingen@cesi.example"]


def test_all_readers_of_a_topic_get_the_message(app: Flask, send: Send, smtp: Inbox) -> None:
    with app.app_context():
        set_addresses("training", "nl", ["een@cesi.example", "Twee@cesi.example"])
    send()
    assert sorted(next(mail for mail in smtp.received if VISITOR not in mail.recipients).recipients) == [
        "een@cesi.example",
        "twee@cesi.example",
    ]


def test_a_topic_that_is_withdrawn_keeps_its_mail(app: Flask, send: Send, smtp: Inbox, client: CheckingClient) -> None:
    send()
    with app.app_context():
        change_topic("training", active=False)
    assert len(smtp.received) == 2
    assert client.post("/nl/contact", data={"topic": "training"}).status_code == 422


def test_a_message_that_is_gone_is_not_mailed(
    app: Flask, client: CheckingClient, smtp: Inbox, deliver: Callable[[], None], fields: dict[str, Any]
) -> None:
    client.post("/nl/contact", data=fields)
    with app.app_context():
        db.session.execute(db.delete(ContactMessage))
        db.session.commit()
    deliver()
    assert smtp.received == []


@pytest.mark.parametrize("name", ["subject", "name", "organisation", "email", "phone"])
def test_no_header_can_be_forged(
    client: CheckingClient, smtp: Inbox, deliver: Callable[[], None], fields: dict[str, Any], name: str
) -> None:
    for breaks in ("\r\n", "\n", "\r", "\u2028", "\x0b", "%0d%0a"):
        client.post("/nl/contact", data=fields | {name: f"{fields[name]}{breaks}Bcc: elsewhere@spam.example"})
    deliver()
    for mail in smtp.received:
        assert mail.message["Bcc"] is None
        assert "elsewhere@spam.example" not in mail.recipients
        assert len(mail.message.get_all("Subject")) == 1


def test_odd_addresses_and_names_are_no_trouble(
    client: CheckingClient, smtp: Inbox, deliver: Callable[[], None], fields: dict[str, Any]
) -> None:
    odd = [
        {"email": "zoe@voorbeeld.be", "name": "Zoë Ñandú"},
        {"email": "noor@vóórbeeld.be", "name": '"; <script>alert(1)</script>'},
        {"email": "noor+cesi@voorbeeld.be", "name": "=?utf-8?q?x?="},
        {"email": "o'hara@voorbeeld.be", "name": "{{ 7 * 7 }}", "subject": "%(name)s {x} $y"},
    ]
    for changes in odd:
        assert client.post("/nl/contact", data=fields | changes).status_code == 303
    deliver()
    assert len(smtp.to("opleidingen@cesi.example")) == len(odd)
    assert len(smtp.received) == 2 * len(odd)
    assert "<script>" not in "".join(mail.html for mail in smtp.received)
