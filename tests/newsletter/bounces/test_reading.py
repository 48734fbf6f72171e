"""Reports of many mail servers are read rightly, and what only looks like a report is told apart (promise B6)."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cesi_site.newsletter.bounces import Kind, read_report
from cesi_site.newsletter.bounces.codes import best_status, classify
from cesi_site.newsletter.bounces.reports import FAILURES
from tests.newsletter.bounces.letters import HERE, LOOKALIKES, MAIL_ID, REPORTS, VERP, letter

pytestmark = pytest.mark.promise("B6")


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_each_dialect_is_read(name: str) -> None:
    kind, status, address = REPORTS[name]
    report = read_report(letter(name))
    worst = report.worst
    assert worst is not None
    assert (report.kind, worst.kind, worst.status) == (kind, kind, status)
    assert address is None or address in worst.addresses
    assert VERP in report.sent_to
    assert report.words


@pytest.mark.parametrize("name", sorted(LOOKALIKES))
def test_no_lookalike_is_a_failure(name: str) -> None:
    report = read_report(letter(name))
    assert report.kind is LOOKALIKES[name]
    assert not any(failure.kind in FAILURES for failure in report.failures)


def test_there_are_as_many_dialects_as_promised_and_none_is_forgotten() -> None:
    assert len(REPORTS) >= 30
    assert len(LOOKALIKES) >= 12
    assert {path.stem for path in (HERE / "reports").iterdir()} == set(REPORTS)
    assert {path.stem for path in (HERE / "lookalikes").iterdir()} == set(LOOKALIKES)


@pytest.mark.parametrize(
    "name", [name for name in sorted(REPORTS) if b"@MESSAGE-ID@" in (HERE / "reports" / f"{name}.eml").read_bytes()]
)
def test_the_letter_that_came_back_is_found(name: str) -> None:
    raw = letter(name)
    enclosed = [line for line in raw.splitlines() if line == f"Message-ID: {MAIL_ID}".encode()]
    assert read_report(raw).mail_ids == ((MAIL_ID,) if enclosed else ())


def test_the_same_report_has_the_same_key_however_it_was_fetched() -> None:
    raw = letter("postfix_unknown_user")
    again = b"Delivered-To: news@cesi.example\r\nReceived: by store\r\n" + raw.replace(b"\n", b"\r\n") + b"\r\n"
    assert read_report(raw).key == read_report(again).key
    assert read_report(raw).key != read_report(letter("zimbra_unknown_user")).key


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        ("5.1.1", "user unknown", Kind.HARD),
        ("5.1.1", "rejected: mailbox is full", Kind.SOFT),
        ("5.1.1", "no such user, blocked by the blocklist", Kind.BLOCKED),
        ("5.1.1", "no such user at antispam.block.example, see https://spam.example/", Kind.HARD),
        ("5.2.1", "receiving mail too quickly", Kind.SOFT),
        ("4.1.1", "user unknown", Kind.SOFT),
        ("5.7.1", "relaying denied", Kind.BLOCKED),
        ("5.7.1", "recipient address rejected: user unknown in relay recipient table", Kind.HARD),
        ("5.0.0", "gebruiker onbekend; onbekende gebruiker", Kind.HARD),
        ("5.0.0", "destinataire inconnu à cette adresse", Kind.HARD),
        ("5.0.0", "retry timeout exceeded", Kind.SOFT),
        ("5.4.1", "no answer from host", Kind.SOFT),
        ("5.4.1", "Recipient address rejected: Access denied", Kind.HARD),
        ("5.7.1", "Access denied", Kind.BLOCKED),
        (None, "", Kind.SOFT),
    ],
)
def test_a_refusal_strikes_off_only_when_nothing_speaks_against_it(status: str | None, words: str, kind: Kind) -> None:
    assert classify(status, words) is kind


def test_the_code_in_the_words_counts_where_the_declared_one_is_vague() -> None:
    assert best_status("5.0.0", "550 5.1.1 unknown") == "5.1.1"
    assert best_status("5.7.1", "550 5.1.1 RESOLVER.ADR.RecipNotFound") == "5.1.1"
    assert best_status("4.4.7", "550 5.1.1 unknown") == "4.4.7"
    assert best_status(None, "host 192.0.2.5.1.1 said no") is None
    assert best_status(None, "said: 552-mailbox full") == "5.0.0"


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "To", "Cc"])
def test_a_mail_to_the_unsubscribe_address_unsubscribes_whatever_it_says(header: str) -> None:
    raw = f"From: Ria <ria@kmo.example>\n{header}: <unsubscribe+Ab-9_x@bounce.cesi.example>\nSubject: STOP\n\nweg!\n"
    report = read_report(raw.encode())
    assert (report.kind, report.token) == (Kind.UNSUBSCRIBE, "Ab-9_x")


def test_the_envelope_tells_the_recipient_where_headers_do_not() -> None:
    raw = b"From: ria@kmo.example\nTo: undisclosed-recipients:;\n\nstop\n"
    assert read_report(raw, "unsubscribe+Ab-9_x@bounce.cesi.example").token == "Ab-9_x"
    assert read_report(raw).kind is Kind.REPLY


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(sorted(REPORTS)), st.integers(0, 4000))
def test_nothing_that_a_stranger_sends_makes_it_fail(noise: bytes, name: str, at: int) -> None:
    raw = letter(name)
    read_report(raw[:at] + noise + raw[at:])
    read_report(noise)


def test_parts_nested_without_end_are_no_report() -> None:
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(3000)
    )
    assert read_report(b"From: <>\n" + deep).kind is Kind.UNKNOWN


HOSTILE = {
    "no blank": b"Content-Type: text/plain\n\n" + b"-" * 400_000,
    "no end": b"Content-Type: text/html\n\n" + b"<br>" * 100_000,
    "quotes": b"Content-Type: text/plain\n\n" + b">" * 400_000,
    "parts": b"Content-Type: multipart/report; boundary=x\n\n"
    + b"--x\nContent-Type: message/delivery-status\n\nAction: failed\n\n" * 6_000,
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 30_000 + b"\n\nx",
    "recipients": b"To: " + b"a@b.example, " * 30_000 + b"\n\nx",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_mail_made_to_be_slow_is_read_at_once(name: str) -> None:
    before = time.process_time()
    read_report(b"From: <>\nX-Failed-Recipients: a@b.example\n" + HOSTILE[name])
    assert time.process_time() - before < 5
