"""The archive: the newsletters that went out, for everybody to read. Nothing in it is about a reader."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Select, select

from cesi_site.core.database import db
from cesi_site.core.kept import while_unchanged
from cesi_site.core.languages import LANGUAGES
from cesi_site.newsletter.models import MailingText

EDITIONS_SHOWN = 60


@dataclass(frozen=True)
class Edition:
    """A newsletter as a list shows it, in one language."""

    slug: str
    subject: str
    summary: str
    published_at: dt.datetime


@dataclass(frozen=True)
class Issue:
    """A newsletter as its page shows it. `slugs` has its address in each language."""

    text: MailingText
    slugs: dict[str, str]


@while_unchanged("mailings")
def editions(language: str, *, limit: int = EDITIONS_SHOWN) -> tuple[Edition, ...]:
    """Return the newsletters that went out in a language, the newest first."""
    query = _published(language).order_by(MailingText.published_at.desc(), MailingText.id.desc()).limit(limit)
    return tuple(_edition(text) for text in db.session.scalars(query))


def texts(language: str, *, limit: int) -> list[MailingText]:
    """Return the newest newsletters whole, for a feed."""
    query = _published(language).order_by(MailingText.published_at.desc(), MailingText.id.desc())
    return [*db.session.scalars(query.limit(limit))]


def find_issue(slug: str, language: str) -> Issue | None:
    """Return the newsletter at an address of the archive, or None."""
    text = db.session.scalars(_published(language).where(MailingText.slug == slug)).first()
    if text is None:
        return None
    both = select(MailingText.language, MailingText.slug).where(MailingText.mailing_id == text.mailing_id)
    slugs = {row.language: row.slug for row in db.session.execute(both)}
    return Issue(text, {language: slugs[language] for language in LANGUAGES})


def _published(language: str) -> Select[MailingText]:
    return select(MailingText).where(MailingText.language == language, MailingText.published_at.is_not(None))


def _edition(text: MailingText) -> Edition:
    assert text.slug is not None
    assert text.published_at is not None
    return Edition(text.slug, text.subject, text.summary, text.published_at)
