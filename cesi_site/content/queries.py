"""Reads of the content. What is not public is never found here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from cesi_site.content.models import Article, Page, Service
from cesi_site.core.database import db
from cesi_site.core.kept import while_unchanged

AnyPage = TypeVar("AnyPage", bound=Page)


@dataclass(frozen=True)
class Card:
    """A page as a list shows it, in one language."""

    slug: str
    title: str
    summary: str
    published_at: dt.datetime


@dataclass(frozen=True)
class ServiceCard(Card):
    """A service as a list shows it, in one language."""

    key: str
    icon: str


@dataclass(frozen=True)
class PageAddress:
    """What the site map needs of a page."""

    slug_nl: str
    slug_fr: str
    updated_at: dt.datetime


@while_unchanged("content")
def services(language: str) -> tuple[ServiceCard, ...]:
    """Return the public services in their order."""
    statement = select(*_card_columns(Service, language), Service.key, Service.icon).where(_is_public(Service))
    found = db.session.execute(statement.order_by(Service.position, Service.id))
    return tuple(ServiceCard(**row) for row in found.mappings())


@while_unchanged("content")
def articles(language: str, *, limit: int | None = None, without: int | None = None) -> tuple[Card, ...]:
    """Return the public articles, the newest first: at most `limit` of them, and not the one whose id is `without`."""
    statement = select(*_card_columns(Article, language)).where(_is_public(Article))
    if without is not None:
        statement = statement.where(Article.id != without)
    found = db.session.execute(statement.order_by(Article.published_at.desc(), Article.id.desc()).limit(limit))
    return tuple(Card(**row) for row in found.mappings())


def find_service(slug: str, language: str) -> Service | None:
    """Return the public service with this slug in `language`, or None."""
    return _find(Service, slug, language)


def find_article(slug: str, language: str) -> Article | None:
    """Return the public article with this slug in `language`, or None."""
    return _find(Article, slug, language)


def find_by_key(model: type[AnyPage], key: str) -> AnyPage | None:
    """Return the public page with this key, or None."""
    return db.session.scalars(select(model).where(_is_public(model), model.key == key)).first()


def keys_and_titles(model: type[Page], language: str) -> list[tuple[str, str]]:
    """Return the key and title of each public page of a kind, the newest first."""
    statement = select(model.key, _column(model, "title", language)).where(_is_public(model))
    return [(key, title) for key, title in db.session.execute(statement.order_by(model.published_at.desc(), model.id))]


def addresses(model: type[Page]) -> list[PageAddress]:
    """Return where all public pages of a kind stand, in both languages."""
    statement = select(model.slug_nl, model.slug_fr, model.updated_at).where(_is_public(model)).order_by(model.id)
    return [PageAddress(**row) for row in db.session.execute(statement).mappings()]


def _find(model: type[AnyPage], slug: str, language: str) -> AnyPage | None:
    return db.session.scalars(select(model).where(_is_public(model), _column(model, "slug", language) == slug)).first()


def _is_public(model: type[Page]) -> ColumnElement[bool]:
    return model.published_at.is_not(None)


def _column(model: type[Page], name: str, language: str) -> InstrumentedAttribute[str]:
    column: InstrumentedAttribute[str] = getattr(model, f"{name}_{language}")
    return column


def _card_columns(model: type[Page], language: str) -> list[ColumnElement[Any]]:
    texts = [_column(model, name, language).label(name) for name in ("slug", "title", "summary")]
    return [*texts, model.published_at.label("published_at")]
