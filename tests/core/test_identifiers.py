"""Numbers of organisations and telephones, as people type them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cesi_site.core.identifiers import (
    BadNumber,
    parse_enterprise_number,
    parse_phone,
    show_enterprise_number,
    show_phone,
)


@pytest.mark.promise("A3")
@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0409.122.442", "0409122442"),  # CESI
        ("BE0439131767", "0439131767"),  # ONE
        ("be 0409 122 442", "0409122442"),
        ("409122442", "0409122442"),
        ("0123-456-749", "0123456749"),
        ("0123/456/749", "0123456749"),
        ("0409\u00a0122\u202f442", "0409122442"),
        ("BE 1000.000.120", "1000000120"),
        ("0999.900.150", "0999900150"),
        ("0777.710.168", "0777710168"),
        ("0888.001.247", "0888001247"),
    ],
)
def test_a_good_enterprise_number_is_kept_as_digits(typed: str, digits: str) -> None:
    assert parse_enterprise_number(typed) == digits


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("0409.122.443", "check"),
        ("0409.122.44", "check"),  # nine digits get their zero back, and then do not add up
        ("0000.000.000", "check"),
        ("0123.456.700", "check"),
        ("12345678", "length"),
        ("0409.122.4421", "length"),
        ("0409.122.44A", "length"),
        ("", "length"),
        ("BE", "length"),
        ("FR0409122442", "length"),
        ("٠٤٠٩١٢٢٤٤٢", "length"),
        ("²409122442", "length"),
        ("2123.456.789", "is_unit"),
        ("8000.000.000", "is_unit"),
    ],
)
def test_a_wrong_one_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(BadNumber) as refused:
        parse_enterprise_number(typed)
    assert refused.value.reason == reason


@given(st.integers(min_value=1, max_value=19_999_999))
def test_only_the_right_check_digits_are_taken(base: int) -> None:
    first, check = f"{base:08}", 97 - base % 97
    for last in range(100):
        typed = f"{first}{last:02}"
        if last == check:
            assert parse_enterprise_number(show_enterprise_number(typed)) == typed
        else:
            with pytest.raises(BadNumber):
                parse_enterprise_number(typed)


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("02 123 45 67", "+3221234567", "02 123 45 67"),
        ("02/123.45.67", "+3221234567", "02 123 45 67"),
        ("0470 12 34 56", "+32470123456", "0470 12 34 56"),
        ("+32 470 12 34 56", "+32470123456", "0470 12 34 56"),
        ("0032470123456", "+32470123456", "0470 12 34 56"),
        ("+33 1 42 68 53 00", "+33142685300", "+33 1 42 68 53 00"),
        ("(0)11 23 45 67", "+3211234567", "011 23 45 67"),
    ],
)
def test_a_telephone_number_is_kept_in_one_form(typed: str, stored: str, shown: str) -> None:
    assert parse_phone(typed) == stored
    assert show_phone(stored) == shown


@pytest.mark.parametrize(
    "typed", ["12", "abc", "0470 12 34 56 toestel 5", "02 123", "+999 123 456 789", "1" * 40, "+", "x"]
)
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(BadNumber) as refused:
        parse_phone(typed)
    assert refused.value.reason == "phone"


@given(st.text(max_size=60))
def test_nothing_typed_breaks_the_readers(typed: str) -> None:
    for read in (parse_enterprise_number, parse_phone):
        with suppress(BadNumber):
            assert read(typed).removeprefix("+").isascii()
