"""Write the log: `record` an act beside the change it tells of, and `purge` what is too old to keep."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, insert, select

from cesi_site.audit import writing
from cesi_site.audit.chain import canonical, seal_of
from cesi_site.audit.models import AuditCheckpoint, AuditEntry
from cesi_site.core import clock
from cesi_site.core.database import Base, db, transaction

Word = str | int | bool | dt.date | enum.Enum | None
Detail = Word | Sequence[Word]

PURGE_BATCH = 5_000

# Names hold blanks and addresses an @: neither gets into the log by mistake.
_WORD = re.compile(r"[A-Za-z0-9_.:+/-]{1,80}")


class Unfit(ValueError):
    """A value that may not stand in the log: it could be a name, an address or free text."""


def record(
    action: str,
    *,
    subject: Base | str | None = None,
    actor: Base | str | None = None,
    details: Mapping[str, Detail] | None = None,
) -> None:
    """Log an act in the transaction that is open: the line is written when that commits, or not at all.

    `action` is "package:thing:verb". `subject` and `actor` are rows (written as "table:key", also when they
    get their key only at the commit) or such words. `details` are ids, states and dates; raises `Unfit` for
    anything that is not one word.
    """
    for word in (action, subject, actor):
        if isinstance(word, str):
            _check_word(word)
    text = canonical({name: _plain(value) for name, value in details.items()}) if details else "{}"
    writing.remember(db.session(), writing.Act(action, actor, subject, text))


def _plain(value: Detail) -> object:
    match value:
        case enum.Enum():
            return _plain(value.value)
        case str():
            return _check_word(value)
        case None | int():
            return value
        case dt.date():
            return value.isoformat()
        case _:
            return [_plain(item) for item in value]


def _check_word(value: str) -> str:
    if not _WORD.fullmatch(value):
        raise Unfit(f"{value!r} is not a word that the log takes")
    return value


def purge(before: dt.datetime) -> int:
    """Remove all lines older than `before`; return how many went.

    A checkpoint takes their place first, so that the rest of the chain still proves itself.
    """
    with transaction() as session:
        last_id = _last_line_before(before)
        gone = session.scalar(select(func.count()).where(AuditEntry.id <= last_id)) or 0
        if gone and not session.get(AuditCheckpoint, last_id):
            _set_checkpoint(last_id)
    for start in range(last_id - gone, last_id, PURGE_BATCH):
        with transaction() as session:
            session.execute(delete(AuditEntry).where(AuditEntry.id <= min(start + PURGE_BATCH, last_id)))
    return gone


def _last_line_before(before: dt.datetime) -> int:
    # Asked first: a line that comes in between the two questions is then not taken for an old one.
    newest = db.session.scalar(select(func.max(AuditEntry.id))) or 0
    first_kept = db.session.scalar(
        select(AuditEntry.id).where(AuditEntry.at >= before).order_by(AuditEntry.id).limit(1)
    )
    return newest if first_kept is None else first_kept - 1


def _set_checkpoint(last_id: int) -> None:
    hash_ = db.session.scalars(select(AuditEntry.hash).where(AuditEntry.id == last_id)).one()
    seal = seal_of(writing.key(), "checkpoint", last_id, hash_)
    db.session.execute(insert(AuditCheckpoint).values(last_id=last_id, hash=hash_, at=clock.now(), seal=seal))
