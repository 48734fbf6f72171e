"""What came back is read from a file, standard input, a maildir and a mailbox; what persons must read stays (B6)."""

from __future__ import annotations

import mailbox
from pathlib import Path

import pytest
from flask import Flask

from cesi_site.choices.tokens import token_for
from cesi_site.newsletter import verp
from cesi_site.newsletter.bounce_jobs import read_bounces
from cesi_site.newsletter.bounces.sources import Imap, NoAccess, read_imap
from cesi_site.newsletter.models import Source, Verdict
from cesi_site.outbox.registry import SCHEDULES
from tests.newsletter.bounces.coming_back import all_bounces, is_struck_off, report_on, sent
from tests.newsletter.readers import reader
from tests.support import imap

pytestmark = pytest.mark.promise("B6")

AN = "an.peeters@klant.example"


def mails() -> list[bytes]:
    """A report, an absence, and a reply that a person has to read."""
    row = sent(AN)
    names = ("postfix_unknown_user", "out_of_office_exchange", "ordinary_reply")
    return [report_on(row, name) for name in names]


def test_one_mail_is_read_from_a_file_and_from_standard_input(context: Flask, tmp_path: Path) -> None:
    raw = mails()[0]
    path = tmp_path / "report.eml"
    path.write_bytes(raw)
    run = context.test_cli_runner().invoke
    first = run(args=["newsletter", "bounces", str(path)])
    assert (first.exit_code, first.output) == (0, "hard (5.1.1): struck_off\n")
    again = run(args=["newsletter", "bounces", "-"], input=raw)
    assert (again.exit_code, again.output) == (0, "Taken in before.\n")
    assert is_struck_off(AN)


def test_a_reply_is_handed_on_by_the_exit_status(context: Flask) -> None:
    result = context.test_cli_runner().invoke(args=["newsletter", "bounces", "-"], input=mails()[2])
    assert result.exit_code == 65
    assert "a person wrote it" in result.output


@pytest.mark.promise("B4")
def test_the_envelope_of_a_piped_mail_may_come_as_an_option(context: Flask) -> None:
    to = verp.unsubscribe_address(token_for(reader(AN).address_id))
    args = ["newsletter", "bounces", "--to", to, "-"]
    result = context.test_cli_runner().invoke(args=args, input=b"From: an@elders.example\n\nstop")
    assert (result.exit_code, result.output) == (0, "unsubscribe: unsubscribed\n")


@pytest.mark.parametrize("args", [[], ["--imap", "--maildir", "."], ["-", "--imap"]])
def test_exactly_one_source_is_named(context: Flask, args: list[str]) -> None:
    assert context.test_cli_runner().invoke(args=["newsletter", "bounces", *args]).exit_code == 2


def test_a_maildir_is_emptied_and_what_persons_must_read_is_put_aside(context: Flask, tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    three = mails()
    for raw in three:
        box.add(raw)
    result = context.test_cli_runner().invoke(args=["newsletter", "bounces", "--maildir", str(tmp_path / "box")])
    assert result.exit_code == 0, result.output
    assert "struck_off" in result.output
    assert len(mailbox.Maildir(tmp_path / "box")) == 0
    left = [message.as_bytes() for message in mailbox.Maildir(tmp_path / "box").get_folder("other")]
    assert left == [three[2]]
    assert {bounce.source for bounce in all_bounces()} == {Source.MAILDIR}


def test_a_folder_that_is_no_maildir_is_refused(context: Flask, tmp_path: Path) -> None:
    result = context.test_cli_runner().invoke(args=["newsletter", "bounces", "--maildir", str(tmp_path)])
    assert result.exit_code == 1
    assert "no maildir" in result.output


def use(app: Flask, box: imap.Box) -> None:
    """Let the settings name this mailbox."""
    app.config |= {
        "BOUNCE_IMAP_HOST": "127.0.0.1",
        "BOUNCE_IMAP_PORT": box.port,
        "BOUNCE_IMAP_TLS": False,
        "BOUNCE_IMAP_USERNAME": "bounce",
        "BOUNCE_IMAP_PASSWORD": "secret",
    }


def test_the_mailbox_is_read_by_the_clock_and_by_hand(context: Flask) -> None:
    three = mails()
    with imap.running() as box:
        use(context, box)
        box.put(*three)
        read_bounces()
        assert (box.mails, box.folders) == ({}, {"Other": [three[2]]})
        box.put(three[0])
        result = context.test_cli_runner().invoke(args=["newsletter", "bounces", "--imap"])
    assert (result.exit_code, "Taken in before." in result.output) == (0, True)
    assert [bounce.verdict for bounce in all_bounces()] == [Verdict.STRUCK_OFF, Verdict.NOTED]
    assert not any("BODY[" in command for command in box.commands if "PEEK" not in command)


def test_it_is_read_every_quarter_of_an_hour(context: Flask) -> None:
    minutes = [slot.minute for name, slot in SCHEDULES.items() if name.startswith("newsletter.read_bounces")]
    assert sorted(minutes) == [3, 18, 33, 48]


def test_without_a_mailbox_in_the_settings_nothing_is_read(context: Flask) -> None:
    read_bounces()
    result = context.test_cli_runner().invoke(args=["newsletter", "bounces", "--imap"])
    assert result.exit_code == 1
    assert "CESI_BOUNCE_IMAP_HOST" in result.output


def test_a_reading_that_is_cut_short_loses_nothing(context: Flask) -> None:
    three = mails()
    with imap.running() as box:
        use(context, box)
        box.put(*three)
        box.refuse = "COPY"
        read_bounces()  # warns, and the reply is still there
        assert three[2] in box.mails.values()
        box.refuse = ""
        read_bounces()
    assert box.folders == {"Other": [three[2]]}
    assert len(all_bounces()) == 2


@pytest.mark.parametrize("fault", ["LOGIN", "SELECT", "SEARCH", "FETCH", "EXPUNGE"])
def test_a_server_that_refuses_is_told_in_its_words(fault: str) -> None:
    with imap.running() as box:
        box.put(b"From: x@y.example\n\nhello")
        box.refuse = fault
        mailbox_ = Imap("127.0.0.1", box.port, "bounce", "secret", "INBOX", 'Other "things"', tls=False)
        with pytest.raises(NoAccess, match="refused"):
            list(read_imap(mailbox_, lambda raw: True))


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(NoAccess):
        list(read_imap(Imap("127.0.0.1", 9, "x", "x", "INBOX", "Other", tls=False), lambda raw: True))
