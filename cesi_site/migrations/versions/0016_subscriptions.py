"""The readers of the newsletter, and those who have not confirmed yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RUNNING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Go to this version of the schema."""
    _create_subscriptions()
    _create_signups()


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("newsletter_signup")
    op.drop_table("newsletter_subscription")


def _create_subscriptions() -> None:
    op.create_table(
        "newsletter_subscription",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("address_id", BIG_KEY, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("origin_page", sa.String(200), nullable=True),
        sa.Column("text_version", sa.String(40), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("end_reason", sa.String(20), nullable=True),
        sa.Column("renewal_asked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["choice_address.id"],
            name=op.f("fk_newsletter_subscription_address_id_choice_address"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_subscription")),
        sa.UniqueConstraint("address_id", name=op.f("uq_newsletter_subscription_address_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_newsletter_subscription_running",
        "newsletter_subscription",
        ["language", "id"],
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )


def _create_signups() -> None:
    op.create_table(
        "newsletter_signup",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("submission", sa.String(40), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("origin_page", sa.String(200), nullable=True),
        sa.Column("text_version", sa.String(40), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("changes_subscription_id", BIG_KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["changes_subscription_id"],
            ["newsletter_subscription.id"],
            name="fk_newsletter_signup_changes",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_signup")),
        sa.UniqueConstraint("submission", name=op.f("uq_newsletter_signup_submission")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_newsletter_signup_email", "newsletter_signup", ["email"])
    op.create_index("ix_newsletter_signup_asked_at", "newsletter_signup", ["asked_at"])
    op.create_index("ix_newsletter_signup_changes_subscription_id", "newsletter_signup", ["changes_subscription_id"])
