"""Numbers of Belgian employers: read as people type them, refused with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from cesi_site.core.belgian_fields import CountField, read_day
from cesi_site.core.forms import PublicForm
from cesi_site.core.identifiers import (
    BadNumber,
    parse_joint_committee,
    parse_nace_code,
    parse_nsso_number,
    parse_postcode,
    parse_unit_number,
    show_nace_code,
    show_unit_number,
)


@pytest.mark.parametrize(
    ("parse", "typed", "stored"),
    [
        (parse_unit_number, "2.123.456.791", "2123456791"),
        (parse_unit_number, " 2123 456 791 ", "2123456791"),
        (parse_nsso_number, "123 4567 89", "123456789"),
        (parse_nsso_number, "0123456789", "0123456789"),
        (parse_nsso_number, "010-1234567-89", "010123456789"),
        (parse_nace_code, "62.100", "62100"),
        (parse_nace_code, "01110", "01110"),
        (parse_joint_committee, "200", "200"),
        (parse_joint_committee, "140.03", "140.03"),
        (parse_joint_committee, "PC 118.03", "118.03"),
        (parse_joint_committee, "c.p. 302.00", "302"),
        (parse_postcode, "1200", "1200"),
        (parse_postcode, "B-9000", "9000"),
    ],
)
def test_numbers_are_read_as_people_type_them(parse: Callable[[str], str], typed: str, stored: str) -> None:
    assert parse(typed) == stored


@pytest.mark.parametrize(
    ("parse", "typed", "reason"),
    [
        (parse_unit_number, "212345679", "length"),
        (parse_unit_number, "0409.122.442", "is_enterprise"),
        (parse_unit_number, "2.123.456.792", "check"),
        (parse_unit_number, "9.123.456.791", "check"),
        (parse_nsso_number, "12345678", "nsso"),
        (parse_nsso_number, "12345678901", "nsso"),
        (parse_nsso_number, "12345678A", "nsso"),
        (parse_nace_code, "6210", "nace"),
        (parse_nace_code, "bakery", "nace"),
        (parse_joint_committee, "20", "joint_committee"),
        (parse_joint_committee, "2000", "joint_committee"),
        (parse_joint_committee, "٢٠٠", "joint_committee"),
        (parse_postcode, "0999", "postcode"),
        (parse_postcode, "12000", "postcode"),
    ],
)
def test_wrong_numbers_are_refused_with_a_reason(parse: Callable[[str], str], typed: str, reason: str) -> None:
    with pytest.raises(BadNumber) as refused:
        parse(typed)
    assert refused.value.reason == reason


def test_other_lands_have_postcodes_of_their_own() -> None:
    assert parse_postcode("ec1a  1bb", "GB") == "EC1A 1BB"
    with pytest.raises(BadNumber):
        parse_postcode("1234567890123", "GB")


def test_numbers_are_shown_as_belgians_write_them() -> None:
    assert show_unit_number("2123456791") == "2.123.456.791"
    assert show_nace_code("01110") == "01.110"


@pytest.mark.parametrize("typed", ["5/3/2027", "05.03.2027", "05-03-2027", "05 / 03 / 2027", "2027-03-05"])
def test_days_are_read_in_every_usual_form(typed: str) -> None:
    assert read_day(typed) == dt.date(2027, 3, 5)


@pytest.mark.parametrize(
    "typed", ["31/02/2027", "3/2027", "tomorrow", "5/3/27", "99/99/9999", "", "01/01/0001", "31/12/1899"]
)
def test_what_is_no_day_is_none(typed: str) -> None:
    assert read_day(typed) is None


class Crew(PublicForm):
    """A form with a number of people."""

    workers = CountField("Workers", high=50_000)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        *(("12", 12), ("1.250", 1250), ("1 250", 1250), ("12.500", 12_500), ("0", 0), ("007", 7)),
        *(("0.500", None), ("0 500", None), ("1234.500", None), ("12.50", None), ("1,5", None), ("1.250 000", None)),
    ],
)
def test_a_number_of_people_is_whole_and_thousands_begin_with_no_zero(
    app: Flask, typed: str, count: int | None
) -> None:
    with app.test_request_context(method="POST"):
        form = Crew(MultiDict({"workers": typed}))
        form.validate()
        assert form.workers.value == count and bool(form.errors) == (count is None)
