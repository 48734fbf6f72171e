"""What arrives, what is tried again, and what is given up: against a real SMTP server."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask

from cesi_site.core.clock import now
from cesi_site.outbox import claims
from cesi_site.outbox.delivery import Delivery, recipient_refused
from cesi_site.outbox.leases import Leases
from cesi_site.outbox.mail import NOBODY, Attachment, Automatic, Mail, UnsafeMail
from cesi_site.outbox.models import JOB, MAIL
from cesi_site.outbox.registry import MailMaker
from tests.outbox.rows import add_rows, add_templates, known, letter, rows
from tests.support.smtp import Inbox
from tests.support.smtp import running as smtp_server


@pytest.fixture
def deliver(context: Flask, smtp: Inbox) -> Callable[[], None]:
    """Carry out all that is due."""
    add_templates(context)
    return Delivery(context, Leases(), threading.Event()).drain


@pytest.fixture
def made_by() -> Iterator[Callable[[MailMaker], None]]:
    """Say what makes the mail `test.letter`."""
    opened = []

    def use(maker: MailMaker) -> None:
        opened.append(known(MAIL, "test.letter", maker))
        opened[-1].__enter__()

    yield use
    for one in reversed(opened):
        one.__exit__(None, None, None)


def test_a_mail_arrives_in_its_readers_language_with_all_that_belongs_to_it(
    context: Flask, smtp: Inbox, deliver: Callable[[], None], made_by: Callable[[MailMaker], None]
) -> None:
    made_by(
        lambda number: letter(
            number,
            to=["team@cesi.example", "noor@école.example"],
            language="fr",
            site="onemanagement",
            reply_to="bezoeker@voorbeeld.be",
            headers={"X-Reference": "CESI-2027-000001"},
            attachments=[Attachment(filename="foto é.png", content_type="image/png", data=b"\x89PNG")],
            context={"title": "Één\r\nBcc: all@voorbeeld.be"},
        )
    )
    add_rows(1, MAIL)
    deliver()
    (received,) = smtp.received
    message = received.message
    assert received.sender == context.config["MAIL_FROM"]
    assert sorted(received.recipients) == ["noor@xn--cole-9oa.example", "team@cesi.example"]
    assert message["To"] == "team@cesi.example, noor@xn--cole-9oa.example"
    assert message["From"] == f"OneManagement <{context.config['MAIL_FROM']}>"
    assert message["Reply-To"] == "bezoeker@voorbeeld.be"
    assert message["Subject"] == "Brief 0: Één Bcc: all@voorbeeld.be"
    assert message["Bcc"] is None
    assert message["Message-ID"] == f"<{0:032}@cesi.be>"
    assert (message["Auto-Submitted"], message["X-Reference"]) == ("auto-generated", "CESI-2027-000001")
    assert message["X-Auto-Response-Suppress"] == "DR, RN, NRN, OOF, AutoReply"
    assert message["Content-Language"] == "fr-BE"
    assert abs(message["Date"].datetime - now()) < dt.timedelta(minutes=1)
    assert received.text == "Tekst 0\n"
    assert '<p style="color: #123456;">Tekst 0, OneManagement</p>' in received.html
    assert 'lang="fr"' in received.html
    assert "@media print" in received.html
    (attachment,) = message.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content()) == ("foto é.png", b"\x89PNG")
    (row,) = rows()
    assert (row.done_at is None, row.arguments, row.attempts) == (False, {}, 1)


def test_long_lines_and_dots_arrive_as_they_were(
    smtp: Inbox, deliver: Callable[[], None], made_by: Callable[[MailMaker], None]
) -> None:
    text = "é" * 3_000 + "\n.\n..\nFrom here"
    made_by(lambda number: letter(number, context={"text": text}))
    add_rows(1, MAIL)
    deliver()
    assert smtp.received[0].text == f"Tekst 0\n{text}\n"


def test_an_automatic_answer_comes_from_nobody(
    smtp: Inbox, deliver: Callable[[], None], made_by: Callable[[MailMaker], None]
) -> None:
    made_by(lambda number: letter(number, envelope_from=NOBODY, automatic=Automatic.REPLIED))
    add_rows(1, MAIL)
    deliver()
    assert smtp.received[0].sender == ""
    assert smtp.received[0].message["Auto-Submitted"] == "auto-replied"
    assert smtp.received[0].message["From"] == "CESI <no-reply@cesi.be>"


def test_a_mail_about_what_is_gone_is_dropped(
    smtp: Inbox, deliver: Callable[[], None], made_by: Callable[[MailMaker], None]
) -> None:
    made_by(lambda number: None)
    add_rows(1, MAIL)
    deliver()
    assert smtp.received == []
    assert rows()[0].done_at is not None


def test_a_mail_that_cannot_be_made_keeps_no_other_waiting(
    smtp: Inbox,
    deliver: Callable[[], None],
    made_by: Callable[[MailMaker], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def make(number: int) -> Mail:
        return letter(number // (number - 1))

    made_by(make)
    add_rows(4, MAIL)
    add_rows(1, MAIL, name="test.unknown")
    deliver()
    assert len(smtp.received) == 3
    states = [(row.done_at is not None, row.error) for row in rows()]
    assert states[1] == (False, "ZeroDivisionError: integer division or modulo by zero")
    assert states[4] == (False, "UnknownName: test.unknown")
    assert [done for done, _ in states] == [True, False, True, True, False]
    assert "test.letter (row 2) failed" in caplog.text


@pytest.mark.parametrize(
    "unsafe",
    [
        {"to": ["a@voorbeeld.be\r\nBcc: b@voorbeeld.be"]},
        {"to": ["a@voorbeeld.be, b@voorbeeld.be"]},
        {"to": ["Noor <a@voorbeeld.be>"]},
        {"to": ["a@voorbeeld.be>"]},
        {"to": ["geen adres"]},
        {"reply_to": "a@voorbeeld.be\nBcc: b@voorbeeld.be"},
        {"envelope_from": "a@voorbeeld.be\nx"},
        {"headers": {"X-Subject": "x\r\nBcc: b@voorbeeld.be"}},
        {"headers": {"X-Subject: y\r\nBcc": "b@voorbeeld.be"}},
        {"headers": {"X-Subject": "x\u2028y"}},
        {"attachments": [Attachment(filename='a"\r\nX: y', content_type="image/png", data=b"")]},
        {"attachments": [Attachment(filename="a", content_type="image/png\r\nX: y", data=b"")]},
    ],
)
def test_nobody_writes_headers_of_their_own(unsafe: dict[str, Any]) -> None:
    with pytest.raises(UnsafeMail):
        letter(1, **unsafe)


def test_an_address_that_no_mail_can_carry_is_given_up_at_once(
    smtp: Inbox, deliver: Callable[[], None], made_by: Callable[[MailMaker], None]
) -> None:
    made_by(lambda number: letter(number, to=["é@voorbeeld.be"]))
    add_rows(1, MAIL)
    deliver()
    assert (smtp.received, rows()[0].dead_at is None) == ([], False)


def test_an_address_refused_for_good_is_a_dead_letter_with_the_servers_words(
    context: Flask, smtp: Inbox, deliver: Callable[[], None], made_by: Callable[[MailMaker], None]
) -> None:
    made_by(letter)
    smtp.refuse["reader1@voorbeeld.be"] = "550 5.1.1 No such person here"
    heard: list[dict[str, Any]] = []

    def hear(sender: Flask, **what: Any) -> None:
        heard.append(what)

    add_rows(3, MAIL)
    with recipient_refused.connected_to(hear, sender=context):
        deliver()
    assert len(smtp.received) == 2
    words = "550 5.1.1 No such person here"
    assert heard == [{"address": "reader1@voorbeeld.be", "words": words, "name": "test.letter"}]
    dead = rows()[1]
    assert (dead.dead_at is None, dead.error) == (False, f"reader1@voorbeeld.be: {words}")
    assert dead.arguments == {"number": 1}


def test_who_is_asked_to_wait_gets_the_mail_later_and_nobody_gets_it_twice(
    smtp: Inbox, deliver: Callable[[], None], made_by: Callable[[MailMaker], None]
) -> None:
    made_by(lambda number: letter(number, to=["now@voorbeeld.be", "later@voorbeeld.be", "never@voorbeeld.be"]))
    smtp.refuse |= {"later@voorbeeld.be": "450 4.2.1 Greylisted", "never@voorbeeld.be": "550 5.1.1 Unknown"}
    add_rows(1, MAIL)
    deliver()
    assert [received.recipients for received in smtp.received] == [["now@voorbeeld.be"]]
    assert (rows()[0].remaining, rows()[0].done_at) == (["later@voorbeeld.be"], None)
    deliver()
    assert len(smtp.received) == 1, "not before its time"
    del smtp.refuse["later@voorbeeld.be"]
    with time_machine.travel(now() + dt.timedelta(seconds=13)):
        deliver()
    assert [received.recipients for received in smtp.received] == [["now@voorbeeld.be"], ["later@voorbeeld.be"]]
    assert len({received.message["Message-ID"] for received in smtp.received}) == 1
    assert "later@voorbeeld.be" in smtp.received[1].message["To"]
    assert (rows()[0].remaining, rows()[0].done_at is None) == (None, False)


def test_mails_wait_while_the_server_is_away_without_counting_a_try(
    make_app: Callable[..., Flask],
    made_by: Callable[[MailMaker], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    made_by(letter)
    with smtp_server() as inbox:
        port = inbox.port
    app = make_app(MAIL_PORT=port)
    add_templates(app)
    delivery = Delivery(app, Leases(), threading.Event())
    with app.app_context():
        add_rows(5, MAIL)
        for _ in range(3):
            delivery.drain()
            monkeypatch.setattr(delivery, "_paused_until", 0.0)
        assert [(row.attempts, row.lease) for row in rows()] == [(0, None)] * 5
        assert caplog.text.count("does not answer") == 1, "one line for an outage"
        with smtp_server(port) as inbox:
            delivery.drain()
            assert len(inbox.received) == 5
        assert "answers again" in caplog.text


def test_no_mail_is_touched_while_no_server_is_set(
    make_app: Callable[..., Flask], made_by: Callable[[MailMaker], None]
) -> None:
    made_by(letter)
    app = make_app(MAIL_SERVER="")
    delivery = Delivery(app, Leases(), threading.Event())
    with app.app_context():
        add_rows(1, MAIL)
        assert not delivery.is_wanted()
        delivery.drain()
        assert rows()[0].attempts == 0


class Rude(Inbox):
    """Hangs up over the first letters, and refuses what the next ones say."""

    hang_up = 2
    answers: tuple[str, ...] = ("554 5.7.1 Looks like spam", "451 4.3.0 Full")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Misbehave, then keep the mail."""
        if self.hang_up:
            self.hang_up -= 1
            server.transport.abort()
            return "421 gone"
        if self.answers:
            answer, *rest = self.answers
            self.answers = tuple(rest)
            return answer
        return await super().handle_DATA(server, session, envelope)


