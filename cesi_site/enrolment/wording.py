"""Durations and days in words, as Belgians write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from babel.dates import format_date

from cesi_site.core.languages import LOCALES, Text, _, current_language, ngettext
from cesi_site.core.templating import date_long, number

AND = Text("en", "et")
HALF = Decimal("0.5")


def days_in_words(days: Decimal) -> str:
    """A half day, 1 day, 2.5 days."""
    if days == HALF:
        return str(_("half a day"))
    if days == days.to_integral_value():
        return str(ngettext("%(num)d day", "%(num)d days", int(days)))
    return str(_("%(days)s days", days=number(days.normalize())))


def hours_in_words(hours: Decimal) -> str:
    """1 hour, 3.5 hours."""
    if hours == 1:
        return str(_("1 hour"))
    return str(_("%(hours)s hours", hours=number(hours.normalize())))


def months_in_words(months: int) -> str:
    """Every year, every 18 months."""
    if months % 12 == 0:
        years = months // 12
        return str(ngettext("every year", "every %(num)d years", years))
    return str(ngettext("every month", "every %(num)d months", months))


def dates_in_words(days: Sequence[dt.date]) -> str:
    """5, 12 en 19 maart 2027; les 5, 12 et 19 mars 2027; 29 maart en 5 april 2027."""
    if len(days) == 1:
        return date_long(days[0])
    pieces = []
    for (year, month), found in groupby(days, key=lambda day: (day.year, day.month)):
        numbers = [_day(day) for day in found]
        ends = (year, month) == (days[-1].year, days[-1].month) or year != days[-1].year
        pattern = "MMMM y" if ends else "MMMM"
        words = format_date(dt.date(year, month, 1), pattern, locale=LOCALES[current_language()])
        pieces.append((numbers, words))
    listed = _joined([f"{_joined(numbers)} {words}" for numbers, words in pieces])
    return f"les {listed}" if current_language() == "fr" else listed


def _day(day: dt.date) -> str:
    return "1er" if day.day == 1 and current_language() == "fr" else str(day.day)


def _joined(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {AND} {words[-1]}"


def month_short(day: dt.date) -> str:
    """mrt 2027, as the small line under the number of a day."""
    return format_date(day, "MMM y", locale=LOCALES[current_language()]).replace(".", "")


def weekday(day: dt.date, width: str = "wide") -> str:
    """donderdag; with "short": do."""
    pattern = "EEEE" if width == "wide" else "EEEEEE"
    return format_date(day, pattern, locale=LOCALES[current_language()])
