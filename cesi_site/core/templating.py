"""What templates may use: strict names, dates and numbers as Belgians write them, hashed static files."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency, format_decimal
from flask import Flask, current_app, request, url_for
from flask_babel import get_translations
from jinja2 import StrictUndefined, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from cesi_site.core.clock import BRUSSELS
from cesi_site.core.companies import companies
from cesi_site.core.languages import (
    LOCALES,
    TAGS,
    current_language,
    has_twin,
    language_name,
    other_language,
    translated,
    twin_url,
    twin_urls,
)
from cesi_site.core.legal_forms import legal_form
from cesi_site.core.sites import all_sites, current_site

Day = TypeVar("Day", bound=dt.date)


def _locale() -> str:
    return LOCALES[current_language()]


def _local(value: Day) -> Day:
    return value.astimezone(BRUSSELS) if isinstance(value, dt.datetime) else value


def date_long(value: dt.date) -> str:
    """5 maart 2027 / 1er mars 2027. An instant is shown on its day in Brussels."""
    day = _local(value)
    written = format_date(day, "d MMMM y", locale=_locale())
    return written.replace("1 ", "1er ", 1) if day.day == 1 and current_language() == "fr" else written


def date_short(value: dt.date) -> str:
    """05/03/2027."""
    return format_date(_local(value), "dd/MM/y", locale=_locale())


def time_short(value: dt.datetime) -> str:
    """09:00, in Brussels."""
    return format_time(_local(value), "HH:mm", locale=_locale())


def datetime_long(value: dt.datetime) -> str:
    """5 maart 2027, 09:00, in Brussels."""
    return f"{date_long(value)}, {format_datetime(_local(value), 'HH:mm', locale=_locale())}"


def money(value: Decimal, currency: str = "EUR") -> str:
    """€ 1.250,00 / 1 250,00 €."""
    return format_currency(value, currency, locale=_locale())


def number(value: float | Decimal) -> str:
    """1.250,5 / 1 250,5."""
    return format_decimal(value, locale=_locale())


def colon(label: object) -> str:
    """Return a label with the colon behind it: in French, a blank that does not break stands before it."""
    return f"{label}\u00a0:" if current_language() == "fr" else f"{label}:"


def filesize(size: int) -> str:
    """A file's size in words a person reads: 340 kB, 1,2 MB (Mo in French)."""
    units = {"nl": ("kB", "MB"), "fr": ("ko", "Mo")}[current_language()]
    small = size < 1_000_000
    amount = max(1, round(size / 1000)) if small else round(size / 1_000_000, 1)
    return f"{number(amount)}\u00a0{units[0 if small else 1]}"


def static_url(filename: str) -> str:
    """Return the address of a static file with the hash of its content, so that it can be kept for long."""
    known: dict[str, tuple[float, str]] = current_app.extensions["static_urls"]
    entry = known.get(filename)
    if entry is not None and not current_app.config["DEVELOPMENT"]:
        return entry[1]
    path = Path(str(current_app.static_folder)) / filename
    changed = path.stat().st_mtime
    if entry is None or entry[0] != changed:
        digest = hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest()
        entry = known[filename] = (changed, url_for("static", filename=filename, v=digest))
    return entry[1]


def endpoint_exists(endpoint: str) -> bool:
    """Tell whether a page is part of this edition, so that nothing links to what is not there."""
    return endpoint in current_app.view_functions


def alternates() -> list[tuple[str, str]]:
    """Return this page's full address in each language, for `hreflang`; empty for a page without a twin."""
    if not has_twin():
        return []
    base = current_site().base_url
    return [(TAGS[language], base + url) for language, url in twin_urls().items()]


@pass_eval_context
def _text(where: EvalContext, message: str, **values: Any) -> str:
    """`_("…")` of templates: Jinja's own does the same over four detours, and a page calls it often."""
    text = Markup(translated(message)) if where.autoescape else translated(message)  # noqa: S704 - our own texts
    return text % values if values or "%" in text else text


def _context() -> dict[str, Any]:
    language = current_language()
    return {
        "lang": language,
        "other_lang": other_language(language),
        "site": current_site(),
        "sites": all_sites(),
        "companies": companies(),
        "alternates": alternates() if request else [],
    }


def init_app(app: Flask) -> None:
    """Set up the template environment."""
    app.extensions["static_urls"] = {}
    app.context_processor(_context)
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translated, lambda one, many, n: get_translations().ungettext(one, many, n), newstyle=True
    )
    env.globals.update(_=_text, twin_url=twin_url, static_url=static_url, endpoint_exists=endpoint_exists)
    words = (colon, language_name, legal_form)
    filters = (date_long, date_short, time_short, datetime_long, money, number, filesize, *words)
    env.filters.update({reader.__name__: reader for reader in filters})
