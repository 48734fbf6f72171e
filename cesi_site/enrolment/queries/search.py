"""The search of the catalogue: the trainings in whose texts all words stand, the best first.

All of them: filters and counts go over what was found, so that none may be missing. The database hands over the keys
of trainings by the hundred, in one text for each word and weight, and they are put together here: for a word of ten
thousand trainings that takes a third of what the database takes to group and sort them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import CompoundSelect, Select, String, bindparam, cast, func, literal, select, union_all

from cesi_site.core.database import db
from cesi_site.core.stemming import stems
from cesi_site.enrolment.models import TrainingWord

MOST_WORDS = 6
# A word counts this many times more than one that only begins so. From four letters on: "preventie" finds
# "preventieadviseur".
WHOLE_WORD = 3
SHORTEST_BEGINNING = 4
LAST_LETTERS = "zzzz"
BETWEEN = ","


def search(text: str, language: str) -> list[int]:
    """Return the keys of the trainings that hold all words of `text` in `language`, the best first.

    Whether a training is public is not asked here. No words find nothing.
    """
    return best_first(matches(text, language))


def best_first(found: Mapping[int, int]) -> list[int]:
    """Return what `matches` found, the best first; of two that fit as well, the older training."""
    return sorted(sorted(found), key=found.__getitem__, reverse=True)


def matches(text: str, language: str) -> Mapping[int, int]:
    """Return the trainings that hold all words of `text`, by their keys, with how well each fits."""
    words = list(dict.fromkeys(stems(text, language)))[:MOST_WORDS]
    if not words:
        return {}
    given = {"language": language}
    for n, word in enumerate(words):
        given |= {f"word{n}": word, f"end{n}": word + LAST_LETTERS}
    statement = _statement(tuple(len(word) >= SHORTEST_BEGINNING for word in words))
    weighed: list[defaultdict[int, list[str]]] = [defaultdict(list) for _word in words]
    for n, word, weight, keys in db.session.execute(statement, given):
        weighed[n][weight * WHOLE_WORD if word == words[n] else weight].append(keys)
    return _with_all([_by_training(one) for one in weighed])


def _by_training(weighed: Mapping[int, Sequence[str]]) -> dict[int, int]:
    """Return the weight of one word in each training: where it has several, the highest."""
    found: dict[int, int] = {}
    for weight in sorted(weighed):
        found.update(dict.fromkeys(map(int, BETWEEN.join(weighed[weight]).split(BETWEEN)), weight))
    return found


def _with_all(found: Sequence[Mapping[int, int]]) -> Mapping[int, int]:
    """Return the trainings that are in each of these, with all their weights."""
    fewest, *others = sorted(found, key=len)
    for other in others:
        fewest = {key: weight + other[key] for key, weight in fewest.items() if key in other}
    return fewest


@cache
def _statement(beginnings: tuple[bool, ...]) -> CompoundSelect[int, str, int, str]:
    """Return the question for so many words, each also as a beginning or not. To write it takes longer than to ask."""
    return union_all(*(_hits(n, also_begins) for n, also_begins in enumerate(beginnings)))


def _hits(n: int, also_begins: bool) -> Select[int, str, int, str]:
    """Select the keys of the trainings that hold the nth word, by what stands there and how much that says."""
    first, end = (bindparam(f"{name}{n}", type_=String()) for name in ("word", "end"))
    word = TrainingWord.word
    keys = func.aggregate_strings(cast(TrainingWord.training_id, String), BETWEEN)
    return (
        select(literal(n), word, TrainingWord.weight, keys)
        .where(TrainingWord.language == bindparam("language"))
        .where((word >= first) & (word < end) if also_begins else word == first)
        .group_by(word, TrainingWord.weight)
    )
