"""Announcements of trainings and events to customers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HOUSES = ("cesi", "onemanagement")
STATES = ("draft", "approved", "sent", "stopped")
TABLE = "training_announcement"
ITEM, RECIPIENT = f"{TABLE}_item", f"{TABLE}_recipient"
STAFF = ("created_by_id", "edited_by_id", "approved_by_id")


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table(
        TABLE,
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("house", _words(HOUSES, "organiser"), nullable=False),
        sa.Column("state", _words(STATES, "announcementstate"), nullable=False),
        *_both("subject", sa.String(150)),
        *_both("body", sa.Text()),
        sa.Column("event_at", INSTANT, nullable=True),
        *_both("event_place", sa.String(200)),
        *_both("event_link", sa.String(300)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by_id", BIG_KEY, nullable=True),
        sa.Column("edited_at", INSTANT, nullable=False),
        sa.Column("edited_by_id", BIG_KEY, nullable=True),
        sa.Column("approved_at", INSTANT, nullable=True),
        sa.Column("approved_by_id", BIG_KEY, nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("reached", BIG_KEY, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.CheckConstraint("state = 'draft' OR approved_at IS NOT NULL", name=op.f(f"ck_{TABLE}_approved")),
        *(_key(TABLE, column, "account", "SET NULL") for column in STAFF),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        ITEM,
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("announcement_id", BIG_KEY, nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("session_id", BIG_KEY, nullable=True),
        _key(ITEM, "announcement_id", TABLE, "CASCADE"),
        _key(ITEM, "training_id", "training", "CASCADE"),
        _key(ITEM, "session_id", "training_session", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ITEM}")),
    )
    op.create_table(
        RECIPIENT,
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("announcement_id", BIG_KEY, nullable=False),
        sa.Column("address_id", BIG_KEY, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("subject", sa.String(150), nullable=False),
        sa.Column("queued_at", INSTANT, nullable=False),
        _key(RECIPIENT, "announcement_id", TABLE, "CASCADE"),
        _key(RECIPIENT, "address_id", "choice_address", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{RECIPIENT}")),
        sa.UniqueConstraint("address_id", "announcement_id", name=op.f(f"uq_{RECIPIENT}_address_id_announcement_id")),
        sqlite_autoincrement=True,
    )
    for table, columns in ((TABLE, STAFF), (ITEM, ("announcement_id", "training_id", "session_id"))):
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index(f"ix_{RECIPIENT}_announcement_id", RECIPIENT, ["announcement_id"])


def downgrade() -> None:
    """Go back to the version before."""
    for table in (RECIPIENT, ITEM, TABLE):
        op.drop_table(table)


def _both(name: str, kind: sa.types.TypeEngine[str]) -> list[sa.Column[str]]:
    return [sa.Column(f"{name}_{language}", kind, nullable=False) for language in ("nl", "fr")]


def _words(words: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=20)


def _key(table: str, column: str, parent: str, gone: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}_{parent}"), ondelete=gone
    )
