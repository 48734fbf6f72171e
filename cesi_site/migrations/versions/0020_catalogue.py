"""The catalogue: trainings with what they share, their sessions, and the index of the search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
AMOUNT = sa.Numeric(precision=12, scale=2)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = ("slug", "title", "summary", "objectives", "programme", "audience", "prerequisites", "method")


def upgrade() -> None:
    """Go to this version of the schema."""
    _create_cancellation_policy()
    _create_training_recognition()
    _create_training_theme()
    _create_training_venue()
    _create_cancellation_step()
    _create_training()
    _create_training_recognised()
    _create_training_session()
    _create_training_word()
    _create_training_session_part()
    _create_training_session_trainer()


def downgrade() -> None:
    """Go back to the version before."""
    for table in (
        "training_session_trainer",
        "training_session_part",
        "training_word",
        "training_session",
        "training_recognised",
        "training",
        "cancellation_step",
        "training_venue",
        "training_theme",
        "training_recognition",
        "cancellation_policy",
    ):
        op.drop_table(table)


def _complete() -> str:
    """SQL for "not public, or written in both languages"."""
    written = [f"{name}_{language} <> ''" for name in TEXTS for language in ("nl", "fr")]
    return f"published_at IS NULL OR ({' AND '.join(written)} AND (legal_basis_nl <> '') = (legal_basis_fr <> ''))"


def _create_cancellation_policy() -> None:
    op.create_table(
        "cancellation_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_nl", sa.String(length=120), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cancellation_policy")),
    )


def _create_training_recognition() -> None:
    op.create_table(
        "training_recognition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_nl", sa.String(length=120), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.Column("text_nl", sa.Text(), nullable=False),
        sa.Column("text_fr", sa.Text(), nullable=False),
        sa.Column("url_nl", sa.String(length=300), nullable=False),
        sa.Column("url_fr", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_recognition")),
    )


def _create_training_theme() -> None:
    op.create_table(
        "training_theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("slug_nl", sa.String(length=60), nullable=False),
        sa.Column("slug_fr", sa.String(length=60), nullable=False),
        sa.Column("name_nl", sa.String(length=120), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.Column("icon", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_theme")),
        sa.UniqueConstraint("slug_fr", name=op.f("uq_training_theme_slug_fr")),
        sa.UniqueConstraint("slug_nl", name=op.f("uq_training_theme_slug_nl")),
    )


def _create_training_venue() -> None:
    op.create_table(
        "training_venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_nl", sa.String(length=120), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.Column("street_nl", sa.String(length=160), nullable=False),
        sa.Column("street_fr", sa.String(length=160), nullable=False),
        sa.Column("postcode", sa.String(length=12), nullable=False),
        sa.Column("town_nl", sa.String(length=80), nullable=False),
        sa.Column("town_fr", sa.String(length=80), nullable=False),
        sa.Column("access_nl", sa.Text(), nullable=False),
        sa.Column("access_fr", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_venue")),
    )


def _create_cancellation_step() -> None:
    op.create_table(
        "cancellation_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("percent", AMOUNT, nullable=True),
        sa.Column("fee", AMOUNT, nullable=True),
        sa.CheckConstraint("(percent IS NULL) <> (fee IS NULL)", name=op.f("ck_cancellation_step_share_or_amount")),
        sa.CheckConstraint("days_before >= 0", name=op.f("ck_cancellation_step_days_before")),
        sa.ForeignKeyConstraint(
            ["policy_id"],
            ["cancellation_policy.id"],
            name=op.f("fk_cancellation_step_policy_id_cancellation_policy"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cancellation_step")),
        sa.UniqueConstraint("policy_id", "days_before", name=op.f("uq_cancellation_step_policy_id_days_before")),
    )


def _create_training() -> None:
    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column(
            "organiser",
            sa.Enum("cesi", "onemanagement", name="organiser", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column(
            "format",
            sa.Enum("classroom", "online", "blended", "in_company", name="format", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("slug_nl", sa.String(length=100), nullable=False),
        sa.Column("slug_fr", sa.String(length=100), nullable=False),
        sa.Column("title_nl", sa.String(length=160), nullable=False),
        sa.Column("title_fr", sa.String(length=160), nullable=False),
        sa.Column("summary_nl", sa.String(length=400), nullable=False),
        sa.Column("summary_fr", sa.String(length=400), nullable=False),
        sa.Column("objectives_nl", sa.Text(), nullable=False),
        sa.Column("objectives_fr", sa.Text(), nullable=False),
        sa.Column("programme_nl", sa.Text(), nullable=False),
        sa.Column("programme_fr", sa.Text(), nullable=False),
        sa.Column("audience_nl", sa.String(length=400), nullable=False),
        sa.Column("audience_fr", sa.String(length=400), nullable=False),
        sa.Column("prerequisites_nl", sa.String(length=400), nullable=False),
        sa.Column("prerequisites_fr", sa.String(length=400), nullable=False),
        sa.Column("method_nl", sa.String(length=400), nullable=False),
        sa.Column("method_fr", sa.String(length=400), nullable=False),
        sa.Column("legal_basis_nl", sa.Text(), nullable=False),
        sa.Column("legal_basis_fr", sa.Text(), nullable=False),
        sa.Column("duration_days", AMOUNT, nullable=False),
        sa.Column("duration_hours", AMOUNT, nullable=False),
        sa.Column("price", AMOUNT, nullable=True),
        sa.Column("member_price", AMOUNT, nullable=True),
        sa.Column("vat_rate", AMOUNT, nullable=False),
        sa.Column("refresher_months", sa.Integer(), nullable=True),
        sa.Column("certificate_valid_months", sa.Integer(), nullable=True),
        sa.Column("refresher_id", sa.Integer(), nullable=True),
        sa.Column("policy_id", sa.Integer(), nullable=True),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint(_complete(), name=op.f("ck_training_public_in_both_languages")),
        sa.CheckConstraint("duration_days > 0 AND duration_hours > 0", name=op.f("ck_training_duration")),
        sa.CheckConstraint("price >= 0 AND member_price >= 0 AND vat_rate >= 0", name=op.f("ck_training_prices")),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["cancellation_policy.id"], name=op.f("fk_training_policy_id_cancellation_policy")
        ),
        sa.ForeignKeyConstraint(
            ["refresher_id"], ["training.id"], name=op.f("fk_training_refresher_id_training"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["training_theme.id"], name=op.f("fk_training_theme_id_training_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
        sa.UniqueConstraint("code", name=op.f("uq_training_code")),
        sa.UniqueConstraint("slug_fr", name=op.f("uq_training_slug_fr")),
        sa.UniqueConstraint("slug_nl", name=op.f("uq_training_slug_nl")),
    )
    op.create_index("ix_training_published_at_id", "training", ["published_at", "id"])
    op.create_index("ix_training_refresher_id", "training", ["refresher_id"])
    op.create_index("ix_training_theme_id", "training", ["theme_id"])


def _create_training_recognised() -> None:
    op.create_table(
        "training_recognised",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("recognition_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recognition_id"],
            ["training_recognition.id"],
            name=op.f("fk_training_recognised_recognition_id_training_recognition"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["training.id"],
            name=op.f("fk_training_recognised_training_id_training"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("training_id", "recognition_id", name=op.f("pk_training_recognised")),
    )
    op.create_index("ix_training_recognised_recognition_id", "training_recognised", ["recognition_id"])


def _create_training_session() -> None:
    op.create_table(
        "training_session",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "full",
                "confirmed",
                "cancelled",
                "held",
                name="sessionstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.CheckConstraint("language IN ('nl', 'fr', 'en')", name=op.f("ck_training_session_language")),
        sa.CheckConstraint(
            "minimum >= 0 AND maximum >= 1 AND minimum <= maximum", name=op.f("ck_training_session_places")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_training_session_starts_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name=op.f("fk_training_session_training_id_training")
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["training_venue.id"], name=op.f("fk_training_session_venue_id_training_venue")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_training_session_state_starts_at", "training_session", ["state", "starts_at"])
    op.create_index("ix_training_session_training_id_starts_at", "training_session", ["training_id", "starts_at"])
    op.create_index("ix_training_session_venue_id", "training_session", ["venue_id"])


def _create_training_word() -> None:
    op.create_table(
        "training_word",
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("weight", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("training_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name=op.f("fk_training_word_training_id_training"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("language", "word", "weight", "training_id", name=op.f("pk_training_word")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_training_word_training_id", "training_word", ["training_id"])


def _create_training_session_part() -> None:
    op.create_table(
        "training_session_part",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("session_id", BIG_KEY, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_training_session_part_starts_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_training_session_part_session_id_training_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session_part")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_training_session_part_session_id", "training_session_part", ["session_id"])
    op.create_index("ix_training_session_part_starts_at", "training_session_part", ["starts_at"])


def _create_training_session_trainer() -> None:
    op.create_table(
        "training_session_trainer",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("session_id", BIG_KEY, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_training_session_trainer_session_id_training_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session_trainer")),
    )
    op.create_index("ix_training_session_trainer_session_id", "training_session_trainer", ["session_id"])
