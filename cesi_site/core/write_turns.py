"""Writers of a SQLite file take turns, before SQLite itself makes them wait.

SQLite has one writer at a time. Who finds it busy sleeps, longer each time, up to a tenth of a second: with
several writers the file lies idle while they all sleep. Here a process's threads queue for a lock of their own,
which wakes the next one at once. Processes look at a lock file every tenth of a millisecond; while one waits for the
other, its next request begins.

A turn begins with a transaction's first write and ends when its connection goes back to the pool. Who does
not get a turn in time writes all the same, and SQLite decides.

The disk is asked after the turn, not in it: SQLite appends to its log (`synchronous = NORMAL`), the next writer goes
on, and this one waits until the disk has the log before anybody is told of success. Several who wait are served by
one answer of the disk. What was acknowledged survives a power cut, as with `synchronous = FULL`: SQLite itself keeps
a log that breaks off readable, and asks the disk before it moves the log into the file (docs/decisions/0009).
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext
from sqlalchemy.pool import ConnectionPoolEntry

from cesi_site.core.working_turns import give_way

LOOK_EVERY_SECONDS = 0.0001
# macOS knows `fsync` alone.
_flush = getattr(os, "fdatasync", os.fsync)
_WROTE = "wrote since it was taken from the pool"


class WriteTurns:
    """The turns of one database file. `patience` is how long a writer waits for its turn, in seconds."""

    def __init__(self, database: str, patience: float) -> None:
        self.path = f"{database}-turn"
        self.log = f"{database}-wal"
        self.patience = patience
        self._lock = threading.Lock()
        self._file: int | None = None
        self._holder: object = None

    def attach(self, engine: Engine) -> None:
        """Let every write of this engine take a turn."""
        event.listen(engine, "before_cursor_execute", self._before_statement)
        event.listen(engine, "checkin", self._after_transaction)
        event.listen(engine, "invalidate", self._after_transaction)

    def _before_statement(
        self,
        connection: Connection,
        cursor: DBAPICursor,
        statement: str,
        parameters: Any,
        context: ExecutionContext | None,
        executemany: bool,
    ) -> None:
        if statement.startswith("SELECT"):
            return
        connection.info[_WROTE] = True
        writes = statement.startswith(("INSERT", "UPDATE", "DELETE")) or _writes(context)
        if writes and self._holder is not connection.connection.dbapi_connection:
            self._begin(connection.connection.dbapi_connection)

    def _begin(self, holder: object) -> None:
        until = time.monotonic() + self.patience
        if not self._lock.acquire(timeout=self.patience):
            return
        self._holder = holder
        if self._file is None:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while time.monotonic() < until:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                give_way()
                time.sleep(LOOK_EVERY_SECONDS)
            else:
                return

    def _after_transaction(self, dbapi_connection: object, record: ConnectionPoolEntry, *rest: object) -> None:
        if dbapi_connection is not None and self._holder is dbapi_connection:
            assert self._file is not None
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self._holder = None
            self._lock.release()
        if record.info.pop(_WROTE, False):
            give_way()
            wait_for_disk(self.log)


def _writes(context: ExecutionContext | None) -> bool:
    """Tell of a statement that begins with WITH whether it writes."""
    return context is not None and (context.isinsert or context.isupdate or context.isdelete)  # type: ignore[attr-defined]


def wait_for_disk(path: str) -> None:
    """Return when the disk has what was written to the file; at once where there is none. Raises `OSError`."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:  # the last connection has closed: SQLite has moved all of it into the database
        return
    try:
        _flush(file)
    finally:
        os.close(file)
