"""What people chose: addresses with their clock, decisions with their proof, suppressions and restrictions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RUNNING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Go to this version of the schema."""
    _create_addresses()
    _create_choices()
    _create_stops()


def downgrade() -> None:
    """Go back to the version before."""
    for name in ("choice_restriction", "choice_suppression", "choice", "choice_former_address", "choice_address"):
        op.drop_table(name)


def _create_addresses() -> None:
    op.create_table(
        "choice_address",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_hash", sa.String(64), nullable=False),
        sa.Column("last_contact_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice_address")),
        sa.UniqueConstraint("email", name=op.f("uq_choice_address_email")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_choice_address_email_hash", "choice_address", ["email_hash"])
    op.create_index("ix_choice_address_last_contact_at", "choice_address", ["last_contact_at"])
    op.create_table(
        "choice_former_address",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("address_id", BIG_KEY, nullable=False),
        _address_key("choice_former_address"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice_former_address")),
    )
    op.create_index("ix_choice_former_address_address_id", "choice_former_address", ["address_id"])


def _create_choices() -> None:
    op.create_table(
        "choice",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("address_id", BIG_KEY, nullable=False),
        sa.Column("use", sa.String(30), nullable=False),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("method", sa.String(20), nullable=False),
        sa.Column("text_version", sa.String(40), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("page", sa.String(200), nullable=True),
        sa.Column("by_account", BIG_KEY, nullable=True),
        _address_key("choice"),
        sa.ForeignKeyConstraint(
            ["by_account"], ["account.id"], name=op.f("fk_choice_by_account_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
    )
    op.create_index("ix_choice_address_id", "choice", ["address_id"])


def _create_stops() -> None:
    op.create_table(
        "choice_suppression",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("email_hash", sa.String(64), nullable=False),
        sa.Column("use", sa.String(30), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice_suppression")),
        sa.UniqueConstraint("email_hash", "use", name=op.f("uq_choice_suppression_email_hash_use")),
    )
    op.create_index("ix_choice_suppression_review_on", "choice_suppression", ["review_on"])
    op.create_table(
        "choice_restriction",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("email_hash", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice_restriction")),
    )
    op.create_index(
        "uq_choice_restriction_running",
        "choice_restriction",
        ["email_hash"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )


def _address_key(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_address_id_choice_address")
    return sa.ForeignKeyConstraint(["address_id"], ["choice_address.id"], name=name, ondelete="CASCADE")
