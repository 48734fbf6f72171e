"""Form fields for what Belgian employers write down: their numbers, codes, days and amounts of people.

They follow `core.forms`: `data` is what was typed, `value` the form in which it is stored.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from wtforms import SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from cesi_site.core.forms import CHOOSE, NUMBER_MESSAGES, LineField
from cesi_site.core.identifiers import (
    BadNumber,
    parse_joint_committee,
    parse_nace_code,
    parse_nsso_number,
    parse_postcode,
    parse_unit_number,
)
from cesi_site.core.languages import _, _l
from cesi_site.core.templating import number

MESSAGES = NUMBER_MESSAGES | {
    "unit_length": _l("The number of an establishment unit has 10 digits."),
    "is_enterprise": _l(
        "This looks like an enterprise number. Enter the number of the establishment unit (it begins with 2 to 8)."
    ),
    "unit_check": _l("This establishment unit number is not correct. Check the digits."),
    "nsso": _l("An NSSO number has 9 or 10 digits, or 12 with the category in front."),
    "nace": _l("A NACE code has 5 digits, such as 62.100."),
    "nace_unknown": _l("There is no NACE code that begins with these digits. Check them, or leave this open."),
    "joint_committee": _l("A joint committee has 3 digits, such as 200 or 140.03. Separate several with a comma."),
    "postcode": _l("A Belgian postcode has 4 digits."),
    "foreign_postcode": _l("Use at most 12 characters."),
}
NO_DAY = _l("Enter a date as dd/mm/yyyy.")
IN_THE_PAST = _l("The date cannot lie in the past.")
IN_THE_FUTURE = _l("The date cannot lie in the future.")
LARGEST_AMOUNT = Decimal("99999.99")
EURO = re.compile(r"^(€|EUR)|(€|EUR)$", re.IGNORECASE)
DOUBTFUL = re.compile(r"([1-9]\d{0,2})[.,](\d{3})", re.ASCII)
# Thousands stand apart by points or blanks, and then decimals follow a comma; without them a point will do. No group
# of thousands begins with a zero: 0.500 has decimals.
AMOUNT = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?P<apart>[. ])\d{3}(?:(?P=apart)\d{3})*|\d+)"
    r"(?:(?(apart),|[.,])(?P<decimals>\d{1,2}))?",
    re.ASCII,
)
COUNT = re.compile(r"\d+|[1-9]\d{0,2}([. \u00a0\u202f])\d{3}(?:\1\d{3})*", re.ASCII)
# Nothing that is typed here lies further back: an earlier year is a slip.
FIRST_YEAR = 1900
DAY = re.compile(r"(\d{1,2})\s*[./ -]\s*(\d{1,2})\s*[./ -]\s*(\d{4})", re.ASCII)


class _NumberField(LineField):
    """A number with a form of its own; `parse` returns what is stored or raises `BadNumber`."""

    longest = 40

    def parse(self, typed: str) -> str:
        """Return the stored form of what was typed."""
        raise NotImplementedError

    @property
    def value(self) -> str | None:
        """The stored form, or None where nothing was typed."""
        return self.parse(self.data) if self.data else None

    def pre_validate(self, form: Any) -> None:
        """Refuse a wrong number, saying what is wrong with it."""
        if not self.data:
            return
        try:
            self.parse(self.data)
        except BadNumber as error:
            raise ValidationError(MESSAGES[self.reason(error)]) from None

    def reason(self, error: BadNumber) -> str:
        """Return the key of the message for an error."""
        return error.reason


class UnitNumberField(_NumberField):
    """The number of an establishment unit; `value` is its ten digits."""

    def parse(self, typed: str) -> str:
        """Return the ten digits."""
        return parse_unit_number(typed)

    def reason(self, error: BadNumber) -> str:
        """Tell a wrong unit number from a wrong enterprise number."""
        return error.reason if error.reason == "is_enterprise" else f"unit_{error.reason}"


class NssoNumberField(_NumberField):
    """An employer's number at the social security office; `value` is its digits."""

    def parse(self, typed: str) -> str:
        """Return the digits."""
        return parse_nsso_number(typed)


class NaceCodeField(_NumberField):
    """A NACE code; `value` is its five digits."""

    def parse(self, typed: str) -> str:
        """Return the five digits."""
        return parse_nace_code(typed)


