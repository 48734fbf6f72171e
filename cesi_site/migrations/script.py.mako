"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = "${up_revision}"
down_revision = ${('"' + down_revision + '"') if down_revision else None}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Go back to the version before."""
    ${downgrades if downgrades else "pass"}
