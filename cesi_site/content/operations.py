"""Writes of the content: a page goes public in both languages at once, or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from cesi_site.audit.operations import record
from cesi_site.content.models import SERVICE_TEXTS, TEXTS, Page, Service
from cesi_site.content.starter import StarterPage, read_starter_pages
from cesi_site.core.clock import now
from cesi_site.core.database import Base, transaction
from cesi_site.core.languages import LANGUAGES


class TranslationMissing(Exception):
    """A page cannot go public: `missing` names the texts that do not exist in both languages."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("not written yet: " + ", ".join(missing))
        self.missing = tuple(missing)


def publish(page: Page, *, actor: Base | str | None = None, at: dt.datetime | None = None) -> Page:
    """Make a page public, under the date `at` (default: now).

    Raises `TranslationMissing` unless every text stands in Dutch and in French.
    """
    _check_translations(page)
    with transaction():
        page.published_at = at or now()
        record(f"content:{page.__tablename__}:published", subject=page, actor=actor)
    return page


def withdraw(page: Page, *, actor: Base | str | None = None) -> Page:
    """Take a page off the site; its address then answers as if it did not exist."""
    with transaction():
        page.published_at = None
        record(f"content:{page.__tablename__}:withdrawn", subject=page, actor=actor)
    return page


def load_starter_content() -> int:
    """Add and publish the pages the site starts with; what is there already stays as staff left it.

    Returns how many pages were added.
    """
    with transaction() as session:
        pages = [_make(starter) for starter in _missing_starter_pages()]
        session.add_all(pages)
        if pages:
            record("content:starter:loaded", details={"pages": len(pages)})
    return len(pages)


def _check_translations(page: Page) -> None:
    names = SERVICE_TEXTS if isinstance(page, Service) else TEXTS
    missing = [f"{name}_{lang}" for name in names for lang in LANGUAGES if not page.text(name, lang).strip()]
    if missing:
        raise TranslationMissing(missing)


def _missing_starter_pages() -> list[StarterPage]:
    starters = list(read_starter_pages())
    with transaction() as session:
        known = {(model, key) for model in {s.model for s in starters} for key in session.scalars(select(model.key))}
    return [starter for starter in starters if (starter.model, starter.key) not in known]


def _make(starter: StarterPage) -> Page:
    page = starter.model(**starter.columns, updated_at=starter.written_at, published_at=starter.written_at)
    _check_translations(page)
    return page
