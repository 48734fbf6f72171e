"""Whether two names can be one person's: several people may share an address, and each may see their own rows only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+")


def words_of_name(name: str) -> frozenset[str]:
    """Return the words of a name without accents or capitals: "Zoé DE SMET" is de, smet, zoe."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return frozenset(_WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign))))


def can_be_one(first: str, second: str) -> bool:
    """Tell whether two names can be one person's.

    They can when every word of the shorter one is a word of the other, or the initial of one; their order and their
    accents do not matter. A name without letters says nothing, so it can be anybody's.
    """
    fewer, more = sorted((words_of_name(first), words_of_name(second)), key=len)
    return all(any(_matches(word, other) for other in more) for word in fewer)


def _matches(word: str, other: str) -> bool:
    return word == other or (min(len(word), len(other)) == 1 and word[0] == other[0])


def different_people(names: Iterable[str]) -> list[str]:
    """Return the fullest name of each person among these names, sorted: one entry when all can be one person's."""
    people: list[str] = []
    for name in sorted(set(names), key=lambda name: (-len(words_of_name(name)), -len(name), name)):
        if words_of_name(name) and not any(can_be_one(name, known) for known in people):
            people.append(name)
    return sorted(people)
