"""Fields clean what people type, keep it, and say how to mend it; tickets make two clicks one."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from cesi_site.core import abuse
from cesi_site.core.addresses import BadAddress, normalise_email
from cesi_site.core.forms import (
    EmailField,
    EnterpriseNumberField,
    LineField,
    ParagraphField,
    PhoneField,
    PublicForm,
    RadioOneField,
    SelectOneField,
    clean_line,
    clean_text,
)

pytestmark = pytest.mark.engine("sqlite")


class Sample(PublicForm):
    """One field of each kind."""

    name = LineField("Name", required=True, max_length=20)
    text = ParagraphField("Text", max_length=50)
    email = EmailField("E-mail", required=True)
    phone = PhoneField("Phone")
    number = EnterpriseNumberField("Number")
    colour = RadioOneField("Colour", choices=["red", "blue"], required=True)
    size = SelectOneField("Size", choices=["", "s"])


GOOD = {"name": "Noor", "email": "noor@voorbeeld.be", "colour": "red"}


@pytest.fixture
def page(app: Flask) -> Iterator[None]:
    """A request in Dutch."""
    with app.test_request_context("/nl/x"):
        yield


def sent(**changes: Any) -> Sample:
    """Return a form as it was sent."""
    return Sample(MultiDict(GOOD | changes))


class TestCleaning:
    """What no person types is taken off; what a person types stays."""

    @pytest.mark.parametrize(
        ("typed", "line"),
        [
            ("  Noor\u00a0 Janssens ", "Noor Janssens"),
            ("Vraag\r\nBcc: x@y.z", "Vraag Bcc: x@y.z"),
            ("a\u2028b\x0bc\x0cd\x85e", "a b c d e"),
            ("a\x00b\x1bc\x7fd", "abcd"),
            ("Zoe\u0308", "Zoë"),
            ("\u202egnp.exe", "gnp.exe"),
            ("a\ud800b", "ab"),
            ("\ufeffx\ufffe", "\ufeffx"),
            ("Ünïcödé 漢字 🙂", "Ünïcödé 漢字 🙂"),
            (None, ""),
        ],
    )
    def test_one_line(self, typed: str | None, line: str) -> None:
        assert clean_line(typed) == line

    def test_several_lines(self) -> None:
        assert clean_text(" een\r\ntwee\rdrie\u2028vier\n\n\tvijf \n") == "een\ntwee\ndrie\nvier\n\n\tvijf"

    @given(st.text(max_size=200))
    def test_nothing_is_left_that_could_forge_a_header_or_break_a_database(self, typed: str) -> None:
        line = clean_line(typed)
        assert "\x00" not in line
        assert len(line.splitlines()) <= 1
        line.encode("utf-8")
        assert unicodedata.is_normalized("NFC", line)
        assert clean_line(line) == line

    @given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "M"]), max_size=100))
    def test_letters_figures_and_signs_stay(self, typed: str) -> None:
        assert clean_text(typed) == unicodedata.normalize("NFC", typed).strip()


@pytest.mark.usefixtures("page")
class TestFields:
    """What each field takes, refuses and stores."""

    def test_stored_forms(self) -> None:
        form = sent(email="Noor@Voorbeeld.BE", phone="0470 12 34 56", number="BE0409.122.442", text="a\r\nb")
        assert form.validate()
        assert form.email.value == "noor@voorbeeld.be"
        assert form.phone.value == "+32470123456"
        assert form.number.value == "0409122442"
        assert form.text.value == "a\nb"
        assert (form.size.value, form.colour.value) == (None, "red")

    def test_what_was_typed_stays_as_it_was_typed(self) -> None:
        form = sent(email=" Noor@Voorbeeld.BE ", phone="0470/12.34.56", number="BE0409.122.442")
        assert form.validate()
        assert (form.email.data, form.phone.data) == ("Noor@Voorbeeld.BE", "0470/12.34.56")

    def test_what_is_left_open_has_no_value(self) -> None:
        form = sent(text="  ", phone="", number="\x00")
        assert form.validate()
        assert (form.text.value, form.phone.value, form.number.value) == (None, None, None)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": "   "}, "name"),
            ({"name": "x" * 21}, "name"),
            ({"text": "x" * 51}, "text"),
            ({"email": "noor"}, "email"),
            ({"email": "noor@"}, "email"),
            ({"email": "a@b.be, c@d.be"}, "email"),
            ({"email": "Noor <noor@voorbeeld.be>"}, "email"),
            ({"email": f"{'a' * 250}@b.be"}, "email"),
            ({"email": "zoë@voorbeeld.be"}, "email"),
            ({"phone": "abc"}, "phone"),
            ({"number": "0409122443"}, "number"),
            ({"colour": "green"}, "colour"),
            ({"colour": ""}, "colour"),
            ({"size": "xl"}, "size"),
        ],
    )
    def test_a_mistake_stands_at_its_field_alone(self, changes: dict[str, str], field: str) -> None:
        form = sent(**changes)
        assert not form.validate()
        assert list(form.errors) == [field]
        assert all(str(error) for error in form.errors[field])

    def test_a_megabyte_is_refused_at_once(self) -> None:
        began = time.process_time()
        assert not sent(email="é" * 1_000_000 + "@b.be", phone="1" * 1_000_000, number="0" * 1_000_000).validate()
        assert time.process_time() - began < 0.5

    def test_a_limit_is_named(self) -> None:
        form = sent(name="x" * 21)
        form.validate()
        assert "20" in str(form.name.errors[0])

    def test_a_field_sent_twice_takes_the_first(self) -> None:
        form = Sample(MultiDict([*GOOD.items(), ("name", "Another")]))
        assert form.name.data == "Noor"

    @given(st.dictionaries(st.sampled_from(["name", "text", "email", "phone", "number", "colour"]), st.text()))
    def test_nothing_sent_breaks_a_form(self, values: dict[str, str]) -> None:
        form = sent(**values)
        if form.validate():
            assert form.email.value == normalise_email(form.email.value or "")


def test_an_error_says_how_to_mend_it_in_the_language_of_the_page(app: Flask) -> None:
    for path, words in (("/nl/x", "begint met 0 of 1"), ("/fr/x", "commence par 0 ou 1")):
        with app.test_request_context(path):
            form = sent(number="2123456789")
            form.validate()
            assert words in str(form.number.errors[0])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Noor.Janssens+cesi@Voorbeeld.BE ", "noor.janssens+cesi@voorbeeld.be"),
        ("noor@XN--VRBEELD-90A.be", "noor@vörbeeld.be"),
        ("noor@vóórbeeld.be", "noor@vóórbeeld.be"),
        ("o'hara@voorbeeld.be", "o'hara@voorbeeld.be"),
        ("team@cesi.example", "team@cesi.example"),
    ],
)
def test_an_address_has_one_form(typed: str, stored: str) -> None:
    assert normalise_email(typed) == stored
    assert normalise_email(stored) == stored


@pytest.mark.parametrize(
    "typed", ["", "a", "a@b", "a@b.c d", "a b@c.be", "@c.be", "a@@c.be", "a@.be", "a\n@c.be", "zoë@c.be"]
)
def test_what_we_cannot_mail_is_no_address(typed: str) -> None:
    with pytest.raises(BadAddress):
        normalise_email(typed)


class TestTickets:
    """A signed time and a number: against double sending and against robots."""

    @pytest.mark.usefixtures("page")
    def test_a_form_that_came_back_keeps_its_number(self) -> None:
        ticket = abuse.issue_ticket()
        first, second = (sent(ticket=ticket, email="") for _ in range(2))
        assert first.submission == second.submission
        assert first.with_ticket().ticket.data == ticket

    @pytest.mark.usefixtures("page")
    def test_each_form_that_is_shown_has_its_own(self) -> None:
        assert Sample().with_ticket().ticket.data != Sample().with_ticket().ticket.data

    @pytest.mark.usefixtures("page")
    @pytest.mark.parametrize("forged", ["", "x", "WyJhIiwxXQ.x.y", "\x00", "é.é.é"])
    def test_a_forged_ticket_is_none(self, forged: str) -> None:
        form = sent(ticket=forged)
        assert form.sent_ticket is None
        assert form.with_ticket().sent_ticket is None or form.ticket.data != forged

    def test_the_time_trap_and_the_honeypot(self, app: Flask) -> None:
        app.config["FORM_MIN_SECONDS"] = 3.0
        with app.test_request_context("/nl/x"), time_machine.travel("2026-11-23T10:00Z") as traveller:
            ticket = abuse.issue_ticket()
            traveller.shift(1)
            assert sent(ticket=ticket).suspicions() == ("too_fast",)
            traveller.shift(10)
            assert sent(ticket=ticket).suspicions() == ()
            assert sent(ticket=ticket, homepage="x").suspicions("http://a http://b http://c www.d") == (
                "honeypot",
                "many_links",
            )
            assert sent().suspicions() == ("no_ticket",)


def test_a_visitor_without_session_needs_no_token_and_one_with_it_does(app: Flask) -> None:
    with app.test_request_context("/nl/x"):
        assert sent().validate()
        assert "csrf_token" not in sent()
    with app.test_request_context("/nl/x", headers={"Cookie": f"{app.config['SESSION_COOKIE_NAME']}=anything"}):
        form = sent()
        assert not form.validate()
        assert list(form.errors) == ["csrf_token"]
