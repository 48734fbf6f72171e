"""What staff wrote, read: Markdown, with blocks that stand on a line of their own.

[[article first-aid]]            an article, a service or what else is registered in `content.blocks`, by its key
[[button /nl/contact | Words]]   a link that looks like a button
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from cesi_site.content.blocks import Card, find_kind
from cesi_site.core.languages import _
from cesi_site.core.markdown import html_of, parse
from cesi_site.newsletter.composing.links import leads_nowhere, make_whole, promotes, whole
from cesi_site.newsletter.composing.plain import text_of

BLOCK = re.compile(r"\[\[\s*([a-z_]+)\s+(.+?)\s*\]\]")
BUTTON = "button"


@dataclass(frozen=True)
class Prose:
    """Paragraphs between blocks, in both forms."""

    html: Markup
    text: str


@dataclass(frozen=True)
class Button:
    """A link that stands out."""

    label: str
    url: str


Part = Prose | Card | Button


@dataclass(frozen=True)
class Fault:
    """What is wrong at a line of the text, in the language of who reads it here. `promotes`: only for some kinds."""

    line: int
    words: str
    promotes: bool = False


@dataclass(frozen=True)
class Reading:
    """A text read: its parts in order, what is wrong with it, and all its links."""

    parts: tuple[Part, ...]
    faults: tuple[Fault, ...]
    links: tuple[str, ...]


def read(body: str, language: str) -> Reading:
    """Read a text; what cannot be shown is left out and named among the faults."""
    reader = _Reader(language)
    for line, piece in _pieces(body):
        block = BLOCK.fullmatch(piece.strip())
        if block:
            reader.block(line, block[1], block[2])
        else:
            reader.prose(line, piece)
    return Reading(tuple(reader.parts), tuple(reader.faults), tuple(dict.fromkeys(reader.links)))


def _pieces(body: str) -> Iterator[tuple[int, str]]:
    """Yield blocks and the prose between them, each with the number of its first line."""
    start, prose = 1, list[str]()
    for number, line in enumerate(body.splitlines(), 1):
        if not BLOCK.fullmatch(line.strip()):
            prose.append(line)
            continue
        yield start, "\n".join(prose)
        yield number, line
        start, prose = number + 1, []
    yield start, "\n".join(prose)


class _Reader:
    def __init__(self, language: str) -> None:
        self.language = language
        self.parts: list[Part] = []
        self.faults: list[Fault] = []
        self.links: list[str] = []

    def prose(self, line: int, text: str) -> None:
        if not text.strip():
            return
        tokens = parse(text)
        for url in make_whole(tokens):
            self._look_at(url, line)
        self.parts.append(Prose(html_of(tokens), text_of(tokens)))

    def block(self, line: int, name: str, argument: str) -> None:
        if name == BUTTON:
            self._button(line, argument)
            return
        kind = find_kind(name)
        if kind is None:
            self._fault(line, _("There is no block “%(name)s”.", name=name))
            return
        card = kind.find(argument, self.language)
        if card is None:
            self._fault(line, _("Nothing public is called “%(key)s” (%(kind)s).", key=argument, kind=kind.label))
            return
        if kind.promotes:
            self._fault(line, _("“%(title)s” is something on offer.", title=card.title), promotes=True)
        self.links.append(card.url)
        self.parts.append(card)

    def _button(self, line: int, argument: str) -> None:
        url, _bar, label = (part.strip() for part in argument.partition("|"))
        if not label:
            self._fault(line, _("A button is written so: [[button address | words]]."))
            return
        url = whole(url)
        self._look_at(url, line)
        self.parts.append(Button(label, url))

    def _look_at(self, url: str, line: int) -> None:
        self.links.append(url)
        if leads_nowhere(url):
            self._fault(line, _("This link leads nowhere: %(url)s", url=url))
        elif promotes(url):
            self._fault(line, _("This link leads to something on offer: %(url)s", url=url), promotes=True)

    def _fault(self, line: int, words: str, *, promotes: bool = False) -> None:
        self.faults.append(Fault(line, words, promotes))
