"""Amounts as Belgians write them: what can mean two amounts is asked again, never guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from cesi_site.core.belgian_fields import AmountField, DoubtfulAmount, read_amount
from cesi_site.core.forms import OrderedForm
from cesi_site.core.languages import use_language


class Bill(OrderedForm):
    """A form with two amounts."""

    price = AmountField("price")
    days = AmountField("days", low=Decimal("0.1"), high=Decimal(5))

    class Meta:
        """Without a token."""

        csrf = False


def bill(language: str = "nl", **typed: Any) -> Bill:
    with use_language(language):
        form = Bill(MultiDict(typed))
        form.validate()
    return form


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.250,00", "1250.00"),
        ("1 250,5", "1250.5"),
        ("1250,00", "1250"),
        ("1250.00", "1250"),
        ("1250", "1250"),
        ("1 250", "1250"),
        ("12.345.678", "12345678"),
        ("0,5", "0.5"),
        ("0.50", "0.5"),
        ("€ 99,95", "99.95"),
        ("99,95 €", "99.95"),
        ("99,95 EUR", "99.95"),
        ("0", "0"),
    ],
)
def test_what_is_clear_is_read(typed: str, amount: str) -> None:
    assert read_amount(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "1e3",
            "NaN",
            "Infinity",
            "veel",
            "-5",
            "+5",
            "1.25.0",
            "1,250.00",
            "1.250.00",
            "1,2,3",
            "12.34,5",
            "1,234567",
            "0.500",
            "0 500",
            "012.345",
        ),
        *("٣", "1_000", "0x10", "1..2", ",5", "5,", "€", "1250,000", "1 2 3"),
    ],
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        read_amount(typed)


@pytest.mark.parametrize(
    ("typed", "one", "other"),
    [("1.250", "1250", "1,25"), ("1,250", "1250", "1,25"), ("12.000", "12000", "12"), ("3,125", "3125", "3,125")],
)
def test_what_can_mean_two_amounts_is_asked_again(typed: str, one: str, other: str) -> None:
    with pytest.raises(DoubtfulAmount) as doubt:
        read_amount(typed)
    assert doubt.value.ways == {"one": one, "other": other}


def test_the_message_names_both_ways_to_write_it(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        for language in ("nl", "fr"):
            (message,) = bill(language, price="1.250").errors["price"]
            assert "1.250" in message and "1250" in message and "1,25" in message


def test_the_limits_are_those_of_the_field(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        assert bill(price="0", days="0,1").errors == {}
        assert set(bill(price="100000", days="0").errors) == {"price", "days"}
        assert set(bill(days="5,01").errors) == {"days"}
        assert bill(price="", days="1").price.value is None
