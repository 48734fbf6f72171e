"""Two published reading-ease formulas, on a scale from 0 (very hard) to 100 (very easy).

Dutch: Flesch-Douma (W. H. Douma, De leesbaarheid van landbouwbladen, 1960).
French: Kandel-Moles (L. Kandel and A. Moles, Application de l'indice de Flesch à la langue française, 1958).
On both, 60 and more is standard: what somebody who has left lower secondary school reads without effort.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.support.client import XHTML

BLOCKS = {XHTML + tag for tag in ("p", "li", "dt", "dd", "h1", "h2", "h3", "td", "th", "caption", "summary")}
SHORTEST_SENTENCE = 5

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?;:]+(?:\s|$)")
_DUTCH = re.compile(
    r"aai|aau|ooi|oei|eeu|ieu|eau|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|ou|au|ai|oi|[aeiouyàáâäèéêëìíîïòóôöùúûü]"
)
_FRENCH = re.compile(r"é(?=[aoiu]|e[ln])|[aeiouyàâäéèêëîïôöùûüœæ]+")


def dutch_syllables(word: str) -> int:
    """Count the syllables of a Dutch word: its vowels and diphthongs."""
    return max(1, len(_DUTCH.findall(word.lower())))


def french_syllables(word: str) -> int:
    """Count the syllables of a French word as it is said: a final mute e is none."""
    parts = re.split(r"['\u2019-]", word.lower())
    return max(1, sum(_french_part(part) for part in parts))


def _french_part(part: str) -> int:
    groups = _FRENCH.findall(part)
    mute = len(groups) > 1 and groups[-1] == "e" and re.search(r"es?$", part)
    return len(groups) - (1 if mute else 0)


def reading_ease(sentences: list[str], language: str) -> float:
    """Return the reading ease of sentences in "nl" or "fr"."""
    count: Callable[[str], int] = {"nl": dutch_syllables, "fr": french_syllables}[language]
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    sentence_length = len(words) / len(sentences)
    word_length = sum(map(count, words)) / len(words)
    if language == "nl":
        return 206.84 - 77 * word_length - 0.93 * sentence_length
    return 207 - 73.6 * word_length - 1.015 * sentence_length


def sentences_of(tree: Any) -> list[str]:
    """Return the sentences of a page's part that are more than a label: five words at least.

    Every block and every line ends one, and so do a full stop and its like.
    """
    found: list[str] = []
    for element in tree.iter():
        if element.tag in BLOCKS and not any(inner.tag in BLOCKS for inner in element.iter() if inner is not element):
            found += _SENTENCE_END.split(_text(element))
    return [sentence for sentence in found if len(_WORD.findall(sentence)) >= SHORTEST_SENTENCE]


def _text(element: Any) -> str:
    for line_break in element.iter(XHTML + "br"):
        line_break.text = ". "
    return " ".join("".join(element.itertext()).split())
