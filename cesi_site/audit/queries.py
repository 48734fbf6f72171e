"""Read the log, and prove that nobody changed it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, select

from cesi_site.audit.chain import ORIGIN, Line, hash_of, same, seal_of
from cesi_site.audit.models import AuditCheckpoint, AuditEntry, AuditHead
from cesi_site.audit.writing import key
from cesi_site.core import clock
from cesi_site.core.database import db

_BATCH = 5_000
_FIELDS = [getattr(AuditEntry, name) for name in Line._fields]
_LINES = select(*_FIELDS, AuditEntry.hash).order_by(AuditEntry.id)


def has_line_today(action: str, *, subject: str, actor: str) -> bool:
    """Tell whether the log holds a line of today (in Brussels) of this act by this actor ("table:key", both)."""
    midnight = clock.start_of_day(clock.today())
    here = AuditEntry.subject == subject, AuditEntry.action == action, AuditEntry.actor == actor
    return db.session.scalar(select(AuditEntry.id).where(*here, AuditEntry.at >= midnight).limit(1)) is not None


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: the lines that hold, the head's hash, and the first line that does not hold."""

    lines: int
    head: str
    broken_at: int | None = None
    fault: str = ""


class Broken(Exception):
    """The chain does not hold at line `number`."""

    def __init__(self, number: int, fault: str) -> None:
        super().__init__(f"line {number}: {fault}")
        self.number = number
        self.fault = fault


def verify() -> Verdict:
    """Walk the whole chain and say where it stops to hold.

    Finds a line that was changed, removed or put in, at the start, in the middle and at the end.
    """
    with snapshot() as connection:
        head = connection.execute(select(AuditHead.last_id, AuditHead.hash, AuditHead.seal)).one()
        walk = _Walk()
        try:
            walk.start(connection)
            walk.go(connection)
            walk.arrive(head.last_id, head.hash, head.seal)
        except Broken as broken:
            return Verdict(walk.lines, head.hash, broken.number, broken.fault)
    return Verdict(walk.lines, head.hash)


@dataclass
class _Walk:
    """Where the walk stands: the last line that holds, its hash, and how many held. Each step raises `Broken`."""

    number: int = 0
    previous: str = ORIGIN
    lines: int = 0

    def start(self, connection: Connection) -> None:
        """Begin at the last checkpoint, else at the origin."""
        checkpoint = connection.execute(
            select(AuditCheckpoint.last_id, AuditCheckpoint.hash, AuditCheckpoint.seal)
            .order_by(AuditCheckpoint.last_id.desc())
            .limit(1)
        ).first()
        if checkpoint is None:
            return
        if not same(checkpoint.seal, seal_of(key(), "checkpoint", checkpoint.last_id, checkpoint.hash)):
            raise Broken(checkpoint.last_id, "the checkpoint was not set by this installation")
        self.number, self.previous = checkpoint.last_id, checkpoint.hash

    def go(self, connection: Connection) -> None:
        """Walk over all lines that follow."""
        statement = _LINES.where(AuditEntry.id > self.number)
        with connection.execution_options(yield_per=_BATCH).execute(statement) as rows:
            for *line, hash_ in rows:
                self._step(Line(*line), hash_)

    def _step(self, line: Line, hash_: str) -> None:
        expected = self.number + 1
        if line.id != expected:
            raise Broken(expected, "the line was removed")
        if not same(hash_, hash_of(key(), self.previous, line)):
            raise Broken(expected, "the line was changed")
        self.number, self.previous, self.lines = line.id, hash_, self.lines + 1

    def arrive(self, last_id: int, hash_: str, seal: str) -> None:
        """Compare where the walk ended with what the head says."""
        if self.number < last_id:
            raise Broken(self.number + 1, "the line was removed")
        if self.number > last_id:
            raise Broken(last_id + 1, "the line was put in")
        if not same(hash_, self.previous) or (last_id and not same(seal, seal_of(key(), "head", last_id, hash_))):
            raise Broken(last_id, "the head was changed")


@contextmanager
def snapshot() -> Iterator[Connection]:
    """Read everything as it was at one moment, whatever is written or purged meanwhile."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection
