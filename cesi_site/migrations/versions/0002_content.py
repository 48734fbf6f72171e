"""The content: services and news."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TEXTS = ("slug", "title", "summary", "body")


def _complete(*names: str) -> str:
    """SQL for "not public, or written in both languages"."""
    columns = [f"{name}_{language} <> ''" for name in names for language in ("nl", "fr")]
    return f"published_at IS NULL OR ({' AND '.join(columns)})"


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table(
        "service",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("icon", sa.String(length=40), nullable=False),
        sa.Column("audience_nl", sa.String(length=200), nullable=False),
        sa.Column("audience_fr", sa.String(length=200), nullable=False),
        sa.Column("form_nl", sa.String(length=200), nullable=False),
        sa.Column("form_fr", sa.String(length=200), nullable=False),
        sa.Column("price_nl", sa.String(length=200), nullable=False),
        sa.Column("price_fr", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("scene", sa.String(length=40), nullable=False),
        sa.Column("slug_nl", sa.String(length=80), nullable=False),
        sa.Column("slug_fr", sa.String(length=80), nullable=False),
        sa.Column("title_nl", sa.String(length=160), nullable=False),
        sa.Column("title_fr", sa.String(length=160), nullable=False),
        sa.Column("summary_nl", sa.String(length=400), nullable=False),
        sa.Column("summary_fr", sa.String(length=400), nullable=False),
        sa.Column("body_nl", sa.Text(), nullable=False),
        sa.Column("body_fr", sa.Text(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            _complete(*TEXTS, "audience", "form", "price"),
            name=op.f("ck_service_public_in_both_languages"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("key", name=op.f("uq_service_key")),
        sa.UniqueConstraint("slug_fr", name=op.f("uq_service_slug_fr")),
        sa.UniqueConstraint("slug_nl", name=op.f("uq_service_slug_nl")),
    )
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("scene", sa.String(length=40), nullable=False),
        sa.Column("slug_nl", sa.String(length=80), nullable=False),
        sa.Column("slug_fr", sa.String(length=80), nullable=False),
        sa.Column("title_nl", sa.String(length=160), nullable=False),
        sa.Column("title_fr", sa.String(length=160), nullable=False),
        sa.Column("summary_nl", sa.String(length=400), nullable=False),
        sa.Column("summary_fr", sa.String(length=400), nullable=False),
        sa.Column("body_nl", sa.Text(), nullable=False),
        sa.Column("body_fr", sa.Text(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            _complete(*TEXTS),
            name=op.f("ck_article_public_in_both_languages"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("key", name=op.f("uq_article_key")),
        sa.UniqueConstraint("slug_fr", name=op.f("uq_article_slug_fr")),
        sa.UniqueConstraint("slug_nl", name=op.f("uq_article_slug_nl")),
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("article")
    op.drop_table("service")
