"""The editions of the policy, and who was told of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table(
        "policy_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(12), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("change_nl", sa.Text(), nullable=False),
        sa.Column("change_fr", sa.Text(), nullable=False),
        sa.Column("content_nl", sa.Text(), nullable=False),
        sa.Column("content_fr", sa.Text(), nullable=False),
        sa.Column("pdf_nl", sa.LargeBinary(), nullable=True),
        sa.Column("pdf_fr", sa.LargeBinary(), nullable=True),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_edition")),
        sa.UniqueConstraint("version", "revision", name=op.f("uq_policy_edition_version_revision")),
    )
    op.create_table(
        "policy_notice",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("account_id", BIG_KEY, nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_policy_notice_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["policy_edition.id"], name=op.f("fk_policy_notice_edition_id_policy_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_notice")),
        sa.UniqueConstraint("account_id", "edition_id", name=op.f("uq_policy_notice_account_id_edition_id")),
    )
    for column in ("account_id", "edition_id", "told_at"):
        op.create_index(f"ix_policy_notice_{column}", "policy_notice", [column])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("policy_notice")
    op.drop_table("policy_edition")
