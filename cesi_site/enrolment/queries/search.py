"""The search of the catalogue: the trainings in whose texts all words stand, the best first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CompoundSelect, Select, Subquery, func, literal, select, union_all

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
    hits = union_all(*(_hits(n, word, language) for n, word in enumerate(words))).subquery()
    rank = func.sum(hits.c.weight)
    best = (
        select(hits.c.training_id)
        .group_by(hits.c.training_id)
        .having(func.count() == len(words))
        .order_by(rank.desc(), hits.c.training_id)
        .limit(MOST_FOUND)
    )
    return tuple(db.session.scalars(best))


def _hits(n: int, word: str, language: str) -> Select[Any]:
    """Select the trainings that hold the nth word, each once, with how much that says."""
    ways: list[Select[Any]] = [_best(TrainingWord.word == word, language, WHOLE_WORD)]
    if len(word) >= SHORTEST_BEGINNING:
        begins = (TrainingWord.word > word) & (TrainingWord.word < word + LAST_LETTERS)
        ways.append(_best(begins, language, 1))
    read = _together(ways)
    best = func.max(read.c.weight).label("weight")
    return select(literal(n).label("n"), read.c.training_id, best).group_by(read.c.training_id)


def _best(condition: Any, language: str, times: int) -> Select[Any]:
    found = (
        select(TrainingWord.training_id, (TrainingWord.weight * times).label("weight"))
        .where(TrainingWord.language == language, condition)
        .order_by(TrainingWord.word.desc(), TrainingWord.weight.desc())
        .limit(MOST_READ)
        .subquery()
    )
    return select(found.c.training_id, found.c.weight)


def _together(ways: list[Select[Any]]) -> Subquery:
    if len(ways) == 1:
        return ways[0].subquery()
    both: CompoundSelect[Any] = union_all(*ways)
    return both.subquery()
