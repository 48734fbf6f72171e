"""Numbers that Belgian organisations and telephones carry: read as people type them, kept in one form."""

from __future__ import annotations

import re

import phonenumbers
from stdnum.be import vat

ENTERPRISE_DIGITS = 10
NSSO_LENGTHS = (9, 10, 12)
# Full stops, hyphens, slashes and blanks, with which people group digits.
SEPARATORS = str.maketrans("", "", " .-/\u00a0\u202f")


class BadNumber(ValueError):
    """The number is wrong; `reason` says how.

    "length", "is_unit", "is_enterprise" and "check" for numbers of enterprises and of their units; "phone", "nsso",
    "nace", "nace_unknown", "joint_committee", "postcode" and "foreign_postcode" for what is not one.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse_enterprise_number(typed: str) -> str:
    """Return the ten digits of an enterprise number typed as 0409.122.442, BE0409122442 or 409122442.

    The last two digits are 97 less the first eight modulo 97. Raises `BadNumber`: a number that begins
    with 2 to 8 is that of an establishment unit.
    """
    digits = typed.upper().removeprefix("BE").translate(SEPARATORS)
    if len(digits) == ENTERPRISE_DIGITS - 1:
        digits = "0" + digits
    if not _are_digits(digits) or len(digits) != ENTERPRISE_DIGITS:
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


def parse_unit_number(typed: str) -> str:
    """Return the ten digits of an establishment unit's number, typed as 2.123.456.791 or 2123456791.

    It begins with 2 to 8 and has the check digits of an enterprise number. Raises `BadNumber`: a number that
    begins with 0 or 1 is that of the enterprise.
    """
    digits = typed.translate(SEPARATORS)
    if not _are_digits(digits) or len(digits) != ENTERPRISE_DIGITS:
        raise BadNumber("length")
    if digits[0] in "01":
        raise BadNumber("is_enterprise")
    if digits[0] == "9" or int(digits[8:]) != 97 - int(digits[:8]) % 97:
        raise BadNumber("check")
    return digits


def show_unit_number(digits: str) -> str:
    """Return ten digits as the number of an establishment unit is written: 2.123.456.791."""
    return f"{digits[0]}.{digits[1:4]}.{digits[4:7]}.{digits[7:]}"


def parse_nsso_number(typed: str) -> str:
    """Return the digits of an employer's number at the social security office: 9 or 10, or 12 with the category.

    The form alone is checked: the enterprise number has taken its place. Raises `BadNumber`.
    """
    digits = typed.translate(SEPARATORS)
    if not _are_digits(digits) or len(digits) not in NSSO_LENGTHS:
        raise BadNumber("nsso")
    return digits


# Divisions of NACE-BEL 2008 and 2025, and the groups of the last three: households and international bodies.
NACE_DIVISIONS = frozenset(range(1, 100)) - {4, 34, 40, 44, 48, 54, 57, 67, 76, 83, 89}
NACE_LAST = frozenset({"970", "981", "982", "990"})


def parse_nace_code(typed: str) -> str:
    """Return the five digits of a NACE code typed as 62.100. Raises `BadNumber`, also for an unknown division."""
    digits = typed.translate(SEPARATORS)
    if not _are_digits(digits) or len(digits) != 5:
        raise BadNumber("nace")
    if int(digits[:2]) not in NACE_DIVISIONS or (digits >= "97" and digits[:3] not in NACE_LAST):
        raise BadNumber("nace_unknown")
    return digits


def show_nace_code(digits: str) -> str:
    """Return five digits as a NACE code is written: 62.100."""
    return f"{digits[:2]}.{digits[2:]}"


def parse_joint_committee(typed: str) -> str:
    """Return the number of a joint committee, 200 or 140.03, typed with or without "PC" or "CP". Raises `BadNumber`."""
    found = re.fullmatch(
        r"(?:P\.?C\.?|C\.?P\.?)?\s*([1-9]\d\d)(?:[.,/]?(\d\d))?", typed.strip(), re.IGNORECASE | re.ASCII
    )
    if found is None:
        raise BadNumber("joint_committee")
    number, part = found.groups()
    return f"{number}.{part}" if part and part != "00" else number


def parse_postcode(typed: str, country: str = "BE") -> str:
    """Return a postcode: four digits from 1000 in Belgium, up to twelve characters elsewhere. Raises `BadNumber`."""
    code = " ".join(typed.upper().split())
    if country != "BE":
        if len(code) > 12:
            raise BadNumber("foreign_postcode")
        return code
    code = code.removeprefix("B-")
    if not re.fullmatch(r"[1-9]\d{3}", code, re.ASCII):
        raise BadNumber("postcode")
    return code


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
