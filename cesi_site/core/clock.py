"""The one clock of the site: instants are aware and in UTC, days are those of Brussels."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def now() -> dt.datetime:
    """The present instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The present day in Brussels."""
    return dt.datetime.now(BRUSSELS).date()


def day_in_brussels(moment: dt.date | dt.datetime) -> dt.date:
    """Return the day of an aware instant in Brussels; a date is that day already."""
    return moment.astimezone(BRUSSELS).date() if isinstance(moment, dt.datetime) else moment


def start_of_day(day: dt.date) -> dt.datetime:
    """Return the instant at which a day begins in Brussels."""
    return dt.datetime.combine(day, dt.time(), BRUSSELS)
