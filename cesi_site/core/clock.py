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
