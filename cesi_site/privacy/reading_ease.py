"""How easily a page reads: two published formulas, on a scale from 0 (very hard) to 100 (very easy).

Dutch: Flesch-Douma (W. H. Douma, De leesbaarheid van landbouwbladen, 1960).
French: Kandel-Moles (L. Kandel and A. Moles, Application de l'indice de Flesch à la langue française, 1958).
On both, 60 and more is standard: what somebody who has left lower secondary school reads without effort.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

STANDARD = 60
FORMULAS = {"nl": "Flesch-Douma", "fr": "Kandel-Moles"}
BLOCKS = frozenset(
    {"br", "caption", "dd", "div", "dt", "h1", "h2", "h3", "h4", "li", "p", "section", "summary", "td", "th"}
)
# Lists of links say where things stand; nobody reads them as text.
SKIPPED = frozenset({"nav", "svg"})
SHORTEST_SENTENCE = 5

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?;:]+(?:\s|$)")
_DUTCH = re.compile(
    r"aai|aau|ooi|oei|eeu|ieu|eau|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|ou|au|ai|oi|[aeiouyàáâäèéêëìíîïòóôöùúûü]"
)
_FRENCH = re.compile(r"é(?=[aoiu]|e[ln])|[aeiouyàâäéèêëîïôöùûüœæ]+")


def reading_ease(markup: str, language: str) -> float:
    """Return the reading ease of a piece of HTML in "nl" or "fr". Raises `ValueError` where it holds no sentence."""
    sentences = sentences_of(markup)
    if not sentences:
        raise ValueError("there is no sentence to measure")
    count: Callable[[str], int] = {"nl": dutch_syllables, "fr": french_syllables}[language]
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    sentence_length = len(words) / len(sentences)
    word_length = sum(map(count, words)) / len(words)
    if language == "nl":
        return 206.84 - 77 * word_length - 0.93 * sentence_length
    return 207 - 73.6 * word_length - 1.015 * sentence_length


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


def sentences_of(markup: str) -> list[str]:
    """Return the sentences of a piece of HTML that are more than a label: five words at least.

    Every block and every line ends one, and so do a full stop and its like.
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    reader.end_block()
    sentences = [sentence for block in reader.blocks for sentence in _SENTENCE_END.split(block)]
    return [sentence for sentence in sentences if len(_WORD.findall(sentence)) >= SHORTEST_SENTENCE]


@dataclass
class _Reader(HTMLParser):
    """Collects the text of each block."""

    blocks: list[str] = field(default_factory=list)
    _words: list[str] = field(default_factory=list)
    _skipping: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipping += tag in SKIPPED
        if tag in BLOCKS:
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        self._skipping -= tag in SKIPPED
        if tag in BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._words.append(data)

    def end_block(self) -> None:
        """End the text that runs."""
        text = " ".join("".join(self._words).split())
        if text:
            self.blocks.append(text)
        self._words.clear()
