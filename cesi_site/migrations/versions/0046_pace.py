"""When the next mail of a mailing may go to a domain, for all processes together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table(
        "newsletter_pace",
        sa.Column("domain", sa.String(255), nullable=False),
        sa.Column("free_at", INSTANT, nullable=False),
        sa.Column("promised_until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_newsletter_pace")),
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("newsletter_pace")
