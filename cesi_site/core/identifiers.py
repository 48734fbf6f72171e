"""Numbers that Belgian organisations and telephones carry: read as people type them, kept in one form."""

from __future__ import annotations

import phonenumbers
from stdnum.be import vat

ENTERPRISE_DIGITS = 10


class BadNumber(ValueError):
    """The number is wrong; `reason` is one of "length", "is_unit", "check" or "phone"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse_enterprise_number(typed: str) -> str:
    """Return the ten digits of an enterprise number typed as 0409.122.442, BE0409122442 or 409122442.

    The last two digits are 97 less the first eight modulo 97. Raises `BadNumber`: a number that begins
    with 2 to 8 is that of an establishment unit.
    """
    digits = typed.upper().removeprefix("BE")
    for sign in " .-/\u00a0\u202f":
        digits = digits.replace(sign, "")
    if len(digits) == ENTERPRISE_DIGITS - 1:
        digits = "0" + digits
    if not (digits.isascii() and digits.isdigit()) or len(digits) != ENTERPRISE_DIGITS:
        raise BadNumber("length")
    if digits[0] not in "01":
        raise BadNumber("is_unit")
    # python-stdnum also takes 00, 98 and 99 where they are equal to the right digits modulo 97.
    if not vat.is_valid(digits) or int(digits[8:]) != 97 - int(digits[:8]) % 97:
        raise BadNumber("check")
    return digits


def show_enterprise_number(digits: str) -> str:
    """Return ten digits as they are written: 0409.122.442."""
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


def parse_phone(typed: str) -> str:
    """Return a telephone number in E.164; without a country it is Belgian. Raises `BadNumber`."""
    try:
        number = phonenumbers.parse(typed, "BE")
    except phonenumbers.NumberParseException:
        raise BadNumber("phone") from None
    if not phonenumbers.is_possible_number(number) or any(c.isalpha() for c in typed):
        raise BadNumber("phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(e164: str) -> str:
    """Return a stored number as people write it: 02 123 45 67, abroad with its country code."""
    number = phonenumbers.parse(e164, "BE")
    belgian = number.country_code == phonenumbers.country_code_for_region("BE")
    style = phonenumbers.PhoneNumberFormat.NATIONAL if belgian else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
