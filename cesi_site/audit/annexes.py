"""Annexes: tables beside the chain whose rows it vouches for.

What must be shown and purged sooner than the log stands in a table of its own; a line of the log holds the
digest of each of its rows. So a row that was changed, removed or put in by hand is found, and the log keeps
nothing of what was purged. The database itself refuses the same
(`annexe_triggers`).
"""

from __future__ import annotations

import datetime as dt
import enum
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, String, cast, delete, func, inspect, select

from cesi_site.audit.chain import canonical
from cesi_site.audit.models import AuditEntry
from cesi_site.audit.operations import record
from cesi_site.audit.queries import snapshot
from cesi_site.audit.writing import key
from cesi_site.core import clock
from cesi_site.core.database import Base, db, transaction

_BATCH = 2_000


@dataclass(frozen=True)
class Annexe:
    """A table that only grows.

    model        its class; `id` is given by the database, `at` is when the row was written
    checkpoint   the class of its checkpoints: `last_id` up to which rows may go, `at`
    prefix       "accounts:connection": its lines are "<prefix>:logged" and "<prefix>:purged"
    """

    model: type[Any]
    checkpoint: type[Any]
    prefix: str

    @property
    def table(self) -> str:
        """Name of the table."""
        return str(self.model.__tablename__)


_known: list[Annexe] = []


def known() -> tuple[Annexe, ...]:
    """Return the annexes of the parts that are in use."""
    return tuple(_known)


def make_known(annexe: Annexe) -> Annexe:
    """Let `flask audit verify` check an annexe, and return it."""
    if annexe not in _known:
        _known.append(annexe)
    return annexe


@dataclass(frozen=True)
class Fault:
    """A row that is not what it was: the line of the log that says so (None where there is none), and how."""

    line: int | None
    row: int
    what: str


def add(annexe: Annexe, row: Base) -> None:
    """Add `row` to its annexe in the transaction that is open, with the line that vouches for it."""
    db.session.add(row)
    record(f"{annexe.prefix}:logged", subject=row, details={"digest": _digest(_values(annexe, row))})


def _columns(annexe: Annexe) -> list[str]:
    return [column.key for column in inspect(annexe.model).column_attrs if column.key != "id"]


def _values(annexe: Annexe, row: object) -> list[object]:
    return [_plain(getattr(row, name)) for name in _columns(annexe)]


def _plain(value: object) -> object:
    match value:
        case enum.Enum():
            return value.value
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case _:
            return value


def _digest(values: list[object]) -> str:
    return hmac.digest(key(), f"annexe\n{canonical(values)}".encode(), "sha256").hex()


def purge(annexe: Annexe, before: dt.datetime) -> int:
    """Remove the rows older than `before`, from the first on; return how many went.

    The log keeps that they went; the database lets them go only behind the checkpoint that is set here.
    """
    model = annexe.model
    with transaction() as session:
        newest = session.scalar(select(func.max(model.id))) or 0
        kept = session.scalar(select(func.min(model.id)).where(model.at >= before))
        last_id = newest if kept is None else kept - 1
        gone = session.scalar(select(func.count()).where(model.id <= last_id)) or 0
        if gone:
            session.add(annexe.checkpoint(last_id=last_id, at=clock.now()))
            record(f"{annexe.prefix}:purged", details={"up_to": last_id, "rows": gone})
    for _ in range(0, gone, _BATCH):
        with transaction() as session:
            first = select(model.id).where(model.id <= last_id).order_by(model.id).limit(_BATCH)
            session.execute(delete(model).where(model.id.in_(first)))
    return gone


def faults(annexe: Annexe) -> Iterator[Fault]:
    """Walk the lines that vouch for this annexe and give every row that is not what its line says."""
    with snapshot() as connection:
        purged_to = _purged_to(connection, annexe)
        lines = iter(connection.execution_options(yield_per=_BATCH).execute(_lines(annexe)))
        while batch := list(islice(lines, _BATCH)):
            yield from _wrong_rows(connection, annexe, batch, purged_to)
        yield from _strays(connection, annexe)


def _lines(annexe: Annexe) -> Any:
    columns = (AuditEntry.id, AuditEntry.subject, AuditEntry.details)
    return select(*columns).where(AuditEntry.action == f"{annexe.prefix}:logged").order_by(AuditEntry.id)


def _purged_to(connection: Connection, annexe: Annexe) -> int:
    lines = connection.scalars(select(AuditEntry.details).where(AuditEntry.action == f"{annexe.prefix}:purged"))
    return max((int(json.loads(details)["up_to"]) for details in lines), default=0)


def _wrong_rows(connection: Connection, annexe: Annexe, lines: list[Row[Any]], purged_to: int) -> Iterator[Fault]:
    numbers = {int(line.subject.rpartition(":")[2]): line for line in lines}
    fields = [getattr(annexe.model, name) for name in _columns(annexe)]
    found = connection.execute(select(annexe.model.id, *fields).where(annexe.model.id.in_(list(numbers))))
    rows = {row[0]: row[1:] for row in found}
    for number, line in numbers.items():
        if number not in rows:
            if number > purged_to:
                yield Fault(line.id, number, "removed")
        elif _digest([_plain(value) for value in rows[number]]) != json.loads(line.details)["digest"]:
            yield Fault(line.id, number, "changed")


def _strays(connection: Connection, annexe: Annexe) -> Iterator[Fault]:
    """Give the rows that no line vouches for; those older than the log itself are left out."""
    model: type[Any] = annexe.model
    subject = f"{annexe.table}:" + cast(model.id, String)
    vouched = select(AuditEntry.id).where(AuditEntry.subject == subject).exists()
    oldest = select(func.min(AuditEntry.at)).scalar_subquery()
    for number in connection.scalars(select(model.id).where(~vouched, model.at >= oldest)):
        yield Fault(None, number, "put in")
