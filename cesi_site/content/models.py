"""The tables of the content: a page is one row that holds both languages, so that neither can be forgotten."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core.database import Base

# The texts that stand on a public page, by the name they have without their language.
TEXTS = ("slug", "title", "summary", "body")
SERVICE_TEXTS = (*TEXTS, "audience", "form", "price")


def _complete(names: tuple[str, ...]) -> str:
    """SQL for "not public, or written in both languages"."""
    columns = [f"{name}_{language} <> ''" for name in names for language in ("nl", "fr")]
    return f"published_at IS NULL OR ({' AND '.join(columns)})"


class Page(Base):
    """What every written page has. It is public from `published_at` on; without it, only staff see it.

    `key` never changes; the slugs are the page's last address segment in each language. `scene` names the
    drawing shown with the page.
    """

    __abstract__ = True
    __page_stamp__: ClassVar[str] = "content"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    scene: Mapped[str] = mapped_column(String(40))
    slug_nl: Mapped[str] = mapped_column(String(80), unique=True)
    slug_fr: Mapped[str] = mapped_column(String(80), unique=True)
    title_nl: Mapped[str] = mapped_column(String(160))
    title_fr: Mapped[str] = mapped_column(String(160))
    summary_nl: Mapped[str] = mapped_column(String(400))
    summary_fr: Mapped[str] = mapped_column(String(400))
    body_nl: Mapped[str] = mapped_column(Text)
    body_fr: Mapped[str] = mapped_column(Text)
    published_at: Mapped[dt.datetime | None]
    updated_at: Mapped[dt.datetime]

    def text(self, name: str, language: str) -> str:
        """Return one of the page's texts, such as "title", in `language`."""
        return str(getattr(self, f"{name}_{language}"))


class Service(Page):
    """A service that CESI offers. `topic` is the contact topic its questions go to, `icon` its drawing in lists.

    `audience`, `form` and `price` are short facts: for whom, in what form and how long, at what price.
    """

    __tablename__ = "service"
    __table_args__ = (CheckConstraint(_complete(SERVICE_TEXTS), name="public_in_both_languages"),)

    position: Mapped[int]
    topic: Mapped[str] = mapped_column(String(40))
    icon: Mapped[str] = mapped_column(String(40))
    audience_nl: Mapped[str] = mapped_column(String(200))
    audience_fr: Mapped[str] = mapped_column(String(200))
    form_nl: Mapped[str] = mapped_column(String(200))
    form_fr: Mapped[str] = mapped_column(String(200))
    price_nl: Mapped[str] = mapped_column(String(200))
    price_fr: Mapped[str] = mapped_column(String(200))


class Article(Page):
    """A news article; the newest stands first."""

    __tablename__ = "article"
    __table_args__ = (CheckConstraint(_complete(TEXTS), name="public_in_both_languages"),)
