"""Bring SQLite's log into its file and empty it, so that what was erased is not left in the log."""

from __future__ import annotations

from cesi_site.core.database import db


def checkpoint() -> bool:
    """Empty the write-ahead log; False when a reader held it back. On PostgreSQL there is nothing to do.

    With `secure_delete` the file then holds nothing of a row that was deleted before. Call it outside a transaction.
    """
    if db.engine.dialect.name != "sqlite":
        return True
    with db.engine.connect() as connection:
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    return not busy
