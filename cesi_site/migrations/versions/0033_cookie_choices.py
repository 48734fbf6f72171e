"""Choices about cookies, and the cookies that the gate did not let out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table(
        "cookie_choice",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("granted", sa.String(200), nullable=False),
        sa.Column("refused", sa.String(200), nullable=False),
        sa.Column("version", sa.String(8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("site", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cookie_choice")),
    )
    op.create_index("ix_cookie_choice_at", "cookie_choice", ["at"])
    op.create_index("ix_cookie_choice_number_at", "cookie_choice", ["number", "at"])
    op.create_table(
        "dropped_cookie",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dropped_cookie")),
        sa.UniqueConstraint("day", "name", "reason", name=op.f("uq_dropped_cookie_day_name_reason")),
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("dropped_cookie")
    op.drop_table("cookie_choice")