def test_a_server_that_hangs_up_or_refuses_a_letter(
    make_app: Callable[..., Flask], made_by: Callable[[MailMaker], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    made_by(letter)
    monkeypatch.setattr("tests.support.smtp.Inbox", Rude)
    heard: list[str] = []

    def hear(sender: Flask, address: str, **rest: str) -> None:
        heard.append(address)

    with smtp_server() as inbox, recipient_refused.connected_to(hear):
        app = make_app(MAIL_PORT=inbox.port)
        add_templates(app)
        delivery = Delivery(app, Leases(), threading.Event())
        with app.app_context():
            add_rows(6, MAIL)
            delivery.drain()
            assert len(inbox.received) == 2
            states = [("done" if row.done_at else "dead" if row.dead_at else "waits") for row in rows()]
            assert states == ["waits", "waits", "dead", "waits", "done", "done"]
            assert "went away" in (rows()[0].error or "")
            assert "Looks like spam" in (rows()[2].error or "")
            assert heard == [], "what a letter says tells nothing of its reader's address"
            with time_machine.travel(now() + dt.timedelta(seconds=13)):
                delivery.drain()
            assert len(inbox.received) == 5
            assert len({received.message["Message-ID"] for received in inbox.received}) == 5


def test_a_job_runs_once_and_again_when_it_fails(
    context: Flask, deliver: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[int] = []

    def work(number: int) -> None:
        ran.append(number)
        if number == 1 and ran.count(1) == 1:
            raise RuntimeError("not today")

    with known(JOB, "test.letter", work):
        add_rows(3)
        deliver()
        assert ran == [0, 1, 2]
        assert [(row.done_at is None, row.error) for row in rows()][1] == (True, "RuntimeError: not today")
        with time_machine.travel(now() + dt.timedelta(seconds=13)):
            deliver()
    assert ran == [0, 1, 2, 1]
    assert all(row.done_at for row in rows())
    assert "RuntimeError: not today" in caplog.text


def test_a_row_that_kills_its_workers_is_given_up(context: Flask, deliver: Callable[[], None]) -> None:
    with known(JOB, "test.letter", lambda number: None):
        add_rows(1, attempts=claims.MOST_ATTEMPTS)
        deliver()
    assert rows()[0].dead_at is not None


def test_stopping_gives_back_what_was_not_begun(
    context: Flask, smtp: Inbox, made_by: Callable[[MailMaker], None]
) -> None:
    add_templates(context)
    stopping = threading.Event()

    def make(number: int) -> Mail:
        if number == 2:
            stopping.set()
        return letter(number)

    made_by(make)
    add_rows(6, MAIL)
    Delivery(context, Leases(), stopping).drain()
    assert len(smtp.received) == 3
    assert [(row.done_at is not None, row.attempts, row.lease) for row in rows()] == [
        *[(True, 1, None)] * 3,
        *[(False, 0, None)] * 3,
    ]


def test_the_operators_commands(
    app: Flask, smtp: Inbox, made_by: Callable[[MailMaker], None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    add_templates(app)
    made_by(letter)
    smtp.refuse["reader1@voorbeeld.be"] = "550 5.1.1 No such person"
    smtp.refuse["reader2@voorbeeld.be"] = "450 4.2.1 Later"
    with app.app_context():
        add_rows(4, MAIL)

    def run(*words: str, status: int = 0) -> str:
        result = app.test_cli_runner().invoke(args=["outbox", *words])
        assert result.exit_code == status, result.output
        return result.output

    assert "Nothing was given up" in run("list", "--dead")
    assert "4 handled, 1 wait, 1 given up" in run("deliver", "--once")
    assert "No such" in run("list", "--dead")
    assert "test.letter" in run("list")
    smtp.refuse.clear()
    assert "Row 2 waits again" in run("retry", "2")
    assert "There is no row 2" in run("retry", "2", status=1)
    assert "1 wait no longer" in run("retry", "--waiting")
    run("retry", status=2)
    assert "2 handled, 0 wait, 0 given up" in run("deliver", "--once")
    assert len(smtp.received) == 4
