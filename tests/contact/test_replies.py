"""Replies by mail: found by reference and sender, kept, shown to the team; robots and loops come to nothing."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.contact import operations, queries
from cesi_site.contact.incoming import read_mail
from cesi_site.contact.models import ContactEvent, ContactMessage, MessageState
from cesi_site.contact.operations import Outcome, take_reply
from cesi_site.core.database import db
from tests.contact.conftest import draft
from tests.staff.people import staff
from tests.support.files import docx, pdf
from tests.support.smtp import Inbox

SENDER = "noor.janssens@voorbeeld.be"


@pytest.fixture
def number(context: Flask, topics: None) -> int:
    return operations.receive_message(draft(), number="one").id


@pytest.fixture
def agent(number: int) -> Account:
    return staff("Anna Peeters", StaffRoleName.CONTACT_AGENT, topics=("training",))


def mail(number: int, text: str = "Dank u, nog één vraag.", **headers: str) -> EmailMessage:
    """Write a reply, as a mail program does."""
    reference = db.session.get_one(ContactMessage, number).reference
    written = EmailMessage()
    facts = {"From": f"Noor <{SENDER.upper()}>", "Subject": f"Re: Uw vraag ({reference})", "Message-ID": "<1@x.be>"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in {**facts, **given}.items():
        written[name] = value
    written.set_content(text)
    return written


def replies(number: int) -> list[ContactEvent]:
    query = select(ContactEvent).where(ContactEvent.message_id == number).order_by(ContactEvent.id)
    return [event for event in db.session.scalars(query) if event.act == "replied"]


def test_a_reply_is_kept_and_reopens_the_message(
    agent: Account, number: int, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    operations.answer(number, text="Ja.", by=agent, close_it=True)
    deliver()
    smtp.received.clear()
    raw = mail(number, "Dank u, nog één vraag.\n\nOp 1 mei schreef CESI:\n> Ja.\n> CESI\n").as_bytes()
    assert take_reply(raw).outcome == Outcome.TAKEN
    db.session.expire_all()
    message = db.session.get_one(ContactMessage, number)
    assert message.state == MessageState.IN_PROGRESS and message.closed_at is None
    assert [event.words for event in replies(number)] == ["Dank u, nog één vraag.\n\nOp 1 mei schreef CESI:"]
    deliver()
    (told,) = smtp.received
    assert told.recipients == ["opleidingen@cesi.example"]
    assert told.message["Auto-Submitted"] == "auto-generated" and told.message["Reply-To"] == SENDER
    assert "nog één vraag" in told.text and f"/staff/inbox/{number}" in told.text


def test_the_reference_is_found_in_the_thread_when_the_subject_was_changed(
    agent: Account, number: int, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    operations.answer(number, text="Ja.", by=agent)
    deliver()
    answer = smtp.to(SENDER)[-1].message
    raw = mail(number, Subject="iets anders", In_Reply_To=answer["Message-ID"]).as_bytes()
    assert take_reply(raw).outcome == Outcome.TAKEN
    operations.answer(number, text="Graag gedaan.", by=agent)
    deliver()
    last = smtp.to(SENDER)[-1].message
    assert last["In-Reply-To"] == "<1@x.be>"
    assert str(last["References"]).split()[-2:] == [answer["Message-ID"], "<1@x.be>"]


def test_the_same_mail_is_taken_once(number: int) -> None:
    raw = mail(number).as_bytes()
    assert [take_reply(raw).outcome, take_reply(raw).outcome] == [Outcome.TAKEN, Outcome.AGAIN]
    assert len(replies(number)) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner=x"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@voorbeeld.be"},
    ],
)
def test_what_a_robot_sends_is_left_alone(number: int, headers: dict[str, str]) -> None:
    written = mail(number)
    for name, value in headers.items():
        del written[name.replace("_", "-")]
        written[name.replace("_", "-")] = value
    assert take_reply(written.as_bytes()).outcome == Outcome.AUTOMATIC
    assert replies(number) == []


def test_another_sender_and_an_unknown_reference_are_reported(number: int) -> None:
    assert take_reply(mail(number, From="iemand@anders.be").as_bytes()).outcome == Outcome.UNKNOWN
    assert take_reply(mail(number, Subject="Re: CESI-2026-999999").as_bytes()).outcome == Outcome.UNKNOWN
    assert take_reply(b"").outcome == Outcome.UNKNOWN
    assert take_reply(b"\xff\xfe\x00 From: x\n\n\n").outcome == Outcome.UNKNOWN


def test_nothing_answers_to_quarantine(context: Flask, topics: None) -> None:
    number = operations.receive_message(draft(), number="two", suspicions=["honeypot"]).id
    assert take_reply(mail(number).as_bytes()).outcome == Outcome.UNKNOWN


def test_who_writes_without_end_is_stopped(number: int) -> None:
    outcomes = [take_reply(mail(number, Message_ID=f"<{n}@x.be>").as_bytes()).outcome for n in range(22)]
    assert outcomes == [Outcome.TAKEN] * 20 + [Outcome.TOO_MANY] * 2


def test_files_are_taken_by_their_content_and_the_others_named(number: int) -> None:
    written = mail(number)
    written.add_attachment(pdf(), maintype="application", subtype="octet-stream", filename="plan.pdf")
    written.add_attachment(docx(), maintype="application", subtype="zip", filename="brief.docx")
    written.add_attachment(b"MZ\x90\x00", maintype="application", subtype="pdf", filename="plan.exe.pdf")
    assert take_reply(written.as_bytes()).outcome == Outcome.TAKEN
    assert [file.filename for file in queries.reply_files(number)] == ["plan.pdf", "brief.docx"]
    assert queries.attachments(number) == []
    assert "Niet bewaarde bijlagen: plan.exe.pdf" in (replies(number)[0].words or "")


def test_html_becomes_text() -> None:
    written = EmailMessage()
    written.set_content(
        "<head><title>x</title><style>p{}</style></head><p>Dag &amp; dank</p><script>alert(1)</script>"
        "<div>Tot <b>straks</b><br>Noor</div>",
        subtype="html",
    )
    text = read_mail(written.as_bytes()).text
    assert [line for line in text.split("\n") if line] == ["Dag & dank", "Tot straks", "Noor"]


@pytest.mark.parametrize(("sender", "status"), [(SENDER, 0), ("iemand@anders.be", 65)])
def test_the_command_says_what_became_of_a_mail(
    app: Flask, number: int, tmp_path: Path, sender: str, status: int
) -> None:
    raw = mail(number, From=sender).as_bytes()
    file = tmp_path / "mail"
    file.write_bytes(raw)
    for options in ({"args": ["contact", "intake", str(file)]}, {"args": ["contact", "intake", "-"], "input": raw}):
        chosen: dict[str, Any] = options
        done = app.test_cli_runner().invoke(**chosen)
        assert done.exit_code == status, done.output
