"""A training: one row that holds both languages, so that neither can be forgotten."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.core.database import Base, words_of
from cesi_site.enrolment.models.lists import CancellationPolicy, InBothLanguages, Recognition, Theme
from cesi_site.enrolment.words import Format, Organiser

# What a public training says in both languages, and what it may say, then in both.
TEXTS = ("slug", "title", "summary", "objectives", "programme", "audience", "prerequisites", "method")
OPTIONAL_TEXTS = ("legal_basis",)
DEMO = "DEMO-"
CENT = Decimal("0.01")


def _complete() -> str:
    """SQL for "not public, or written in both languages"."""
    written = [f"{name}_{language} <> ''" for name in TEXTS for language in ("nl", "fr")]
    paired = [f"({name}_nl <> '') = ({name}_fr <> '')" for name in OPTIONAL_TEXTS]
    return f"published_at IS NULL OR ({' AND '.join(written + paired)})"


class Training(InBothLanguages):
    """A training of the catalogue, public from `published_at` on.

    code            stable name, such as "EHB-01"; the slugs are the page's last address segment in each language
    objectives …    the texts; objectives, programme and legal basis are Markdown
    duration_days   a half day is 0.5; `duration_hours` are hours of lessons
    price           for one participant, without VAT, in euro; None where it is made on request
    member_price    the same for a worker of a member; None where it is no other
    vat_rate        in percent
    refresher_months, certificate_valid_months
                    after how many months it is repeated, and its certificate ends; None where it does not
    refresher_id    the training by which its certificate is kept alive
    """

    __tablename__ = "training"
    __table_args__ = (
        CheckConstraint(_complete(), name="public_in_both_languages"),
        CheckConstraint("price >= 0 AND member_price >= 0 AND vat_rate >= 0", name="prices"),
        CheckConstraint("duration_days > 0 AND duration_hours > 0", name="duration"),
        Index("ix_training_published_at_id", "published_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    organiser: Mapped[Organiser] = mapped_column(words_of(Organiser))
    theme_id: Mapped[int] = mapped_column(ForeignKey("training_theme.id"), index=True)
    format: Mapped[Format] = mapped_column(words_of(Format))
    slug_nl: Mapped[str] = mapped_column(String(100), unique=True)
    slug_fr: Mapped[str] = mapped_column(String(100), unique=True)
    title_nl: Mapped[str] = mapped_column(String(160))
    title_fr: Mapped[str] = mapped_column(String(160))
    summary_nl: Mapped[str] = mapped_column(String(400))
    summary_fr: Mapped[str] = mapped_column(String(400))
    objectives_nl: Mapped[str] = mapped_column(Text)
    objectives_fr: Mapped[str] = mapped_column(Text)
    programme_nl: Mapped[str] = mapped_column(Text)
    programme_fr: Mapped[str] = mapped_column(Text)
    audience_nl: Mapped[str] = mapped_column(String(400))
    audience_fr: Mapped[str] = mapped_column(String(400))
    prerequisites_nl: Mapped[str] = mapped_column(String(400))
    prerequisites_fr: Mapped[str] = mapped_column(String(400))
    method_nl: Mapped[str] = mapped_column(String(400))
    method_fr: Mapped[str] = mapped_column(String(400))
    legal_basis_nl: Mapped[str] = mapped_column(Text, default="")
    legal_basis_fr: Mapped[str] = mapped_column(Text, default="")
    duration_days: Mapped[Decimal]
    duration_hours: Mapped[Decimal]
    price: Mapped[Decimal | None]
    member_price: Mapped[Decimal | None]
    vat_rate: Mapped[Decimal]
    refresher_months: Mapped[int | None]
    certificate_valid_months: Mapped[int | None]
    refresher_id: Mapped[int | None] = mapped_column(ForeignKey("training.id", ondelete="SET NULL"), index=True)
    policy_id: Mapped[int | None] = mapped_column(ForeignKey("cancellation_policy.id"))
    published_at: Mapped[dt.datetime | None]
    updated_at: Mapped[dt.datetime]

    theme: Mapped[Theme] = relationship(lazy="joined")
    policy: Mapped[CancellationPolicy | None] = relationship()
    refresher: Mapped[Training | None] = relationship(remote_side="Training.id")
    recognitions: Mapped[list[Recognition]] = relationship(
        secondary="training_recognised", order_by="Recognition.id", lazy="selectin"
    )

    @property
    def is_demo(self) -> bool:
        """Whether it is invented, to show the site with."""
        return self.code.startswith(DEMO)

    def with_vat(self, price: Decimal) -> Decimal:
        """Return a price of this training with VAT, in whole cents."""
        return (price * (100 + self.vat_rate) / 100).quantize(CENT, ROUND_HALF_UP)


class TrainingRecognition(Base):
    """Which recognitions a training has."""

    __tablename__ = "training_recognised"
    __page_stamp__ = "catalogue"

    training_id: Mapped[int] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"), primary_key=True)
    recognition_id: Mapped[int] = mapped_column(
        ForeignKey("training_recognition.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class TrainingWord(Base):
    """The index of the search: a stem that stands in a training's texts, and how much that says (a title much).

    The key is in the order in which a search reads: the best trainings for a word lie side by side.
    """

    __tablename__ = "training_word"
    __table_args__ = ({"sqlite_with_rowid": False},)

    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    word: Mapped[str] = mapped_column(String(40), primary_key=True)
    weight: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    training_id: Mapped[int] = mapped_column(
        ForeignKey("training.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
