"""Bringing in a list: uploaded, looked at, then carried out piece by piece by the worker (promise B7).

A list never brings back who left or objected: each row is looked at once more in the moment it is carried out, and
`choices` refuses the rest.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import delete, update

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.choices import operations as choices
from cesi_site.choices.models import Barred, Decision, Method, Reason, Use
from cesi_site.choices.queries import find_address
from cesi_site.core import clock
from cesi_site.core.clock import start_of_day
from cesi_site.core.database import db, transaction
from cesi_site.newsletter.importing import CARRIED_OUT, STOPS, Fate, Row, read_list
from cesi_site.newsletter.models import EndReason, ImportGround, ListImport, Origin, Signup, Subscription
from cesi_site.newsletter.operations.leaving import end
from cesi_site.newsletter.operations.signing_up import sign_up
from cesi_site.newsletter.queries import imports as queries
from cesi_site.newsletter.queries.subscriptions import find_subscription
from cesi_site.newsletter.themes import known
from cesi_site.outbox.operations import queue_job

# So many rows are one transaction; between two of them other work has its turn.
AT_ONCE = 50
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


def carry_out(import_id: int) -> None:
    """Carry out a list that was started, from wherever a worker stopped; its file is forgotten at the end."""
    rows = queries.rows_of(import_id)
    kept = queries.find_import(import_id)
    if kept is None or kept.started_at is None or kept.done_at is not None:
        return
    for begin in range(kept.position, len(rows), AT_ONCE):
        if not _carry_out_some(import_id, begin, rows[begin : begin + AT_ONCE]):
            return
    with transaction():
        kept.done_at, kept.data = clock.now(), None
        details = {"taken": sum(kept.counts.get(fate.value, 0) for fate in CARRIED_OUT), "rows": len(rows)}
        record("newsletter:import:done", subject=kept, details=details)


def _carry_out_some(import_id: int, begin: int, rows: Sequence[Row]) -> bool:
    """Carry out some rows as one; False when another worker is at it."""
    with transaction() as session:
        turn = update(ListImport).where(ListImport.id == import_id, ListImport.position == begin)
        if session.execute(turn.values(position=begin + len(rows)).returning(ListImport.id)).first() is None:
            return False
        kept = session.get_one(ListImport, import_id, populate_existing=True)
        fates = Counter(kept.counts)
        for row, fate in list(queries.judge(rows, kept.ground)):
            fates[_carry_out(kept, row).value if fate in CARRIED_OUT else fate.value] += 1
        kept.counts = dict(fates)
    return True


def _carry_out(kept: ListImport, row: Row) -> Fate:
    if kept.ground in STOPS:
        return _stop(row.email, kept.ground)
    if kept.ground is ImportGround.ASKED:
        number = f"import:{kept.id}:{row.line}"
        sign_up(
            email=row.email,
            language=row.language,
            themes=row.themes,
            origin=Origin.IMPORT,
            page=kept.source,
            number=number,
        )
        return Fate.TAKEN
    return _take_over(kept, row)


def _stop(email: str, ground: ImportGround) -> Fate:
    use = Use.NEWSLETTER if ground is ImportGround.LEFT else Barred.EVERYTHING
    choices.suppress(email, use, Reason.IMPORTED)
    db.session.execute(delete(Signup).where(Signup.email == email, Signup.confirmed_at.is_(None)))
    subscription = find_subscription(email)
    if subscription is None or not subscription.runs:
        return Fate.TAKEN
    end(subscription, EndReason.STAFF)
    return Fate.ENDS


def _take_over(kept: ListImport, row: Row) -> Fate:
    """Let somebody read on who confirmed elsewhere; three years count from that day, not from today."""
    assert row.confirmed is not None
    is_new = find_address(row.email) is None
    # Who leaves between the look above and here is refused; the worker then takes these rows once more.
    choices.record_choice(
        row.email,
        Use.NEWSLETTER,
        Decision.CONSENT,
        method=Method.IMPORT,
        language=row.language,
        text=f"{kept.source} ({row.confirmed.isoformat()})",
        page=f"import:{kept.id}",
        by=kept.by_id,
    )
    moment = start_of_day(row.confirmed).astimezone(dt.UTC)
    address = choices.address_of(row.email)
    if is_new:
        address.last_contact_at = moment
    subscription = find_subscription(row.email) or Subscription(address=address)
    subscription.language, subscription.themes = row.language, known(row.themes)
    subscription.origin, subscription.origin_page = Origin.IMPORT, kept.source
    subscription.text_version, subscription.confirmed_at = TEXT_VERSION, moment
    subscription.ended_at = subscription.end_reason = subscription.renewal_asked_at = None
    db.session.add(subscription)
    db.session.flush()
    record("newsletter:subscription:imported", subject=subscription, details={"import": kept.id})
    return Fate.TAKEN
