"""Keys of rows after a backup was put back: none is given again that a row had which the backup does not know.

Links in mails, and what people quote, name rows by their key. Those of rows that came after the backup would else lead
to the rows that come now.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from cesi_site.core.database import Base, transaction

# More rows than any of these tables gets between two backups.
GAP = 100_000

_SQLITE = text("UPDATE sqlite_sequence SET seq = seq + :gap WHERE name = :name RETURNING name")
_SQLITE_FIRST = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :gap)")
_POSTGRESQL = text(
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, coalesce(last_value, 0) + :gap) "
    "FROM pg_sequences WHERE schemaname = current_schema()"
)


def leap() -> None:
    """Let every table that never gives a key again go on `GAP` further."""
    with transaction() as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(_POSTGRESQL, {"gap": GAP})
        else:
            _leap_in_sqlite(connection)


def _leap_in_sqlite(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        if not table.dialect_options["sqlite"]["autoincrement"]:
            continue
        values: dict[str, Any] = {"name": table.name, "gap": GAP}
        if connection.execute(_SQLITE, values).first() is None:
            connection.execute(_SQLITE_FIRST, values)
