"""A round of offers by mail follows one other, and no two follow the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0041"
branch_labels = None
depends_on = None

TABLE = "training_offer_round"
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = f"""
UPDATE {TABLE} SET follows = coalesce((SELECT max(other.id) FROM {TABLE} AS other WHERE other.id < {TABLE}.id), 0)
"""  # noqa: S608 - a table of our own


def upgrade() -> None:
    """Go to this version of the schema."""
    op.add_column(TABLE, sa.Column("follows", BIG_KEY, nullable=True))
    op.execute(BEFORE)
    with op.batch_alter_table(TABLE) as table:
        table.alter_column("follows", existing_type=BIG_KEY, nullable=False)
        table.create_unique_constraint(op.f(f"uq_{TABLE}_follows"), ["follows"])


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(f"uq_{TABLE}_follows"), type_="unique")
        table.drop_column("follows")
