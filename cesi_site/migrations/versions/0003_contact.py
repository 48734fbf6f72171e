"""The contact router: topics, messages and their files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table(
        "contact_topic",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_nl", sa.String(length=120), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.Column("slug_nl", sa.String(length=60), nullable=False),
        sa.Column("slug_fr", sa.String(length=60), nullable=False),
        sa.Column("team_nl", sa.String(length=120), nullable=False),
        sa.Column("team_fr", sa.String(length=120), nullable=False),
        sa.Column("note_nl", sa.String(length=400), nullable=False),
        sa.Column("note_fr", sa.String(length=400), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("answer_days BETWEEN 1 AND 30", name=op.f("ck_contact_topic_answer_days")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_contact_topic")),
        sa.UniqueConstraint("slug_fr", name=op.f("uq_contact_topic_slug_fr")),
        sa.UniqueConstraint("slug_nl", name=op.f("uq_contact_topic_slug_nl")),
    )
    op.create_table(
        "contact_topic_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic"],
            ["contact_topic.key"],
            name=op.f("fk_contact_topic_address_topic_contact_topic"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_topic_address")),
        sa.UniqueConstraint(
            "topic", "language", "address", name=op.f("uq_contact_topic_address_topic_language_address")
        ),
    )
    op.create_table(
        "contact_message",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("submission", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=True),
        sa.Column("enterprise_number", sa.String(length=10), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("quarantine_reasons", sa.JSON(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["topic"], ["contact_topic.key"], name=op.f("fk_contact_message_topic_contact_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_message")),
        sa.UniqueConstraint("submission", name=op.f("uq_contact_message_submission")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_contact_message_email_received_at"), "contact_message", ["email", "received_at"])
    op.create_index(op.f("ix_contact_message_state_received_at"), "contact_message", ["state", "received_at"])
    op.create_index(op.f("ix_contact_message_topic"), "contact_message", ["topic"])
    op.create_table(
        "contact_attachment",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("message_id", BIG_KEY, nullable=False),
        sa.Column("filename", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["contact_message.id"],
            name=op.f("fk_contact_attachment_message_id_contact_message"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_attachment")),
    )
    op.create_index(op.f("ix_contact_attachment_message_id"), "contact_attachment", ["message_id"])
    op.create_table(
        "pending_upload",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.Column("filename", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_upload")),
    )
    op.create_index(op.f("ix_pending_upload_kept_at"), "pending_upload", ["kept_at"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("pending_upload")
    op.drop_table("contact_attachment")
    op.drop_table("contact_message")
    op.drop_table("contact_topic_address")
    op.drop_table("contact_topic")
