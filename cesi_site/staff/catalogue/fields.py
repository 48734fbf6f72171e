"""Fields of this desk: the dates of a series, the days of a session, the names of trainers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from wtforms.validators import ValidationError

from cesi_site.core.belgian_fields import read_day
from cesi_site.core.forms import LineField, ParagraphField, clean_text
from cesi_site.core.languages import _, _l
from cesi_site.enrolment.errors import BadTimes
from cesi_site.enrolment.series import Hours, Part, parts_of, read_hours

DAY_FIRST = re.compile(r"(\S+)\s+(.+)")


class TitleField(LineField):
    """One line whose no-break spaces stay: French writes one before a colon."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value sent under this name."""
        typed = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""
        self.data = re.sub(r"[ \t\n]+", " ", clean_text(typed)).strip()


class HoursField(LineField):
    """The day parts of a day: "09:00-12:30, 13:30-16:30"."""

    @property
    def hours(self) -> list[Hours]:
        """The day parts, once the form is valid."""
        return read_hours(self.data or "")

    def pre_validate(self, form: Any) -> None:
        """Refuse what are no day parts."""
        if self.data:
            _read_hours(self.data)


class SeriesField(ParagraphField):
    """The sessions of a series, one a line: the days of each, separated by commas."""

    @property
    def sessions(self) -> list[list[dt.date]]:
        """The days of each session, once the form is valid."""
        return [_read_days(line) for line in (self.data or "").splitlines() if line.strip()]

    def pre_validate(self, form: Any) -> None:
        """Say which of them is no day."""
        if self.data and not self.sessions:
            raise ValidationError(_l("Enter a date as dd/mm/yyyy."))


class DaysField(ParagraphField):
    """The days of one session with their hours, one a line: "12/03/2027 09:00-12:30, 13:30-16:30"."""

    @property
    def parts(self) -> list[Part]:
        """The day parts, once the form is valid."""
        found = []
        for line in (self.data or "").splitlines():
            if line.strip():
                day, hours = _split(line)
                found += parts_of(_read_days(day), _read_hours(hours))
        return found

    def pre_validate(self, form: Any) -> None:
        """Say which line cannot be read."""
        if self.data:
            _ = self.parts


class NamesField(ParagraphField):
    """Names, one a line."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names, each once."""
        lines = (" ".join(line.split())[:120] for line in (self.data or "").splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))


def _split(line: str) -> Sequence[str]:
    found = DAY_FIRST.fullmatch(line.strip())
    if found is None:
        raise ValidationError(_("“%(typed)s” is no day with its hours.", typed=line.strip()))
    return found.groups()


def _read_days(line: str) -> list[dt.date]:
    days = []
    for typed in (piece.strip() for piece in re.split(r"[,;]", line)):
        day = read_day(typed)
        if day is None:
            raise ValidationError(_("“%(typed)s” is no day. Write it as dd/mm/yyyy.", typed=typed))
        days.append(day)
    return days


def _read_hours(typed: str) -> list[Hours]:
    try:
        return read_hours(typed)
    except BadTimes:
        message = _("“%(typed)s” are no hours. Write them as 09:00-12:30, 13:30-16:30.", typed=typed)
        raise ValidationError(message) from None
