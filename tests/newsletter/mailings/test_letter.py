"""A letter that is made once and filled for each reader is the mail that the standard library would read."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cesi_site.newsletter.sending.letter import Gaps, Letter, Template

GAPS = Gaps.new()
PROSE = st.text(st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n"), max_size=400)


def received(data: bytes) -> EmailMessage:
    """Read what came over the wire as a mail server's client does: dots undone, then parsed."""
    message = message_from_bytes(re.sub(rb"(?m)^\.\.", b".", data), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def letter(text: str = "", html: str = "") -> Letter:
    headers = [("Subject", "Actualités : l’été"), ("From", "CESI <news@cesi.be>")]
    return Letter(headers, [("To", GAPS("to"))], text, html, GAPS)


@given(before=PROSE, after=PROSE, value=st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=200))
def test_whatever_is_filled_in_arrives_as_it_is(before: str, after: str, value: str) -> None:
    gap = GAPS("why")
    template = Template(letter(before + gap + after + gap, f"<p>{gap}</p>"))
    data = template.filled_with({"to": "a@b.be", "why": value})
    message = received(data)
    assert body(message, "plain") == before + value + after + value
    assert not re.search(rb"(?m)^\.(?!\.)", data), "a line of one dot would end the letter"
    assert not re.search(rb"[^\r]\n|\r[^\n]", data), "a line that does not end with CRLF"
    assert max(map(len, data.split(b"\r\n"))) <= 998


def test_what_is_filled_into_html_is_text() -> None:
    template = Template(letter("", f'<a href="{GAPS("link")}">x</a><p>{GAPS("why")}</p>'))
    data = template.filled_with({"to": "a@b.be", "link": "https://x/?a=1&b", "why": "Dupont & <fils>"})
    assert body(received(data), "html") == '<a href="https://x/?a=1&amp;b">x</a><p>Dupont &amp; &lt;fils&gt;</p>'


def test_headers_hold_what_each_reader_needs() -> None:
    gap_headers = [
        ("To", GAPS("to")),
        ("Date", GAPS("date")),
        ("Message-ID", f"<newsletter.{GAPS('token')}@cesi.be>"),
        (
            "List-Unsubscribe",
            f"<https://cesi.be/{GAPS('token')}>,\r\n <mailto:unsubscribe+{GAPS('token')}@cesi.be>",
        ),
    ]
    one = Letter([("Subject", "Actualités")], gap_headers, "texte", "<p>texte</p>", GAPS)
    values = {"to": "jan@voorbeeld.be", "date": "Mon, 07 Dec 2026 09:00:00 +0100", "token": "12-abc_D"}
    message = received(Template(one).filled_with(values))
    assert message["Subject"] == "Actualités"
    assert message["To"] == "jan@voorbeeld.be"
    assert message["Message-ID"] == "<newsletter.12-abc_D@cesi.be>"
    assert message["List-Unsubscribe"] == "<https://cesi.be/12-abc_D>, <mailto:unsubscribe+12-abc_D@cesi.be>"
    assert parsedate_to_datetime(message["Date"]).hour == 9
    assert message.get_content_type() == "multipart/alternative"


def test_a_gap_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        Template(letter()).filled_with({})


def test_one_reader_gets_nothing_of_another() -> None:
    template = Template(letter(f"lien {GAPS('link')}", f"<p>{GAPS('link')}</p>"))
    first = template.filled_with({"to": "a@b.be", "link": "first-token"})
    second = template.filled_with({"to": "c@d.be", "link": "second-token"})
    assert b"first-token" in first
    assert b"first-token" not in second
    assert b"a@b.be" not in second
