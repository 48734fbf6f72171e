"""The tables of visits.

`PageCount` and `VisitFigure` are figures that concern nobody. `Visit` and `ViewedPage` exist with consent alone, under
a code that is made from the visitor's cookie; `Interest` too, under a code of another cookie.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core.database import Base, BigKey, words_of

PAGE_LENGTH = 200
CODE_LENGTH = 64
WORD_LENGTH = 100


class PageCount(Base):
    """How often a page was read on a day, in one language, by all together."""

    __tablename__ = "page_count"
    __table_args__ = (UniqueConstraint("day", "site", "page"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date)
    site: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    page: Mapped[str] = mapped_column(String(PAGE_LENGTH))
    views: Mapped[int]


class Visit(Base):
    """A visit of a browser whose user said yes: pages read with less than half an hour between two.

    `visitor` is a hash of the number in the cookie. The address was looked up and cut: `network` is what is left of it.
    """

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_visitor_last_at", "visitor", "last_at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    visitor: Mapped[str] = mapped_column(String(CODE_LENGTH))
    began_at: Mapped[dt.datetime] = mapped_column(index=True)
    last_at: Mapped[dt.datetime]
    pages: Mapped[int]
    came_back: Mapped[bool]
    site: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    browser: Mapped[str | None] = mapped_column(String(40))
    system: Mapped[str | None] = mapped_column(String(40))
    network: Mapped[str | None] = mapped_column(String(45))
    country: Mapped[str | None] = mapped_column(String(2))
    region: Mapped[str | None] = mapped_column(String(WORD_LENGTH))
    referrer: Mapped[str | None] = mapped_column(String(WORD_LENGTH))


class ViewedPage(Base):
    """A page of a visit, and when it was read."""

    __tablename__ = "visit_page"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime]
    page: Mapped[str] = mapped_column(String(PAGE_LENGTH))


class Subject(StrEnum):
    """What somebody can be interested in."""

    TRAINING = "training"
    SERVICE = "service"


class Interest(Base):
    """How often a browser whose user said yes read about a training or a service; `slug` is its word in the address.

    `reader` is a hash of the number in the cookie; `account_id` is known once that browser signed in to MyCESI.
    """

    __tablename__ = "interest"
    __table_args__ = (UniqueConstraint("reader", "subject", "slug"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    reader: Mapped[str] = mapped_column(String(CODE_LENGTH))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    subject: Mapped[Subject] = mapped_column(words_of(Subject))
    slug: Mapped[str] = mapped_column(String(WORD_LENGTH))
    language: Mapped[str] = mapped_column(String(2))
    views: Mapped[int]
    last_at: Mapped[dt.datetime] = mapped_column(index=True)


class Part(StrEnum):
    """By what the visits of a day are divided; `ALL` is not divided."""

    ALL = "all"
    COUNTRY = "country"
    REGION = "region"
    BROWSER = "browser"
    SYSTEM = "system"
    REFERRER = "referrer"


class VisitFigure(Base):
    """The visits of a day, together or by one of their properties. They stay when the visits themselves are gone."""

    __tablename__ = "visit_figure"
    __table_args__ = (UniqueConstraint("day", "site", "part", "word"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date)
    site: Mapped[str] = mapped_column(String(20))
    part: Mapped[Part] = mapped_column(words_of(Part))
    word: Mapped[str] = mapped_column(String(WORD_LENGTH))
    visits: Mapped[int]
    came_back: Mapped[int]
    pages: Mapped[int]
    seconds: Mapped[int]
