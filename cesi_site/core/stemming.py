"""Dutch and French words brought to their stems, so that a search for one form of a word finds the others.

SQLite stems English alone, so the stems are made here, for both databases alike: a few endings go, accents and
doubled letters too. A stem is no word; what counts is that the forms of a word end at the same one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

LONGEST = 40
SHORTEST_STEMMED = 4

_WORD = re.compile(r"[a-z0-9]+")
_SIGN = re.compile(r"[^\w]|_")
_DOUBLED = re.compile(r"([a-z])\1")

# Words that stand in every text and tell nothing apart.
COMMON = {
    "nl": (
        "aan als bij dat de den der die dit door een en er het hoe ik in is met na naar niet of om ook op over te tot "
        "u uit uw van voor waar wat wie wij worden wordt zijn"
    ),
    "fr": (
        "au aux avec ce ces cette dans de des du elle en est et il je la le les leur leurs mais ne nous on ou par pas "
        "plus pour qu que qui sa se ses son sont sur un une vos votre vous"
    ),
}
STOP_WORDS: Mapping[str, frozenset[str]] = {language: frozenset(words.split()) for language, words in COMMON.items()}

# An ending, what takes its place, and how many letters must stand before it. The first that fits counts.
Ending = tuple[str, str, int]
NUMBER_NL: tuple[Ending, ...] = (
    *(("heden", "heid", 3), ("ies", "ie", 3), ("ie", "ie", 3), ("en", "", 3), ("s", "", 4), ("e", "", 3)),
)
KIND_NL: tuple[Ending, ...] = (
    *(("heid", "", 4), ("ingen", "", 4), ("ing", "", 4), ("isch", "", 4), ("er", "", 5), ("ie", "", 4)),
    *(("v", "f", 3), ("z", "s", 3)),
)
NUMBER_FR: tuple[Ending, ...] = (("aux", "al", 3), ("eux", "eu", 3), ("x", "", 3), ("s", "", 3))
KIND_FR: tuple[Ending, ...] = (
    *(("isement", "", 4), ("ement", "", 4), ("ation", "", 4), ("ateur", "", 4), ("atrice", "", 4)),
    *(("isme", "", 4), ("iste", "", 4), ("ique", "", 4), ("euse", "eu", 3), ("ite", "", 5), ("ee", "", 4)),
    *(("ie", "", 4), ("ere", "", 4), ("er", "", 4), ("ez", "", 4), ("e", "", 3), ("if", "iv", 3)),
)


def stems(text: str, language: str) -> list[str]:
    """Return the stems of the words of a text in `language` ("nl" or "fr"), in their order, without stop words."""
    stem, stop_words = _STEMMERS[language], STOP_WORDS[language]
    return [stem(word)[:LONGEST] for word in _words(text) if word not in stop_words]


def _words(text: str) -> list[str]:
    """Return the words of a text in small letters without accents; a letter alone (l', 's) is none."""
    # Signs go first: without an ASCII form, an apostrophe would glue two words together.
    spelt = _SIGN.sub(" ", text.lower()).replace("œ", "oe").replace("æ", "ae")
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return [word for word in _WORD.findall(plain) if len(word) > 1]


def _dutch(word: str) -> str:
    if len(word) < SHORTEST_STEMMED:
        return word
    return _replaced(_DOUBLED.sub(r"\1", _replaced(word, NUMBER_NL)), KIND_NL)


def _french(word: str) -> str:
    if len(word) < SHORTEST_STEMMED:
        return word
    return _replaced(_DOUBLED.sub(r"\1", _replaced(word, NUMBER_FR)), KIND_FR)


def _replaced(word: str, endings: tuple[Ending, ...]) -> str:
    for ending, instead, before in endings:
        if word.endswith(ending) and len(word) - len(ending) >= before:
            return word[: len(word) - len(ending)] + instead
    return word


_STEMMERS: Mapping[str, Callable[[str], str]] = {"nl": _dutch, "fr": _french}
