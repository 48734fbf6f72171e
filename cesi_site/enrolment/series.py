"""Dates of sessions: the day parts of a day in Brussels, and a series that repeats them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from enum import StrEnum

from cesi_site.core.clock import BRUSSELS
from cesi_site.core.languages import Text
from cesi_site.enrolment.errors import BadTimes

Part = tuple[dt.datetime, dt.datetime]
Hours = tuple[dt.time, dt.time]

_HOURS = re.compile(r"(\d{1,2})[:.hu](\d{2})\s*[-–—]\s*(\d{1,2})[:.hu](\d{2})")


class Repeat(StrEnum):
    """How often a series repeats."""

    ONCE = "once"
    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return {
            Repeat.ONCE: Text("niet herhalen", "ne pas répéter"),
            Repeat.WEEK: Text("elke week", "chaque semaine"),
            Repeat.TWO_WEEKS: Text("om de twee weken", "toutes les deux semaines"),
            Repeat.MONTH: Text("elke maand, op dezelfde weekdag", "chaque mois, le même jour de la semaine"),
        }[self]


def read_hours(typed: str) -> list[Hours]:
    """Read day parts such as "09:00-12:30, 13:30-16:30". Raises `BadTimes`."""
    found = [piece.strip() for piece in re.split(r"[,;\n]", typed) if piece.strip()]
    read = [_HOURS.fullmatch(piece) for piece in found]
    if not read or not all(read):
        raise BadTimes
    try:
        hours = [(dt.time(int(m[1]), int(m[2])), dt.time(int(m[3]), int(m[4]))) for m in read if m]
    except ValueError:
        raise BadTimes from None
    ends = [dt.time.min, *(end for _, end in hours)]
    if any(start < before or start >= end for (start, end), before in zip(hours, ends, strict=False)):
        raise BadTimes
    return hours


def write_hours(parts: Sequence[Part], day: dt.date) -> str:
    """Write the day parts of a day as `read_hours` reads them."""
    local = [(start.astimezone(BRUSSELS), end.astimezone(BRUSSELS)) for start, end in parts]
    return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in local if start.date() == day)


def parts_of(days: Sequence[dt.date], hours: Sequence[Hours]) -> list[Part]:
    """Return the day parts of a session: the same hours in Brussels on each day, in and out of summer time."""
    return [
        (dt.datetime.combine(day, start, BRUSSELS), dt.datetime.combine(day, end, BRUSSELS))
        for day in sorted(set(days))
        for start, end in hours
    ]


def series(days: Sequence[dt.date], repeat: Repeat, times: int) -> list[list[dt.date]]:
    """Return the days of each session of a series: those given, and each repetition of them."""
    return [[_moved(day, repeat, n) for day in days] for n in range(1 if repeat is Repeat.ONCE else times)]


def _moved(day: dt.date, repeat: Repeat, times: int) -> dt.date:
    match repeat:
        case Repeat.WEEK:
            return day + dt.timedelta(weeks=times)
        case Repeat.TWO_WEEKS:
            return day + dt.timedelta(weeks=2 * times)
        case Repeat.MONTH:
            return _same_weekday(day, times)
        case Repeat.ONCE:
            return day


def _same_weekday(day: dt.date, months: int) -> dt.date:
    """Return the second Tuesday for a second Tuesday, so many months on; a fifth one becomes the last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = dt.date(year, month + 1, 1)
    found = first + dt.timedelta(days=(day.weekday() - first.weekday()) % 7, weeks=(day.day - 1) // 7)
    return found if found.month == first.month else found - dt.timedelta(weeks=1)
