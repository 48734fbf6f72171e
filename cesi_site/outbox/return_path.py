"""The return path of a letter: an address of its own to which its bounces come (VERP), and whose letter it was.

The address holds a word: the series of the letter, its number in it and a seal, in small letters and digits alone, as
a mail server on the way may change the case of what stands before the @. Who sends letters of a series says here to
whom they went, so that who reads what comes back needs to know none of them.
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from flask import current_app

BOUNCE = "bounce"
# 80 bits: a seal is tried by mail, one mail a try.
_SEAL_BYTES = 10
_PERSON = b"verp"
_TOKEN = re.compile(r"([a-z]{0,20}\d{1,19})-([0-9a-f]{20})")
_LETTER = re.compile(r"([a-z]*)(\d+)")


@dataclass(frozen=True)
class SentLetter:
    """A letter that left: to which address, and when."""

    email: str
    sent_at: dt.datetime


FindLetter = Callable[[int], SentLetter | None]
SERIES: dict[str, FindLetter] = {}


def letters_of(series: str) -> Callable[[FindLetter], FindLetter]:
    """Register the function that finds a letter of `series` (small letters) by its number; None once that is gone."""

    def register(find: FindLetter) -> FindLetter:
        if series in SERIES:
            raise ValueError(f"{series!r} is registered twice")
        SERIES[series] = find
        return find

    return register


def find_letter(letter: str) -> SentLetter | None:
    """Return the letter of a series that a word of `read` names; None where nobody knows it any more."""
    found = _LETTER.fullmatch(letter)
    find = SERIES.get(found[1]) if found else None
    return find(int(found[2])) if found and find else None


def token_for(letter: str) -> str:
    """Return the word with its seal for a letter: its series in small letters, if it has one, then its number."""
    return f"{letter}-{_seal(letter)}"


def read_token(token: str) -> str | None:
    """Return the letter that a word made by `token_for` stands for, in whatever case it came back; else None."""
    found = _TOKEN.fullmatch(token.strip().lower())
    return found[1] if found and hmac.compare_digest(found[2], _seal(found[1])) else None


def sender_for_token(token: str) -> str:
    """Return the envelope sender that carries a word made by `token_for`: `bounce+<token>@<bounce domain>`."""
    return f"{BOUNCE}+{token}@{bounce_domain()}"


def read(address: str) -> str | None:
    """Return the letter whose envelope sender this is; None for any other address."""
    name, _, domain = address.strip().strip("<>").rpartition("@")
    box, _, token = name.lower().partition("+")
    if box != BOUNCE or domain.lower() != bounce_domain().lower():
        return None
    return read_token(token)


def read_message_id(value: str) -> str | None:
    """Return the letter whose Message-ID this is, where the ID ends in its token; None for any other mail."""
    name, _, domain = value.strip().strip("<>").rpartition("@")
    return read_token(name.rpartition(".")[2]) if domain.lower() == own_domain().lower() else None


def bounce_domain() -> str:
    """Return the domain at which bounces and unsubscribing mails arrive."""
    return str(current_app.config["BOUNCE_DOMAIN"] or own_domain())


def own_domain() -> str:
    """Return the domain that our mails come from."""
    return str(current_app.config["MAIL_FROM"]).rpartition("@")[2]


def _seal(letter: str) -> str:
    key: bytes = current_app.config["LINKS_KEY"]
    return blake2b(letter.encode(), key=key, person=_PERSON, digest_size=_SEAL_BYTES).hexdigest()
