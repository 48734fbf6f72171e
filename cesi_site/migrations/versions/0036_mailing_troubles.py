"""What kind of trouble holds a mailing up, so that its desk can say what to do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    op.add_column("newsletter_mailing", sa.Column("trouble_kind", sa.String(20), nullable=True))


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_column("newsletter_mailing", "trouble_kind")
