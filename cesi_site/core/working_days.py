"""The days on which Belgium works: what terms of law and promises to visitors are counted by."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5

# Legal holidays (Royal Decree of 18 April 1974): month and day, and days after Easter Sunday.
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)})
AFTER_EASTER = frozenset({1, 39, 50})  # Easter Monday, Ascension Day, Whit Monday


def is_working_day(day: dt.date) -> bool:
    """Tell whether people work on this day: from Monday to Friday, but not on a legal holiday."""
    if day.weekday() >= SATURDAY or (day.month, day.day) in FIXED_HOLIDAYS:
        return False
    return (day - easter_sunday(day.year)).days not in AFTER_EASTER


def on_working_day(day: dt.date) -> dt.date:
    """Return the day itself, or the next one on which people work."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def working_days_after(day: dt.date, count: int) -> dt.date:
    """Return the day that comes so many working days after `day`, which is not counted itself."""
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


@lru_cache
def easter_sunday(year: int) -> dt.date:
    """Return Easter Sunday of the Gregorian calendar (the anonymous algorithm, as Meeus gives it)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    correction = century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)
