"""Bringing in a list: uploaded, looked at, then carried out piece by piece by the worker (promise B7).

A list never brings back who left or objected: each row is looked at once more in the moment it is carried out, and
`choices` refuses the rest.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, update

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.choices import operations as choices
from cesi_site.choices.lists import Listed, record_consents
from cesi_site.choices.models import Barred, Reason, Use
from cesi_site.core import clock
from cesi_site.core.clock import start_of_day
from cesi_site.core.database import db, transaction
from cesi_site.newsletter.importing import CARRIED_OUT, Row, read_list
from cesi_site.newsletter.models import EndReason, ImportGround, ListImport, Origin, Signup, Subscription
from cesi_site.newsletter.operations.leaving import end
from cesi_site.newsletter.operations.signing_up import sign_up
from cesi_site.newsletter.queries import imports as queries
from cesi_site.newsletter.queries.subscriptions import subscriptions_at
from cesi_site.newsletter.themes import known
from cesi_site.outbox.operations import queue_job

# So many rows are one transaction; between two of them other work has its turn.
AT_ONCE = 200
TEXT_VERSION = "import"


class NotWaiting(Exception):
    """The list was carried out before, or is forgotten."""


def upload(
    *, data: bytes, filename: str, ground: ImportGround, source: str, language: str, by: Account | None
) -> ListImport:
    """Keep a list to be looked at, for a day. `by` is None for the command line. Raises `BadList`."""
    read_list(data, ground=ground, language=language, today=clock.today())
    with transaction() as session:
        kept = ListImport(
            ground=ground,
            source=source,
            language=language,
            filename=filename[-120:],
            data=data,
            by_id=by.id if by else None,
        )
        session.add(kept)
        session.flush()
        record("newsletter:import:uploaded", subject=kept, actor=by, details={"ground": ground})
    return kept


def start(import_id: int, *, by: Account | None) -> ListImport:
    """Let a list be carried out. Raises `NotWaiting`."""
    with transaction() as session:
        kept = session.get(ListImport, import_id, with_for_update=True, populate_existing=True)
        if kept is None or kept.started_at is not None or not queries.rows_of(import_id):
            raise NotWaiting(import_id)
        kept.started_at = clock.now()
        record("newsletter:import:started", subject=kept, actor=by)
        queue_job("newsletter.import", import_id=kept.id)
    return kept


def discard(import_id: int, *, by: Account) -> None:
    """Forget a list that is not to be carried out. Raises `NotWaiting`."""
    with transaction() as session:
        kept = session.get(ListImport, import_id, with_for_update=True, populate_existing=True)
        if kept is None or kept.started_at is not None:
            raise NotWaiting(import_id)
        record("newsletter:import:discarded", subject=kept, actor=by)
        session.delete(kept)


def carry_out(
    import_id: int, *, go_on: Callable[[], bool] = lambda: True, progress: Callable[[int], None] = lambda _: None
) -> bool:
    """Carry out a list that was started, from wherever a worker stopped; its file is forgotten at the end.

    Between two pieces it asks `go_on` whether to do the next one, and tells `progress` how many rows were handled.
    Returns False where there is more to do for it.
    """
    rows = queries.rows_of(import_id)
    kept = queries.find_import(import_id)
    if kept is None or kept.started_at is None or kept.done_at is not None:
        return True
    for begin in range(kept.position, len(rows), AT_ONCE):
        if not go_on():
            return False
        if not _carry_out_some(import_id, begin, rows[begin : begin + AT_ONCE]):
            return True
        progress(min(begin + AT_ONCE, len(rows)))
    with transaction():
        kept.done_at, kept.data = clock.now(), None
        details = {"taken": sum(kept.counts.get(fate.value, 0) for fate in CARRIED_OUT), "rows": len(rows)}
        record("newsletter:import:done", subject=kept, details=details)
    return True


def _carry_out_some(import_id: int, begin: int, rows: Sequence[Row]) -> bool:
    """Carry out some rows as one; False when another worker is at it."""
    with transaction() as session:
        turn = update(ListImport).where(ListImport.id == import_id, ListImport.position == begin)
        if session.execute(turn.values(position=begin + len(rows)).returning(ListImport.id)).first() is None:
            return False
        kept = session.get_one(ListImport, import_id, populate_existing=True)
        judged = list(queries.judge(rows, kept.ground))
        fates = Counter(kept.counts) + Counter(fate.value for _, fate in judged)
        _ACTS[kept.ground](kept, [row for row, fate in judged if fate in CARRIED_OUT])
        kept.counts = dict(fates)
    return True


def _ask(kept: ListImport, rows: Sequence[Row]) -> None:
    """Mail each of them a link that confirms."""
    for row in rows:
        sign_up(
            email=row.email,
            language=row.language,
            themes=row.themes,
            origin=Origin.IMPORT,
            page=kept.source,
            number=f"import:{kept.id}:{row.line}",
        )


def _stop(kept: ListImport, rows: Sequence[Row]) -> None:
    """Keep them from being written to, and end what they receive."""
    emails = [row.email for row in rows]
    use = Use.NEWSLETTER if kept.ground is ImportGround.LEFT else Barred.EVERYTHING
    choices.suppress_all(emails, use, Reason.IMPORTED)
    db.session.execute(delete(Signup).where(Signup.email.in_(emails), Signup.confirmed_at.is_(None)))
    for subscription in subscriptions_at(emails):
        if subscription.runs:
            end(subscription, EndReason.STAFF)


def _take_over(kept: ListImport, rows: Sequence[Row]) -> None:
    """Let those read on who confirmed elsewhere; three years count from that day, not from today."""
    # Who leaves between the look and here is refused; the worker then takes these rows once more.
    listed = [Listed(row.email, _moment(row), row.language, _proof(kept, row)) for row in rows]
    keys = record_consents(listed, Use.NEWSLETTER, page=f"import:{kept.id}", by=kept.by_id)
    ended = {one.address_id: one for one in subscriptions_at([row.email for row in rows])}
    new: list[dict[str, Any]] = []
    for row in rows:
        facts = _facts(kept, row)
        if subscription := ended.get(keys[row.email]):
            for name, value in facts.items():
                setattr(subscription, name, value)
            _note_imported(kept, subscription.id)
        else:
            new.append({"address_id": keys[row.email], **facts})
    if new:
        for key in db.session.scalars(insert(Subscription).returning(Subscription.id), new):
            _note_imported(kept, key)


def _facts(kept: ListImport, row: Row) -> dict[str, Any]:
    return {
        "language": row.language,
        "themes": known(row.themes),
        "origin": Origin.IMPORT,
        "origin_page": kept.source,
        "text_version": TEXT_VERSION,
        "confirmed_at": _moment(row),
        "ended_at": None,
        "end_reason": None,
        "renewal_asked_at": None,
    }


def _moment(row: Row) -> dt.datetime:
    assert row.confirmed is not None
    return start_of_day(row.confirmed).astimezone(dt.UTC)


def _proof(kept: ListImport, row: Row) -> str:
    return f"{kept.source} ({row.confirmed})"


def _note_imported(kept: ListImport, subscription_id: int) -> None:
    subject = f"{Subscription.__tablename__}:{subscription_id}"
    record("newsletter:subscription:imported", subject=subject, details={"import": kept.id})


_ACTS: Mapping[ImportGround, Callable[[ListImport, Sequence[Row]], None]] = {
    ImportGround.ASKED: _ask,
    ImportGround.PROVED: _take_over,
    ImportGround.LEFT: _stop,
    ImportGround.STOP: _stop,
}
