"""What the policy said: each edition as people read it, and who was told of a change."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey
from cesi_site.core.languages import Text as BothLanguages


class PolicyEdition(Base):
    """The policy as it stood from an instant on, in both languages; it is never changed.

    `version` is the number of a version of the texts and declarations, `revision` counts what else changed in it since:
    a company named in the settings. `fingerprint` tells editions apart by their words. `told_at` is set when people
    with an account are told of it.
    """

    __tablename__ = "policy_edition"
    __table_args__ = (UniqueConstraint("version", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    revision: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[str] = mapped_column(String(12))
    since: Mapped[dt.datetime] = mapped_column(default=clock.now)
    change_nl: Mapped[str] = mapped_column(Text)
    change_fr: Mapped[str] = mapped_column(Text)
    content_nl: Mapped[str] = mapped_column(Text)
    content_fr: Mapped[str] = mapped_column(Text)
    pdf_nl: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    pdf_fr: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    told_at: Mapped[dt.datetime | None]

    @property
    def name(self) -> str:
        """How it is called, in its address too: "2", and "2.1" once something else changed."""
        return f"{self.version}.{self.revision}" if self.revision else str(self.version)

    @property
    def change(self) -> BothLanguages:
        """What is different from the edition before it, in words."""
        return BothLanguages(self.change_nl, self.change_fr)

    def content(self, language: str) -> str:
        """Return its text in "nl" or "fr", as HTML."""
        return {"nl": self.content_nl, "fr": self.content_fr}[language]

    def pdf(self, language: str) -> bytes | None:
        """Return it on paper in "nl" or "fr"; None before the worker drew it, or where nothing can draw it."""
        return self.pdf_nl if language == "nl" else self.pdf_fr


class PolicyNotice(Base):
    """That somebody with an account is told of an edition, by mail and in MyCESI, once; `read_at`: they read it."""

    __tablename__ = "policy_notice"
    __table_args__ = (UniqueConstraint("account_id", "edition_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("policy_edition.id"), index=True)
    told_at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)
    read_at: Mapped[dt.datetime | None]
