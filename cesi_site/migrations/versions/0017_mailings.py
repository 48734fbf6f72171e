"""Mailings in both languages, and who gets them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go to this version of the schema."""
    _create_mailings()
    _create_texts()
    _create_recipients()


def downgrade() -> None:
    """Go back to the version before."""
    for name in ("newsletter_recipient", "newsletter_mailing_text", "newsletter_mailing"):
        op.drop_table(name)


def _create_mailings() -> None:
    op.create_table(
        "newsletter_mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by_id", BIG_KEY, nullable=True),
        sa.Column("edited_at", INSTANT, nullable=False),
        sa.Column("edited_by_id", BIG_KEY, nullable=True),
        sa.Column("prepared_by_id", BIG_KEY, nullable=True),
        sa.Column("scheduled_at", INSTANT, nullable=True),
        sa.Column("counted_at", INSTANT, nullable=True),
        sa.Column("listed", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("approved_by_id", BIG_KEY, nullable=True),
        sa.Column("approved_at", INSTANT, nullable=True),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("trouble", sa.String(500), nullable=True),
        sa.Column("lease", sa.String(80), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        *(_person_key(column) for column in ("created_by_id", "edited_by_id", "prepared_by_id", "approved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_mailing")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_newsletter_mailing_state", "newsletter_mailing", ["state"])
    op.create_index("ix_newsletter_mailing_counted_at", "newsletter_mailing", ["counted_at"])


def _person_key(column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_newsletter_mailing_{column}_account")
    return sa.ForeignKeyConstraint([column], ["account.id"], name=name, ondelete="SET NULL")


def _create_texts() -> None:
    op.create_table(
        "newsletter_mailing_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("subject", sa.String(150), nullable=False),
        sa.Column("summary", sa.String(250), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("legal_reason", sa.String(500), nullable=False),
        sa.Column("slug", sa.String(80), nullable=True),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.CheckConstraint("language IN ('nl', 'fr')", name=op.f("ck_newsletter_mailing_text_language")),
        _mailing_key("newsletter_mailing_text"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_mailing_text")),
        sa.UniqueConstraint("language", "slug", name=op.f("uq_newsletter_mailing_text_language_slug")),
        sa.UniqueConstraint("mailing_id", "language", name=op.f("uq_newsletter_mailing_text_mailing_id_language")),
    )


def _create_recipients() -> None:
    op.create_table(
        "newsletter_recipient",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("address_id", BIG_KEY, nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(500), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        _mailing_key("newsletter_recipient"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_recipient")),
        sa.UniqueConstraint("email", "mailing_id", name=op.f("uq_newsletter_recipient_email_mailing_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_newsletter_recipient_mailing_id_state_id", "newsletter_recipient", ["mailing_id", "state", "id"]
    )


def _mailing_key(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_mailing_id_newsletter_mailing")
    return sa.ForeignKeyConstraint(["mailing_id"], ["newsletter_mailing.id"], name=name, ondelete="CASCADE")
