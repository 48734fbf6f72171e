"""What can be set into a mailing from elsewhere on the site: articles, services, and what other features add.

A kind registers itself when its module is imported, so that mailings need not know the feature it comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cesi_site.content import queries
from cesi_site.content.models import Article, Page, Service
from cesi_site.core.languages import Text
from cesi_site.core.sites import external_url


@dataclass(frozen=True)
class Card:
    """What is shown of something that stands elsewhere: its title, a few lines, and the way to it."""

    title: str
    text: str
    url: str
    link: str


@dataclass(frozen=True)
class BlockKind:
    """A kind of thing that can be set in. `name` stands in the texts that staff write: `[[article first-aid]]`.

    `find` returns the card of the thing with a key in a language, or None where there is none (any more);
    `choices` the keys and titles to choose from. What `promotes` has no place in mail that rests on a legal duty.
    """

    name: str
    label: Text
    find: Callable[[str, str], Card | None]
    choices: Callable[[str], Sequence[tuple[str, str]]]
    promotes: bool = False


_kinds: dict[str, BlockKind] = {}


def add_kind(kind: BlockKind) -> BlockKind:
    """Register a kind. Raises `ValueError` for a second one of the same name."""
    if kind.name in _kinds:
        raise ValueError(f"{kind.name!r} is registered twice")
    _kinds[kind.name] = kind
    return kind


def kinds() -> tuple[BlockKind, ...]:
    """Return all kinds."""
    return tuple(_kinds.values())


def find_kind(name: str) -> BlockKind | None:
    """Return the kind of this name."""
    return _kinds.get(name)


def _page_kind(
    name: str, label: Text, model: type[Page], endpoint: str, link: Text, *, promotes: bool = False
) -> BlockKind:
    def find(key: str, language: str) -> Card | None:
        page = queries.find_by_key(model, key)
        if page is None:
            return None
        url = external_url(endpoint, language=language, slug=page.text("slug", language))
        return Card(page.text("title", language), page.text("summary", language), url, link.in_language(language))

    return BlockKind(name, label, find, lambda language: queries.keys_and_titles(model, language), promotes)


ARTICLE = add_kind(
    _page_kind(
        "article",
        Text("artikel", "article"),
        Article,
        "public.article",
        Text("Lees het artikel", "Lire l’article"),
    )
)
SERVICE = add_kind(
    _page_kind(
        "service",
        Text("dienst", "service"),
        Service,
        "public.service",
        Text("Meer over deze dienst", "En savoir plus sur ce service"),
        promotes=True,
    )
)
