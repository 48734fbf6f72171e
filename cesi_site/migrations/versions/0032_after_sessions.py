"""What happens around a session, and the rounds of offers by mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ACTS = (
    *("opened", "confirmed", "called_off", "held", "changed", "told_of_change", "told_of_end", "reminded"),
    *("attendance", "certificates"),
)


def upgrade() -> None:
    """Go to this version of the schema."""
    name = "training_session_event"
    op.create_table(
        name,
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("session_id", BIG_KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("act", sa.Enum(*ACTS, name="sessionact", native_enum=False, length=30), nullable=False),
        sa.Column("actor_id", BIG_KEY, nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        _key(name, "session_id", "training_session", "CASCADE"),
        _key(name, "actor_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for column in ("session_id", "actor_id"):
        op.create_index(f"ix_{name}_{column}", name, [column])
    _create_rounds()


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("training_offer_round")
    op.drop_table("training_session_event")


def _create_rounds() -> None:
    name = "training_offer_round"
    op.create_table(
        name,
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("approved_at", INSTANT, nullable=False),
        sa.Column("approved_by", BIG_KEY, nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        _key(name, "approved_by", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_approved_by", name, ["approved_by"])


def _key(table: str, column: str, parent: str, gone: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{parent}")
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name, ondelete=gone)
