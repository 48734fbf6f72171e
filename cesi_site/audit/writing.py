"""Lines are written at the very end of a transaction, so that the queue for numbers is held but briefly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import bindparam, event, insert, update
from sqlalchemy import inspect as inspect_entity
from sqlalchemy.orm import Session

from cesi_site.audit.chain import Line, hash_of, seal_of
from cesi_site.audit.models import AuditEntry, AuditHead
from cesi_site.core import clock
from cesi_site.core.database import Base, db
from cesi_site.core.prepared import Prepared

_PENDING = "audit acts"

_TAKE_NUMBERS = Prepared(
    update(AuditHead)
    .values(last_id=AuditHead.last_id + bindparam("lines"))
    .returning(AuditHead.last_id, AuditHead.hash)
)
_ADD_LINES = Prepared(insert(AuditEntry), AuditEntry.__table__.columns.keys())
_MOVE_HEAD = Prepared(update(AuditHead).values(hash=bindparam("new_hash"), seal=bindparam("new_seal")))


class Act(NamedTuple):
    """An act that waits for its number. A row stands for "table:key"."""

    action: str
    actor: Base | str | None
    subject: Base | str | None
    details: str


def key() -> bytes:
    """Return the key of this installation's chain."""
    value: bytes = current_app.config["AUDIT_KEY"]
    return value


def remember(session: Session, act: Act) -> None:
    """Keep `act` until `session` commits or rolls back."""
    session.info.setdefault(_PENDING, []).append(act)


@event.listens_for(db.session, "before_commit")
def _write(session: Session) -> None:
    acts: list[Act] | None = session.info.pop(_PENDING, None)
    if not acts:
        return
    session.flush()
    connection = session.connection()
    ((last_id, previous),) = _TAKE_NUMBERS.run(connection, {"lines": len(acts)})
    rows = list(_chained(acts, last_id - len(acts), previous))
    _ADD_LINES.run(connection, rows)
    head = rows[-1]["hash"]
    _MOVE_HEAD.run(connection, {"new_hash": head, "new_seal": seal_of(key(), "head", last_id, head)})


def _chained(acts: list[Act], last_id: int, previous: str) -> Iterator[dict[str, Any]]:
    """Number the acts on from `last_id`, and chain them to the line whose hash is `previous`."""
    secret, at = key(), clock.now()
    for number, act in enumerate(acts, last_id + 1):
        line = Line(number, at, act.action, _word(act.actor), _word(act.subject), act.details)
        previous = hash_of(secret, previous, line)
        yield {**line._asdict(), "hash": previous}


def _word(entity: Base | str | None) -> str | None:
    if entity is None or isinstance(entity, str):
        return entity
    identity = inspect_entity(entity).identity
    if identity is None:
        raise ValueError(f"{entity!r} has no key: it was never added to the session")
    return f"{entity.__tablename__}:{'.'.join(map(str, identity))}"


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_PENDING, None)
