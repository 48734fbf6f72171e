"""My data: links to it, requests about rights, receipts and the ledger of erasures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RIGHTS = (
    *("access", "rectification", "erasure", "restriction", "portability", "objection"),
    *("withdrawal", "human", "other"),
)
CHANNELS = ("form", "my_data", "mail", "letter", "telephone", "desk")
IDENTITIES = ("unproven", "not_needed", "address", "signed_in", "known", "shown")
STATES = ("open", "waiting", "granted", "partly", "refused", "withdrawn")
ACTS = (
    *("received", "taken", "address_confirmed", "identity_asked", "identity_shown", "extended", "looked_up"),
    *("handed_over", "restricted", "unrestricted", "erased", "alarmed", "noted", "decided", "withdrawn"),
)


def upgrade() -> None:
    """Go to this version of the schema."""
    _create_links()
    _create_requests()
    _create_events()
    _create_erasures()


def downgrade() -> None:
    """Go back to the version before."""
    for name in ("erasure_ledger", "erasure_receipt", "rights_event", "rights_request", "data_link"):
        op.drop_table(name)


def _create_links() -> None:
    op.create_table(
        "data_link",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("account_id", BIG_KEY, nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        _key("data_link", "account_id", "account", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_link")),
        sqlite_autoincrement=True,
    )
    for column in ("email", "account_id", "asked_at"):
        op.create_index(f"ix_data_link_{column}", "data_link", [column])


def _create_requests() -> None:
    op.create_table(
        "rights_request",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("submission", sa.String(64), nullable=False),
        sa.Column("right", _words(RIGHTS, "right"), nullable=False),
        sa.Column("channel", _words(CHANNELS, "channel"), nullable=False),
        sa.Column("name", sa.String(120), nullable=True),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("postal_address", sa.String(300), nullable=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("suspicions", sa.JSON(), nullable=False),
        sa.Column("identity", _words(IDENTITIES, "identity"), nullable=False),
        sa.Column("state", _words(STATES, "rightsstate"), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("extension_reason", sa.Text(), nullable=True),
        sa.Column("alarms", sa.Integer(), nullable=False),
        sa.Column("owner_id", BIG_KEY, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        _key("rights_request", "owner_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_request")),
        sa.UniqueConstraint("submission", name=op.f("uq_rights_request_submission")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rights_request_state_due_on", "rights_request", ["state", "due_on"])
    for column in ("email", "received_at", "owner_id", "decided_at"):
        op.create_index(f"ix_rights_request_{column}", "rights_request", [column])


def _create_events() -> None:
    op.create_table(
        "rights_event",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("request_id", BIG_KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("act", _words(ACTS, "rightsact"), nullable=False),
        sa.Column("actor_id", BIG_KEY, nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        _key("rights_event", "request_id", "rights_request", "CASCADE"),
        _key("rights_event", "actor_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_event")),
    )
    for column in ("request_id", "actor_id"):
        op.create_index(f"ix_rights_event_{column}", "rights_event", [column])


def _create_erasures() -> None:
    op.create_table(
        "erasure_receipt",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_receipt")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_erasure_receipt_at", "erasure_receipt", ["at"])
    op.create_table(
        "erasure_ledger",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("email_hash", sa.String(64), nullable=False),
        sa.Column("name_hash", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_ledger")),
        sa.UniqueConstraint("number", name=op.f("uq_erasure_ledger_number")),
    )
    for column in ("at", "email_hash"):
        op.create_index(f"ix_erasure_ledger_{column}", "erasure_ledger", [column])


def _words(words: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=20)


def _key(table: str, column: str, parent: str, gone: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}_{parent}"), ondelete=gone
    )
