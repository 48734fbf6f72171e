"""How long something is kept: calendar months or days, counted as Regulation (EEC) 1182/71 counts.

The day of the event is not counted, and the last day ends at midnight in Brussels: what is kept for three
years from 5 March 2027 is kept until 5 March 2030 included, and is gone in the night that follows.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from cesi_site.core.clock import day_in_brussels
from cesi_site.core.languages import Text

ONE_DAY = dt.timedelta(days=1)

_UNITS = {
    "year": (Text("jaar", "an"), Text("jaar", "ans")),
    "month": (Text("maand", "mois"), Text("maanden", "mois")),
    "day": (Text("dag", "jour"), Text("dagen", "jours")),
    "hour": (Text("uur", "heure"), Text("uur", "heures")),
    "minute": (Text("minuut", "minute"), Text("minuten", "minutes")),
    "second": (Text("seconde", "seconde"), Text("seconden", "secondes")),
}


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day `months` later (or earlier, when negative); the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def counted(number: int, unit: str) -> Text:
    """Return a number with its unit ("year", "month", "day", "hour", "minute" or "second") in words."""
    word = _UNITS[unit][number != 1]
    return Text(f"{number} {word.nl}", f"{number} {word.fr}")


@dataclass(frozen=True)
class Term:
    """A length of time: either `months` or `days`, one of the two and more than zero."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if min(self.months, self.days) != 0 or max(self.months, self.days) < 1:
            raise ValueError("a term has either months or days, at least one")

    def last_day(self, start: dt.date | dt.datetime) -> dt.date:
        """Return the last day on which something is kept whose clock stands at `start`."""
        day = day_in_brussels(start)
        return add_months(day, self.months) if self.months else day + self.days * ONE_DAY

    def first_kept(self, today: dt.date) -> dt.date:
        """Return the earliest day on the clock that is still kept on `today`: `last_day` turned round."""
        if self.days:
            return today - self.days * ONE_DAY
        yesterday = today - ONE_DAY
        gone = add_months(yesterday, -self.months)
        if today.day == 1:  # a month's last day is where the 29th to the 31st of longer months end, too
            gone = gone.replace(day=calendar.monthrange(gone.year, gone.month)[1])
        return gone + ONE_DAY

    @property
    def in_words(self) -> Text:
        """The term as people say it: "3 jaar", "18 mois"."""
        if self.days:
            return counted(self.days, "day")
        years, months = divmod(self.months, 12)
        return counted(self.months, "month") if months else counted(years, "year")


def life_in_words(life: dt.timedelta | None) -> Text:
    """Return how long a cookie lives, in words; None is one that ends with the browser's session."""
    if life is None:
        return Text("tot u de browser sluit", "jusqu’à la fermeture du navigateur")
    seconds = int(life.total_seconds())
    for unit, length in (("year", 365 * 86400), ("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length and seconds % length == 0:
            return counted(seconds // length, unit)
    return counted(seconds, "second")
