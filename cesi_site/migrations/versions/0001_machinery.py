"""The machinery: page stamps, the outbox, and the audit log with the triggers that guard it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cesi_site.audit.chain import ORIGIN
from cesi_site.audit.protection import protect, unprotect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table(
        "page_stamp",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_page_stamp")),
    )
    _create_outbox()
    _create_audit()


def downgrade() -> None:
    """Go back to the version before."""
    unprotect(op.execute, op.get_context().dialect.name)
    for table in (
        "audit_checkpoint",
        "audit_head",
        "audit_entry",
        "outbox_worker",
        "outbox_schedule",
        "outbox_row",
        "page_stamp",
    ):
        op.drop_table(table)


def _create_outbox() -> None:
    op.create_table(
        "outbox_row",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("dedupe_key", sa.String(120), nullable=True),
        sa.Column("queued_at", INSTANT, nullable=False),
        sa.Column("available_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(32), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("dead_at", INSTANT, nullable=True),
        sa.Column("remaining", sa.JSON(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_row")),
    )
    _create_partial_index("ix_outbox_row_waiting", ["kind", "available_at"], "done_at IS NULL AND dead_at IS NULL")
    _create_partial_index("uq_outbox_row_dedupe_key", ["dedupe_key"], "dedupe_key IS NOT NULL", unique=True)
    _create_partial_index("ix_outbox_row_done_at", ["done_at"], "done_at IS NOT NULL")
    _create_partial_index("ix_outbox_row_dead_at", ["dead_at"], "dead_at IS NOT NULL")
    op.create_table(
        "outbox_schedule",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("last_slot", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_outbox_schedule")),
    )
    op.create_table(
        "outbox_worker",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_outbox_worker")),
    )


def _create_partial_index(name: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.create_index(
        name, "outbox_row", columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def _create_audit() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("actor", sa.String(80), nullable=True),
        sa.Column("subject", sa.String(80), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject", "id"])
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_only")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("last_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("last_id", name=op.f("pk_audit_checkpoint")),
    )
    op.bulk_insert(head, [{"id": 1, "last_id": 0, "hash": ORIGIN, "seal": ORIGIN}])
    protect(op.execute, op.get_context().dialect.name)
