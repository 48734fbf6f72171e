"""Less is written for each message: without indexes that the desk's lists do not need, and SQLite's second log key.

SQLite keeps a table by its key where that is an INTEGER; a BIGINT key it keeps in an index of its own besides.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cesi_site.audit.protection import protect, unprotect

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

MESSAGE, ENTRY = "contact_message", "audit_entry"
GIVEN = sa.text("owner_id IS NOT NULL")


def upgrade() -> None:
    """Go to this version of the schema."""
    op.drop_index("ix_contact_message_topic", MESSAGE)
    op.drop_index("ix_contact_message_state_answer_by", MESSAGE)
    op.drop_index("ix_contact_message_owner_id", MESSAGE)
    op.create_index("ix_contact_message_owner_id", MESSAGE, ["owner_id"], sqlite_where=GIVEN, postgresql_where=GIVEN)
    _key_of_the_log(sa.BigInteger(), sa.Integer())


def downgrade() -> None:
    """Go back."""
    _key_of_the_log(sa.Integer(), sa.BigInteger())
    op.drop_index("ix_contact_message_owner_id", MESSAGE)
    op.create_index("ix_contact_message_owner_id", MESSAGE, ["owner_id"])
    op.create_index("ix_contact_message_state_answer_by", MESSAGE, ["state", "answer_by"])
    op.create_index("ix_contact_message_topic", MESSAGE, ["topic"])


def _key_of_the_log(former: sa.Integer, wanted: sa.Integer) -> None:
    if (dialect := op.get_bind().dialect.name) != "sqlite":
        return
    unprotect(op.execute, dialect)
    with op.batch_alter_table(ENTRY, recreate="always") as table:
        table.alter_column("id", existing_type=former, type_=wanted, existing_nullable=False)
    protect(op.execute, dialect)
