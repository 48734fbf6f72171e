"""Requests for a service or for a training in one's own company."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0037"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEAMS = ("services", "cesi", "onemanagement")
STATES = ("held", "received", "in_progress", "answered", "closed", "rejected")
ACTS = (
    *("received", "released", "rejected", "taken", "answered"),
    *("elsewhere", "noted", "closed", "reopened"),
)


def upgrade() -> None:
    """Go to this version of the schema."""
    _create_requests()
    _create_events()
    op.create_table(
        "service_request_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team", _words(TEAMS, "team"), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_request_reader")),
        sa.UniqueConstraint(
            "team", "language", "address", name=op.f("uq_service_request_reader_team_language_address")
        ),
    )


def downgrade() -> None:
    """Go back to the version before."""
    for name in ("service_request_reader", "service_request_event", "service_request"):
        op.drop_table(name)


def _create_requests() -> None:
    op.create_table(
        "service_request",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("submission", sa.String(32), nullable=False),
        sa.Column("service_key", sa.String(60), nullable=True),
        sa.Column("training_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("team", _words(TEAMS, "team"), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("phone", sa.String(20), nullable=True),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("enterprise_number", sa.String(10), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("participants", sa.Integer(), nullable=True),
        sa.Column("teaching_language", sa.String(2), nullable=True),
        sa.Column("place", sa.String(200), nullable=True),
        sa.Column("period", sa.String(200), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("state", _words(STATES, "requeststate"), nullable=False),
        sa.Column("suspicions", sa.JSON(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("owner_id", BIG_KEY, nullable=True),
        sa.CheckConstraint(
            "(service_key IS NULL) <> (training_id IS NULL)", name=op.f("ck_service_request_one_subject")
        ),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_service_request_training_id_training")),
        _key("service_request", "organisation_id", "organisation", "SET NULL"),
        _key("service_request", "owner_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_request")),
        sa.UniqueConstraint("submission", name=op.f("uq_service_request_submission")),
        sqlite_autoincrement=True,
    )
    for columns in (
        ["training_id"],
        ["organisation_id"],
        ["owner_id"],
        ["state", "received_at"],
        ["email", "received_at"],
    ):
        op.create_index(f"ix_service_request_{'_'.join(columns)}", "service_request", columns)


def _create_events() -> None:
    op.create_table(
        "service_request_event",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("request_id", BIG_KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("act", _words(ACTS, "requestact"), nullable=False),
        sa.Column("actor_id", BIG_KEY, nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        _key("service_request_event", "request_id", "service_request", "CASCADE"),
        _key("service_request_event", "actor_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_request_event")),
        sqlite_autoincrement=True,
    )
    for column in ("request_id", "actor_id"):
        op.create_index(f"ix_service_request_event_{column}", "service_request_event", [column])


def _words(words: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=20)


def _key(table: str, column: str, parent: str, gone: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}_{parent}"), ondelete=gone
    )
