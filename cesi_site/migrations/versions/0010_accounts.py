"""Accounts: who may sign in, sessions as rows, and the connection log with the triggers that guard it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cesi_site.audit.annexe_triggers import protect_annexe, unprotect_annexe

revision = "0010"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "connection_alert",
    "connection_event",
    "connection_checkpoint",
    "sign_in_lock",
    "sign_in",
    "factor_reset",
    "address_change",
    "invitation",
    "passkey",
    "recovery_code",
    "staff_role",
    "account",
)


def upgrade() -> None:
    """Go to this version of the schema."""
    _create_accounts()
    _create_requests()
    _create_sessions()
    _create_log()
    protect_annexe(op.execute, op.get_context().dialect.name, "connection_event", "connection_checkpoint")


def downgrade() -> None:
    """Go back to the version before."""
    unprotect_annexe(op.execute, op.get_context().dialect.name, "connection_event", "connection_checkpoint")
    for table in TABLES:
        op.drop_table(table)


def _create_accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password", sa.String(255), nullable=True),
        sa.Column("fs_uniquifier", sa.String(64), nullable=False),
        sa.Column("fs_webauthn_user_handle", sa.String(64), nullable=False),
        sa.Column("tf_primary_method", sa.String(20), nullable=True),
        sa.Column("tf_totp_secret", sa.String(400), nullable=True),
        sa.Column("tf_last_counter", sa.BigInteger(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_contact_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
        sa.UniqueConstraint("fs_webauthn_user_handle", name=op.f("uq_account_fs_webauthn_user_handle")),
    )
    op.create_index(op.f("ix_account_last_contact_at"), "account", ["last_contact_at"])
    op.create_table(
        "passkey",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("user_id", BIG_KEY, nullable=False),
        sa.Column("credential_id", sa.LargeBinary(1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(64), nullable=False),
        sa.Column("extensions", sa.String(255), nullable=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("usage", sa.String(20), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("lastuse_datetime", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_passkey_user_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"])
    op.create_table(
        "recovery_code",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("account_id", BIG_KEY, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"])
    op.create_table(
        "staff_role",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("account_id", BIG_KEY, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("given_by", BIG_KEY, nullable=True),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("ended_by", BIG_KEY, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("end_reason", sa.String(200), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_staff_role_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["account.id"], name=op.f("fk_staff_role_ended_by_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["account.id"], name=op.f("fk_staff_role_given_by_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_role")),
    )
    op.create_index(
        "uq_staff_role_running",
        "staff_role",
        ["account_id", "role"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _create_requests() -> None:
    op.create_table(
        "address_change",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("account_id", BIG_KEY, nullable=False),
        sa.Column("new_email", sa.String(254), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_address_change_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
    )
    op.create_index(op.f("ix_address_change_account_id"), "address_change", ["account_id"])
    op.create_table(
        "factor_reset",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("account_id", BIG_KEY, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("asked_by", BIG_KEY, nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("decided_by", BIG_KEY, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_factor_reset_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_factor_reset_asked_by_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_factor_reset_decided_by_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_reset")),
    )
    op.create_index(op.f("ix_factor_reset_account_id"), "factor_reset", ["account_id"])
    op.create_table(
        "invitation",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("account_id", BIG_KEY, nullable=False),
        sa.Column("invited_by", BIG_KEY, nullable=True),
        sa.Column("on_behalf_of", sa.String(200), nullable=True),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("accepted_at", INSTANT, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_invitation_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["account.id"], name=op.f("fk_invitation_invited_by_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_account_id"), "invitation", ["account_id"])


def _create_sessions() -> None:
    op.create_table(
        "sign_in_lock",
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_lock")),
    )
    op.create_index(op.f("ix_sign_in_lock_last_at"), "sign_in_lock", ["last_at"])
    op.create_table(
        "sign_in",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("account_id", BIG_KEY, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("end_reason", sa.String(20), nullable=True),
        sa.Column("strong", sa.Boolean(), nullable=False),
        sa.Column("ip", sa.String(45), nullable=True),
        sa.Column("browser", sa.String(40), nullable=True),
        sa.Column("system", sa.String(40), nullable=True),
        sa.Column("country", sa.String(2), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    op.create_index("ix_sign_in_account", "sign_in", ["account_id", "ended_at"])
    op.create_index(op.f("ix_sign_in_seen_at"), "sign_in", ["seen_at"])


def _create_log() -> None:
    op.create_table(
        "connection_alert",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("target", sa.String(64), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("seen_by", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connection_alert")),
    )
    op.create_index("ix_connection_alert_key", "connection_alert", ["kind", "target", "last_at"])
    op.create_table(
        "connection_checkpoint",
        sa.Column("last_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("last_id", name=op.f("pk_connection_checkpoint")),
    )
    op.create_table(
        "connection_event",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("happening", sa.String(40), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("address_hash", sa.String(64), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("sign_in_id", sa.BigInteger(), nullable=True),
        sa.Column("ip", sa.String(45), nullable=True),
        sa.Column("network", sa.String(45), nullable=True),
        sa.Column("browser", sa.String(40), nullable=True),
        sa.Column("system", sa.String(40), nullable=True),
        sa.Column("country", sa.String(2), nullable=True),
        sa.Column("detail", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connection_event")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_connection_event_account", "connection_event", ["account_id", "id"])
    op.create_index("ix_connection_event_address_hash", "connection_event", ["address_hash", "at"])
    op.create_index(op.f("ix_connection_event_at"), "connection_event", ["at"])
    op.create_index("ix_connection_event_happening", "connection_event", ["happening", "at"])
    op.create_index("ix_connection_event_network", "connection_event", ["network", "at"])
    op.create_index(op.f("ix_connection_event_organisation_id"), "connection_event", ["organisation_id"])
