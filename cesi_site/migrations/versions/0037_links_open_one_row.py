"""SQLite never gives the number of a removed invitation or change of address again: links in mails name them by it."""

from __future__ import annotations

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

# None of these tables has a trigger, which a table that is made anew would lose.
TABLES = ("invitation", "address_change", "factor_reset")
# The highest number that was ever given and that a row or a line of the log still names.
GIVEN = """
INSERT INTO sqlite_sequence (name, seq)
SELECT '{table}', max(
    coalesce((SELECT max(id) FROM {table}), 0),
    coalesce((SELECT max(CAST(substr(subject, {start}) AS INTEGER)) FROM audit_entry WHERE subject LIKE '{table}:%'), 0)
)
"""


def upgrade() -> None:
    """Go to this version of the schema."""
    _make_anew(never_again=True)
    if op.get_context().dialect.name == "sqlite":
        for table in TABLES:
            op.execute(f"DELETE FROM sqlite_sequence WHERE name = '{table}'")  # noqa: S608 - names of our own tables
            op.execute(GIVEN.format(table=table, start=len(table) + 2))


def downgrade() -> None:
    """Go back to the version before."""
    _make_anew(never_again=False)


def _make_anew(*, never_again: bool) -> None:
    """Make the tables anew; PostgreSQL's sequences give no number twice by themselves."""
    if op.get_context().dialect.name != "sqlite":
        return
    for table in TABLES:
        kind = {"sqlite_autoincrement": never_again}
        with op.batch_alter_table(table, recreate="always", table_kwargs=kind):
            pass
