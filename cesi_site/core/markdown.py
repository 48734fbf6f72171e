"""Markdown as staff write it, made into HTML that is safe to show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TAGS = {"h2", "h3", "h4", "p", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "pre", "br", "hr"}
TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "h2": {"id"}, "h3": {"id"}}
SCHEMES = {"https", "http", "mailto", "tel"}

# A page has one h1, its title: a "#" in the text starts a section, like "##".
LEVELS = {"h1": "h2"}

_parser = MarkdownIt("commonmark", {"html": False}).enable("table")
_cleaner = nh3.Cleaner(
    tags=TAGS | TABLE_TAGS,
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    link_rel=None,
    strip_comments=True,
)


@dataclass(frozen=True)
class Section:
    """A heading of the first level below the title: where a link leads, and its words."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Prose:
    """A rendered text: its safe HTML, and its sections in order."""

    html: Markup
    sections: tuple[Section, ...]

    def __html__(self) -> str:
        return self.html


@lru_cache(maxsize=256)
def render(text: str) -> Prose:
    """Render Markdown (CommonMark with tables) to sanitised HTML; raw HTML in it is shown as text.

    Headings of the first two levels get an anchor, so that a link can lead to them.
    """
    tokens = parse(text)
    sections = tuple(_mark_headings(tokens))
    return Prose(html_of(tokens), sections)


def parse(text: str) -> list[Token]:
    """Return the tokens of a text, for who makes something else of it than a page; its headings have their level."""
    tokens = _parser.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = LEVELS.get(token.tag, token.tag)
    return tokens


def html_of(tokens: list[Token]) -> Markup:
    """Return the sanitised HTML of what `parse` gave."""
    clean = _cleaner.clean(_parser.renderer.render(tokens, _parser.options, {}))
    return Markup(clean)  # noqa: S704 - this is the one place where text becomes HTML, cleaned


def _mark_headings(tokens: list[Token]) -> Iterator[Section]:
    """Give each heading of the first two levels its anchor; yield those of the first."""
    taken: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if token.type != "heading_open" or token.tag not in {"h2", "h3"}:
            continue
        title = _plain(tokens[index + 1])
        anchor = _anchor(title, taken)
        token.attrSet("id", anchor)
        if token.tag == "h2":
            yield Section(anchor, title)


def _plain(inline: Token) -> str:
    """Return the words of a heading without its marks."""
    return "".join(child.content for child in inline.children or () if child.type in {"text", "code_inline"})


def _anchor(title: str, taken: dict[str, int]) -> str:
    """Return a name for a heading that no other heading of the text has, nor a field of the page."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = "section-" + (re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "text")
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name}-{taken[name]}"
