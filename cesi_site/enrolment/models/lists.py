"""What trainings are made of and share: themes, recognitions, places, and what cancelling costs."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.core.database import Base
from cesi_site.core.languages import current_language

STAMP = "catalogue"


class InBothLanguages(Base):
    """A row whose texts stand in columns `name_nl` and `name_fr`."""

    __abstract__ = True
    __page_stamp__: ClassVar[str] = STAMP

    def text(self, name: str, language: str | None = None) -> str:
        """Return one of the row's texts, such as "name", in `language` (default: the one in use)."""
        return str(getattr(self, f"{name}_{language or current_language()}"))


class Theme(InBothLanguages):
    """A field of knowledge that trainings belong to. The slug is its word in addresses, `icon` its drawing."""

    __tablename__ = "training_theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    slug_nl: Mapped[str] = mapped_column(String(60), unique=True)
    slug_fr: Mapped[str] = mapped_column(String(60), unique=True)
    name_nl: Mapped[str] = mapped_column(String(120))
    name_fr: Mapped[str] = mapped_column(String(120))
    icon: Mapped[str] = mapped_column(String(40), default="training")


class Recognition(InBothLanguages):
    """A subsidy or recognition that a training gives a right to. Amounts change: it is a text and a link."""

    __tablename__ = "training_recognition"

    id: Mapped[int] = mapped_column(primary_key=True)
    name_nl: Mapped[str] = mapped_column(String(120))
    name_fr: Mapped[str] = mapped_column(String(120))
    text_nl: Mapped[str] = mapped_column(Text)
    text_fr: Mapped[str] = mapped_column(Text)
    url_nl: Mapped[str] = mapped_column(String(300), default="")
    url_fr: Mapped[str] = mapped_column(String(300), default="")


class Venue(InBothLanguages):
    """A place where sessions are given. A town has its name in both languages, and so has a street in Brussels."""

    __tablename__ = "training_venue"

    id: Mapped[int] = mapped_column(primary_key=True)
    name_nl: Mapped[str] = mapped_column(String(120))
    name_fr: Mapped[str] = mapped_column(String(120))
    street_nl: Mapped[str] = mapped_column(String(160))
    street_fr: Mapped[str] = mapped_column(String(160))
    postcode: Mapped[str] = mapped_column(String(12))
    town_nl: Mapped[str] = mapped_column(String(80))
    town_fr: Mapped[str] = mapped_column(String(80))
    access_nl: Mapped[str] = mapped_column(Text, default="")
    access_fr: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)

    def address(self, language: str | None = None) -> str:
        """Return the place on one line, as a letter would have it."""
        street, town = self.text("street", language), self.text("town", language)
        return f"{self.text('name', language)}, {street}, {self.postcode} {town}"


class CancellationPolicy(InBothLanguages):
    """What cancelling costs, in steps. A replacement by a colleague is always free."""

    __tablename__ = "cancellation_policy"

    id: Mapped[int] = mapped_column(primary_key=True)
    name_nl: Mapped[str] = mapped_column(String(120))
    name_fr: Mapped[str] = mapped_column(String(120))
    steps: Mapped[list[CancellationStep]] = relationship(
        order_by="CancellationStep.days_before.desc()", cascade="all, delete-orphan", lazy="selectin"
    )


class CancellationStep(Base):
    """What cancelling costs from `days_before` days before the first day: a share of the price, or an amount.

    The step that counts is the one with the most days that are still left.
    """

    __tablename__ = "cancellation_step"
    __table_args__ = (
        UniqueConstraint("policy_id", "days_before"),
        CheckConstraint("days_before >= 0", name="days_before"),
        CheckConstraint("(percent IS NULL) <> (fee IS NULL)", name="share_or_amount"),
    )
    __page_stamp__: ClassVar[str] = STAMP

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("cancellation_policy.id", ondelete="CASCADE"))
    days_before: Mapped[int]
    percent: Mapped[Decimal | None]
    fee: Mapped[Decimal | None]
