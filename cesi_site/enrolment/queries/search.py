"""The search of the catalogue: the trainings in whose texts all words stand, the best first."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, String, bindparam, func, literal, select, union_all

from cesi_site.core.database import db
from cesi_site.core.stemming import stems
from cesi_site.enrolment.models import TrainingWord

MOST_WORDS = 6
MOST_FOUND = 300
# For each word so many entries of the index are looked at, the best first: a word of every text costs no more.
MOST_READ = 2_000
# A word counts this many times more than one that only begins so. From four letters on: "preventie" finds
# "preventieadviseur".
WHOLE_WORD = 3
SHORTEST_BEGINNING = 4
LAST_LETTERS = "zzzz"


def search(text: str, language: str) -> tuple[int, ...]:
    """Return the keys of the trainings that hold all words of `text` in `language`, at most `MOST_FOUND`.

    Whether a training is public is not asked here. No words find nothing.
    """
    words = list(dict.fromkeys(stems(text, language)))[:MOST_WORDS]
    if not words:
        return ()
    given = {"language": language}
    for n, word in enumerate(words):
        given |= {f"word{n}": word, f"end{n}": word + LAST_LETTERS}
    statement = _statement(tuple(len(word) >= SHORTEST_BEGINNING for word in words))
    return tuple(db.session.scalars(statement, given))


@cache
def _statement(beginnings: tuple[bool, ...]) -> Select[int]:
    """Return the question for so many words, each also as a beginning or not. To write it takes longer than to ask."""
    hits = union_all(*(_hits(n, also_begins) for n, also_begins in enumerate(beginnings))).subquery()
    return (
        select(hits.c.training_id)
        .group_by(hits.c.training_id)
        .having(func.count() == len(beginnings))
        .order_by(func.sum(hits.c.weight).desc(), hits.c.training_id)
        .limit(MOST_FOUND)
    )


def _hits(n: int, also_begins: bool) -> Select[Any]:
    """Select the trainings that hold the nth word, each once, with how much that says."""
    word, end = (bindparam(f"{name}{n}", type_=String()) for name in ("word", "end"))
    ways = [_best(TrainingWord.word == word, WHOLE_WORD)]
    if also_begins:
        ways.append(_best((TrainingWord.word > word) & (TrainingWord.word < end), 1))
    read = union_all(*ways).subquery()
    best = func.max(read.c.weight).label("weight")
    return select(literal(n).label("n"), read.c.training_id, best).group_by(read.c.training_id)


def _best(condition: Any, times: int) -> Select[Any]:
    found = (
        select(TrainingWord.training_id, (TrainingWord.weight * times).label("weight"))
        .where(TrainingWord.language == bindparam("language"), condition)
        .order_by(TrainingWord.word.desc(), TrainingWord.weight.desc())
        .limit(MOST_READ)
        .subquery()
    )
    return select(found.c.training_id, found.c.weight)
