"""The register of personal data breaches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0039"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HARMS = ("confidentiality", "integrity", "availability")
RISKS = ("unlikely", "risk", "high")
ACTS = (
    *("noted", "described", "authority_decided", "authority_told", "persons_decided", "persons_told"),
    *("remarked", "alarmed", "closed", "reopened"),
)


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table(
        "breach",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("happened_at", INSTANT, nullable=True),
        sa.Column("known_at", INSTANT, nullable=False),
        sa.Column("harm", _words(HARMS, "harm"), nullable=False),
        sa.Column("risk", _words(RISKS, "risk"), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("facts", "persons", "effects", "measures")),
        sa.Column("tell_authority", sa.Boolean(), nullable=True),
        sa.Column("authority_reasons", sa.Text(), nullable=True),
        sa.Column("authority_told_at", INSTANT, nullable=True),
        sa.Column("tell_persons", sa.Boolean(), nullable=True),
        sa.Column("persons_reasons", sa.Text(), nullable=True),
        sa.Column("persons_told_at", INSTANT, nullable=True),
        sa.Column("alarms", sa.Integer(), nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach")),
        sqlite_autoincrement=True,
    )
    for column in ("known_at", "closed_at"):
        op.create_index(f"ix_breach_{column}", "breach", [column])
    op.create_table(
        "breach_event",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("breach_id", BIG_KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("act", _words(ACTS, "breachact"), nullable=False),
        sa.Column("actor_id", BIG_KEY, nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        _key("breach_id", "breach", "CASCADE"),
        _key("actor_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_event")),
    )
    for column in ("breach_id", "actor_id"):
        op.create_index(f"ix_breach_event_{column}", "breach_event", [column])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("breach_event")
    op.drop_table("breach")


def _words(words: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=20)


def _key(column: str, parent: str, gone: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], name=op.f(f"fk_breach_event_{column}_{parent}"), ondelete=gone
    )
