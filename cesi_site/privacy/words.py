"""Say what is held about somebody: each value, and the day it will be gone and why that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from sqlalchemy import select

from cesi_site.core.database import db
from cesi_site.core.languages import _, current_language
from cesi_site.core.templating import date_long, datetime_long
from cesi_site.register import Anonymise, Holding, Register
from cesi_site.register.finding import HIDDEN, FoundRow
from cesi_site.register.labels import LANGUAGES, label

ONE_DAY = dt.timedelta(days=1)


def facts(row: FoundRow, register: Register) -> Iterator[tuple[str, str]]:
    """Give the values of a row that say something, each with its label, in the language in use."""
    for name, value in row.values.items():
        if value not in (None, "", [], {}):
            yield str(label(name)), shown(value, name, row.holding, register)


def shown(value: Any, name: str, holding: Holding, register: Register) -> str:
    """Return one value in words."""
    match value:
        case _ if value is HIDDEN:
            return str(_("Hidden: this is about somebody else, or about several people."))
        case bool():
            return str(_("yes") if value else _("no"))
        case Enum():
            return str(holding.words.get(name, {}).get(value) or getattr(value, "label", value.value))
        case dt.datetime():
            return datetime_long(value)
        case dt.date():
            return date_long(value)
        case int() | str():
            return _referred(value, name, holding, register) or _plain(value, name, holding)
        case list():
            return ", ".join(_plain(item, name, holding) for item in value)
        case Mapping():
            return "; ".join(f"{label(str(key))}: {_plain(item, name, holding)}" for key, item in value.items())
        case _:
            return str(value)


def _plain(value: Any, name: str, holding: Holding) -> str:
    words = holding.words.get(name, LANGUAGES if name in {"language", "edition"} else {})
    return str(words.get(value, value))


def _referred(value: int | str, name: str, holding: Holding, register: Register) -> str | None:
    """Return the name of what a key leads to, where its table or a holding of it has one."""
    for key in holding.export[name].property.columns[0].foreign_keys:
        own = key.column.table.columns.get(f"name_{current_language()}")
        if own is not None:
            return str(db.session.scalar(select(own).where(key.column == value)))
        for other in register.holdings:
            if other.table is key.column.table and "name" in other.export:
                found = db.session.scalar(select(other.export["name"]).where(key.column == value))
                return None if found is None else str(found)
    return None


def gone_on(row: FoundRow) -> dt.date | None:
    """Return the day on which the row is not there any more: the one after its last day."""
    return None if row.last_day is None else row.last_day + ONE_DAY


def why_that_day(row: FoundRow) -> str:
    """Say why the row is gone on that day and no other."""
    kept = str(row.holding.kept_in_words)
    if row.clock is None:
        return str(_("We keep this %(kept)s. That day has not come yet.", kept=kept))
    start = date_long(row.clock)
    words = str(_("We keep this %(kept)s. That day is %(day)s.", kept=kept, day=start))
    if isinstance(row.holding.at_end, Anonymise):
        words += " " + str(_("Then everything that points to you is removed."))
    return words