class JointCommitteesField(LineField):
    """Joint committees, separated by commas; `values` are their numbers."""

    longest = 80

    @property
    def values(self) -> list[str]:
        """The numbers, each once, in the order typed."""
        parts = re.split(r"[,;]|\s+(?=\d{3}\b|[PpCc])", self.data or "")
        return list(dict.fromkeys(parse_joint_committee(part) for part in parts if part.strip()))

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no joint committee."""
        try:
            _ = self.values
        except BadNumber as error:
            raise ValidationError(MESSAGES[error.reason]) from None


class PostcodeField(_NumberField):
    """A postcode; `country` names the form's field that holds the country, Belgium where there is none."""

    def __init__(self, label: Any = None, *, country: str | None = None, **options: Any) -> None:
        super().__init__(label, **options)
        self.country_field = country
        self.country = "BE"

    def parse(self, typed: str) -> str:
        """Return the postcode as its country writes it."""
        return parse_postcode(typed, self.country)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no postcode in the chosen country."""
        if self.country_field:
            self.country = form[self.country_field].data or "BE"
        super().pre_validate(form)


class DayField(LineField):
    """A day typed as dd/mm/yyyy, also with full stops or hyphens; `value` is a date.

    `earliest` and `latest` return the first and the last day that is taken; `too_early` and `too_late` are the
    messages beyond them.
    """

    longest = 20

    def __init__(
        self,
        label: Any = None,
        *,
        earliest: Callable[[], dt.date] | None = None,
        latest: Callable[[], dt.date] | None = None,
        too_early: Any = IN_THE_PAST,
        too_late: Any = IN_THE_FUTURE,
        **options: Any,
    ) -> None:
        super().__init__(label, **options)
        self.earliest, self.latest = earliest, latest
        self.too_early, self.too_late = too_early, too_late

    @property
    def value(self) -> dt.date | None:  # type: ignore[override]
        """The day, or None where nothing (or no day) was typed."""
        return read_day(self.data or "")

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no day, or one too early or too late."""
        if not self.data:
            return
        day = self.value
        if day is None:
            raise ValidationError(NO_DAY)
        if self.earliest and day < self.earliest():
            raise ValidationError(self.too_early)
        if self.latest and day > self.latest():
            raise ValidationError(self.too_late)


def read_day(typed: str) -> dt.date | None:
    """Return the day that dd/mm/yyyy (or yyyy-mm-dd) stands for, or None where there is no such day since 1900."""
    found = DAY.fullmatch(typed.strip())
    try:
        if found is None:
            read = dt.date.fromisoformat(typed.strip())
        else:
            day, month, year = map(int, found.groups())
            read = dt.date(year, month, day)
    except ValueError:
        return None
    return read if read.year >= FIRST_YEAR else None


class CountField(LineField):
    """A whole number between `low` and `high`; `value` is an int, or None where nothing was typed."""

    longest = 12

    def __init__(self, label: Any = None, *, low: int = 0, high: int, **options: Any) -> None:
        options["attributes"] = {"inputmode": "numeric", **options.get("attributes", {})}
        super().__init__(label, **options)
        self.low, self.high = low, high

    @property
    def value(self) -> int | None:  # type: ignore[override]
        """The number, or None."""
        typed = self.data or ""
        return int(re.sub(r"\D", "", typed)) if COUNT.fullmatch(typed) else None

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no whole number within the range."""
        if self.data and (self.value is None or not self.low <= self.value <= self.high):
            raise ValidationError(_l("Enter a number between %(min)s and %(max)s.", min=self.low, max=self.high))


class AmountField(LineField):
    """An amount with at most two decimals, between `low` and `high`, as Belgians write it: 1.250,50.

    `value` is a `Decimal`, None where nothing was typed. What can mean two amounts is refused: `read_amount`.
    """

    longest = 16

    def __init__(
        self, label: Any = None, *, low: Decimal = Decimal(0), high: Decimal = LARGEST_AMOUNT, **options: Any
    ) -> None:
        options["attributes"] = {"inputmode": "decimal", **options.get("attributes", {})}
        super().__init__(label, **options)
        self.low, self.high = low, high

    @property
    def value(self) -> Decimal | None:  # type: ignore[override]
        """The amount, once the form is valid; None where nothing was typed."""
        return read_amount(self.data) if self.data else None

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no amount, what can mean two, and what lies beyond the limits."""
        try:
            value = self.value
        except DoubtfulAmount as doubt:
            message = _("“%(typed)s” can mean two amounts. Write %(one)s or %(other)s.", typed=self.data, **doubt.ways)
            raise ValidationError(message) from None
        except ValueError:
            raise ValidationError(_l("Enter an amount, such as 1.250,50.")) from None
        if value is not None and not self.low <= value <= self.high:
            limits = {"min": number(self.low), "max": number(self.high)}
            raise ValidationError(_("Enter a number between %(min)s and %(max)s.", **limits))


class DoubtfulAmount(ValueError):
    """Three digits behind the only separator: thousands to one reader, decimals to another. `ways` writes both."""

    def __init__(self, whole: str, rest: str) -> None:
        super().__init__(f"{whole}?{rest}")
        self.ways = {"one": f"{whole}{rest}", "other": f"{whole},{rest}".rstrip("0").rstrip(",")}


def read_amount(typed: str) -> Decimal:
    """Return the amount that 1.250,00, 1 250,00, 1250,00 or 1250.00 stands for, with or without a euro sign.

    Raises `DoubtfulAmount` for 1.250 and 1,250, and `ValueError` for what is no amount.
    """
    bare = EURO.sub("", typed).strip()
    if doubt := DOUBTFUL.fullmatch(bare):
        raise DoubtfulAmount(*doubt.groups())
    found = AMOUNT.fullmatch(bare)
    if found is None:
        raise ValueError(typed)
    return Decimal(f"{re.sub(r'[. ]', '', found['whole'])}.{found['decimals'] or 0}")


class ChecklistField(SelectMultipleField):
    """Several choices out of few, all in view; `data` is a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, validate_choice=False, default=(), **options)

    def pre_validate(self, form: Any) -> None:
        """Refuse a value that is not offered."""
        offered = {choice[0] for choice in self.iter_choices()}
        if set(self.data or ()) - offered:
            raise ValidationError(CHOOSE)
