"""Dutch and French words brought to their stems, so that a search for one form of a word finds the others.

SQLite stems English alone, so the stems are made here (Snowball's), for both databases alike, and lose their accents,
which few people type when they search. A stem is no word; what counts is that the forms of a word end at the same one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from snowballstemmer import stemmer

LONGEST = 40

_WORD = re.compile(r"[^\W_]+")

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
SNOWBALL = {"nl": "dutch", "fr": "french"}


def stems(text: str, language: str) -> list[str]:
    """Return the stems of the words of a text in `language` ("nl" or "fr"), in their order, without stop words."""
    words = _WORD.findall(unicodedata.normalize("NFC", text.lower()))
    return [_stem(word[:LONGEST], language) for word in words if _counts(word, language)]


def _counts(word: str, language: str) -> bool:
    """Tell whether a word is looked for: no stop word, no letter alone (l', 's), not in another alphabet."""
    return len(word) > 1 and (plain := _plain(word)) != "" and plain not in STOP_WORDS[language]


@lru_cache(maxsize=20_000)
def _stem(word: str, language: str) -> str:
    # A stemmer of its own each time: it keeps the word in hand, and threads would share that.
    return _plain(stemmer(SNOWBALL[language]).stemWord(word))[:LONGEST]


def _plain(word: str) -> str:
    """Return a word without accents, in ASCII letters and digits."""
    spelt = word.replace("œ", "oe").replace("æ", "ae")
    return unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
