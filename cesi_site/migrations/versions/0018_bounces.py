"""What came back, tasks about contacts whom mail does not reach, and lists brought in from elsewhere."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Go to this version of the schema."""
    _create_bounces()
    _create_tasks()
    _create_imports()


def downgrade() -> None:
    """Go back to the version before."""
    for name in ("newsletter_import", "newsletter_undeliverable", "newsletter_bounce"):
        op.drop_table(name)


def _create_bounces() -> None:
    op.create_table(
        "newsletter_bounce",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("status", sa.String(12), nullable=True),
        sa.Column("words", sa.String(1000), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("recipient_id", BIG_KEY, nullable=True),
        sa.Column("mailing_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("undone_by_id", BIG_KEY, nullable=True),
        sa.Column("undo_reason", sa.String(200), nullable=True),
        _account_key("newsletter_bounce", "undone_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_bounce")),
        sa.UniqueConstraint("key", name=op.f("uq_newsletter_bounce_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_newsletter_bounce_at", "newsletter_bounce", ["at"])
    op.create_index("ix_newsletter_bounce_email_at", "newsletter_bounce", ["email", "at"])


def _create_tasks() -> None:
    op.create_table(
        "newsletter_undeliverable",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("bounce_id", BIG_KEY, nullable=True),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closing", sa.String(20), nullable=True),
        sa.Column("closed_by_id", BIG_KEY, nullable=True),
        sa.Column("note", sa.String(200), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["member_person.id"],
            name=op.f("fk_newsletter_undeliverable_person_id_member_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["bounce_id"],
            ["newsletter_bounce.id"],
            name=op.f("fk_newsletter_undeliverable_bounce_id_newsletter_bounce"),
            ondelete="SET NULL",
        ),
        _account_key("newsletter_undeliverable", "closed_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_undeliverable")),
    )
    op.create_index("ix_newsletter_undeliverable_bounce_id", "newsletter_undeliverable", ["bounce_id"])
    op.create_index(
        "uq_newsletter_undeliverable_open",
        "newsletter_undeliverable",
        ["person_id", "email"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _create_imports() -> None:
    op.create_table(
        "newsletter_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(20), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("filename", sa.String(120), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("by_id", BIG_KEY, nullable=True),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        _account_key("newsletter_import", "by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_import")),
    )


def _account_key(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_account")
    return sa.ForeignKeyConstraint([column], ["account.id"], name=name, ondelete="SET NULL")
