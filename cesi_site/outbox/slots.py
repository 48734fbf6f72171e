"""When a schedule falls due: its slots, by the clock of Brussels."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cesi_site.core.clock import BRUSSELS, day_in_brussels

# The longest way back to the slot before: from the 31st, past a February and a month of 30 days.
_MOST_DAYS = 62


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Daily at `hour`:`minute`, on `weekday` (0 is Monday) or on `day` of the month only where given.

    Without `hour`: every hour at `minute`. A `day` that a month does not have is left out in that month.
    """

    hour: int | None = None
    minute: int = 0
    weekday: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.hour is None and (self.weekday is not None or self.day is not None):
            raise ValueError("a schedule with a day needs an hour")

    def latest_slot(self, moment: dt.datetime) -> dt.datetime:
        """Return the last slot at or before `moment` (aware), in UTC.

        On the days the clock changes a slot still falls once: the hour that is left out counts as the one
        after it, of the hour that comes twice the first counts.
        """
        if self.hour is None:
            return self._latest_in_hour(moment.astimezone(dt.UTC))
        today = day_in_brussels(moment)
        for back in range(_MOST_DAYS + 1):
            date = today - dt.timedelta(days=back)
            slot = dt.datetime.combine(date, dt.time(self.hour, self.minute), BRUSSELS).astimezone(dt.UTC)
            if slot <= moment and self._falls_on(date):
                return slot
        raise AssertionError("every schedule has a slot within two months")

    def _latest_in_hour(self, moment: dt.datetime) -> dt.datetime:
        slot = moment.replace(minute=self.minute, second=0, microsecond=0)
        return slot if slot <= moment else slot - dt.timedelta(hours=1)

    def _falls_on(self, date: dt.date) -> bool:
        return self.weekday in {None, date.weekday()} and self.day in {None, date.day}
