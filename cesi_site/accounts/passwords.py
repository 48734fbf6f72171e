"""What a password must be: eight characters at least, and not one that is tried first. Nothing else is asked."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from cesi_site.core.languages import _l

SHORTEST = 8
ADVISED = 15
LONGEST = 1000

COMMON = Path(__file__).with_name("common_passwords.txt")
# Words that belong to this site: a password made of them is guessed first.
CONTEXT = ("onemanagement", "mycesi", "cesi", "preventie", "prevention", "extranet")

TOO_SHORT = _l("Use at least 8 characters. 15 or more is better: a short sentence works well.")
TOO_LONG = _l("Use at most 1,000 characters.")
TOO_COMMON = _l("This password is one of the first that others would try. Choose another one.")
FROM_CONTEXT = _l("This password is made of your name, your address or the name of this site. Choose another one.")

_UNLEET = str.maketrans(
    {"@": "a", "4": "a", "3": "e", "8": "b", "0": "o", "!": "i", "1": "i", "5": "s", "$": "s", "7": "t"}
)


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").split())


def normalise(password: str) -> str:
    """Return the form that is hashed, so that the same signs typed on another keyboard are the same password."""
    return unicodedata.normalize("NFKD", password)


def faults(password: str, *own_words: str) -> list[str]:
    """Return why a password is refused, for the form to show; empty when it is taken.

    `own_words` are the person's name and address.
    """
    if len(password) < SHORTEST:
        return [str(TOO_SHORT)]
    if len(password) > LONGEST:
        return [str(TOO_LONG)]
    if is_common(password):
        return [str(TOO_COMMON)]
    return [str(FROM_CONTEXT)] if _is_from_context(password, own_words) else []


def is_common(password: str) -> bool:
    """Tell whether a password is on the list, alone or with the usual signs before and after it."""
    plain = password.casefold()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    forms = {plain, bare, plain.translate(_UNLEET), bare.translate(_UNLEET), re.sub(r"[\W\d_]", "", plain)}
    if not _common().isdisjoint(forms) and len(plain) < ADVISED:
        return True
    return _repeats(plain) or _runs(plain)


def _repeats(text: str) -> bool:
    """Tell whether the text is a short piece over and over: aaaaaaaa, 12341234, abcabcabc."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, min(5, len(text) // 2 + 1)))


def _runs(text: str) -> bool:
    """Tell whether the text goes along the alphabet, the digits or a row of keys, either way."""
    rows = (
        "abcdefghijklmnopqrstuvwxyz",
        "01234567890123456789",
        "azertyuiopqsdfghjklmwxcvbn",
        "qwertyuiopasdfghjklzxcvbnm",
    )
    return any(text in row or text in row[::-1] for row in rows)


def _is_from_context(password: str, own_words: tuple[str, ...]) -> bool:
    """Tell whether hardly anything is left once the words of the context are taken out."""
    words = {word for own in own_words for word in re.findall(r"[^\W\d_]{3,}", own.casefold())}
    rest = password.casefold()
    for word in sorted({*words, *CONTEXT}, key=len, reverse=True):
        rest = rest.replace(word, "")
    left = re.sub(r"[\W\d_]", "", rest)
    return len(rest) < len(password) and len(left) < 4
