"""A report names the letter that came back where it is of no mailing: an announcement."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    op.add_column("newsletter_bounce", sa.Column("letter", sa.String(40), nullable=True))


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_column("newsletter_bounce", "letter")
