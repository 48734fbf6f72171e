"""What a visitor allows beyond the strictly necessary: one cookie that holds the choice, read the same everywhere.

Its value is `version.bits.number`: the version of the question, one digit per purpose in the order of their keys, and
the pseudonymous number of the choice. A value made for another question, or by somebody else, is no choice: it is
asked again. A browser that sends `Sec-GPC: 1` says no, whatever the cookie says.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, g, request
from werkzeug.http import parse_cookie

from cesi_site.core.page_cache import is_kept_page

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

COOKIE = "cesi_consent"
DAYS_A_MONTH = 30.5
_READ = "cesi.consent"
_VALUE = re.compile(r"([0-9a-f]{8})\.([01]{1,9})\.([0-9a-f]{32})")


@dataclass(frozen=True)
class Consent:
    """The choice of a browser: what it allows, whether it chose, its number, and whether it says no by GPC."""

    granted: frozenset[str] = frozenset()
    chosen: bool = False
    number: str | None = None
    gpc: bool = False


NOTHING = Consent()
REFUSED_BY_BROWSER = Consent(gpc=True)


class ConsentReader:
    """Reads choices. `purposes` has the version of each purpose's question by its key; `loading` are the keys of those
    for which a page holds something more. Without purposes there is nothing to ask.
    """

    def __init__(self, purposes: Mapping[str, int], loading: Collection[str] = ()) -> None:
        self.purposes = tuple(sorted(purposes))
        self.loading = frozenset(loading)
        words = ",".join(f"{key}:{purposes[key]}" for key in self.purposes)
        self.version = hashlib.blake2b(words.encode(), digest_size=4).hexdigest()

    def of(self, environ: WSGIEnvironment) -> Consent:
        """Return the choice that a request carries."""
        if not self.purposes:
            return NOTHING
        known: Consent | None = environ.get(_READ)
        if known is None:
            cookies = environ.get("HTTP_COOKIE", "")
            value = parse_cookie(cookies).get(COOKIE) if COOKIE in cookies else None
            known = environ[_READ] = self.read(value, gpc=environ.get("HTTP_SEC_GPC") == "1")
        return known

    def read(self, value: str | None, *, gpc: bool = False) -> Consent:
        """Return the choice that the value of the cookie holds."""
        match = _VALUE.fullmatch(value) if value else None
        if match is None:
            return REFUSED_BY_BROWSER if gpc else NOTHING
        version, bits, number = match.groups()
        if version != self.version or len(bits) != len(self.purposes):
            return Consent(number=number, gpc=gpc)
        given = (key for key, bit in zip(self.purposes, bits, strict=True) if bit == "1" and not gpc)
        return Consent(frozenset(given), chosen=True, number=number, gpc=gpc)

    def write(self, granted: Collection[str], number: str) -> str:
        """Return the value of the cookie for a choice."""
        bits = "".join("1" if key in granted else "0" for key in self.purposes)
        return f"{self.version}.{bits}.{number}"

    def variant(self, environ: WSGIEnvironment) -> str:
        """Return which of a page's few forms this visitor gets: with the question, without, with what they allowed."""
        if not self.purposes:
            return ""
        if "HTTP_COOKIE" not in environ and "HTTP_SEC_GPC" not in environ:
            return "?"
        consent = self.of(environ)
        if not consent.chosen:
            return "" if consent.gpc else "?"
        return "+".join(sorted(consent.granted & self.loading))


def new_number() -> str:
    """Return a number for the choice of a browser that has none."""
    return secrets.token_hex(16)


def consent_reader() -> ConsentReader:
    """Return the reader of the application in use."""
    reader: ConsentReader = current_app.extensions["consent"]
    return reader


def current_consent() -> Consent:
    """Return the choice of who asks. Not for a page that is kept: it is the same for many."""
    return consent_reader().of(request.environ)


def must_ask() -> bool:
    """Whether this page holds the question: only a page that is kept does, and those have no form to fill in."""
    return is_kept_page() and consent_reader().variant(request.environ) == "?"


def allowed_on_page() -> frozenset[str]:
    """Return the purposes for which this page may load something: on kept pages alone, whose addresses tell nothing."""
    if not is_kept_page():
        return frozenset()
    return frozenset(consent_reader().variant(request.environ).split("+")) & consent_reader().loading


def note_decision(granted: Collection[str]) -> None:
    """Tell the rest of this request what was just decided, for the cookies of its answer."""
    g.cookie_decision = frozenset(granted)


def decision() -> frozenset[str] | None:
    """Return what was decided in this request, or None where nothing was."""
    granted: frozenset[str] | None = g.get("cookie_decision")
    return granted


def lifetime_days(months: int) -> int:
    """Return the life of the choice in days."""
    return int(months * DAYS_A_MONTH)


def init_app(app: Flask, reader: ConsentReader) -> None:
    """Give the application its reader, and its templates the question."""
    app.extensions["consent"] = reader
    templates: dict[str, Any] = {"must_ask_consent": must_ask, "consent_loading": reader.loading}
    app.jinja_env.globals.update(templates)
