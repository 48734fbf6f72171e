"""What would become of each row of an imported list: looked up anew each time, so that who left meanwhile stays out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import undefer

from cesi_site.choices.models import Reason, Use
from cesi_site.choices.queries import blocked, email_hash
from cesi_site.core import clock
from cesi_site.core.clock import day_in_brussels
from cesi_site.core.database import db
from cesi_site.newsletter.importing import STOPS, Fate, Row, read_list
from cesi_site.newsletter.models import ImportGround, ListImport, Signup, Subscription
from cesi_site.newsletter.policy import CONFIRM_TERM
from cesi_site.newsletter.queries.subscriptions import subscriptions_at

AT_ONCE = 500
MOST_SHOWN = 200

_FATES = {
    Reason.BOUNCED: Fate.STRUCK_OFF,
    Reason.RESTRICTED: Fate.RESTRICTED,
    Reason.IMPORTED: Fate.STOPPED,
}


@dataclass(frozen=True)
class Preview:
    """What carrying out a list would do: how many rows meet which fate, and the first that are left out."""

    counts: Mapping[Fate, int]
    left_out: Sequence[tuple[Row, Fate]]

    @property
    def taken(self) -> int:
        """How many rows would be carried out."""
        return self.counts.get(Fate.TAKEN, 0) + self.counts.get(Fate.ENDS, 0)

    @property
    def skipped(self) -> int:
        """How many would not."""
        return sum(self.counts.values()) - self.taken


def find_import(import_id: int) -> ListImport | None:
    """Return an imported list, without its file."""
    return db.session.get(ListImport, import_id)


def imports(limit: int) -> Sequence[ListImport]:
    """Return the lists that were brought in, the newest first."""
    done = select(ListImport).where(ListImport.started_at.is_not(None))
    return db.session.scalars(done.order_by(ListImport.id.desc()).limit(limit)).all()


def rows_of(import_id: int) -> list[Row]:
    """Return the rows of a list that is still there; nothing once it was carried out or forgotten."""
    query = select(ListImport).where(ListImport.id == import_id).options(undefer(ListImport.data))
    found = db.session.scalars(query).first()
    if found is None or found.data is None:
        return []
    return read_list(found.data, ground=found.ground, language=found.language, today=clock.today())


def preview(found: ListImport) -> Preview:
    """Return what carrying out a list would do now."""
    counts: Counter[Fate] = Counter()
    left_out: list[tuple[Row, Fate]] = []
    rows = rows_of(found.id)
    for start in range(0, len(rows), AT_ONCE):
        for row, fate in judge(rows[start : start + AT_ONCE], found.ground):
            counts[fate] += 1
            if fate not in {Fate.TAKEN, Fate.ENDS} and len(left_out) < MOST_SHOWN:
                left_out.append((row, fate))
    return Preview(counts, left_out)


def judge(rows: Sequence[Row], ground: ImportGround) -> Iterator[tuple[Row, Fate]]:
    """Say of each row what would become of it now."""
    known = [row.email for row in rows if row.fault is None]
    hashes = {email: email_hash(email) for email in known}
    stopped = blocked(Use.NEWSLETTER, hashes.values())
    subscriptions = {one.address.email: one for one in subscriptions_at(known)}
    waiting = _waiting(known) if ground is ImportGround.ASKED else set()
    for row in rows:
        if row.fault is not None:
            yield row, row.fault
        elif ground in STOPS:
            yield row, _fate_of_stop(subscriptions.get(row.email), stopped.get(hashes[row.email]), ground)
        else:
            yield row, _fate(row, subscriptions.get(row.email), stopped.get(hashes[row.email]), row.email in waiting)


def _fate(row: Row, subscription: Subscription | None, stop: Reason | None, waits: bool) -> Fate:
    if stop is not None:
        return _FATES.get(stop, Fate.LEFT)
    if subscription is not None and subscription.runs:
        return Fate.READING
    ended = subscription.ended_at if subscription is not None else None
    if ended and row.confirmed and row.confirmed <= day_in_brussels(ended):
        return Fate.NOT_RENEWED
    return Fate.WAITING if waits else Fate.TAKEN


def _fate_of_stop(subscription: Subscription | None, stop: Reason | None, ground: ImportGround) -> Fate:
    if subscription is not None and subscription.runs:
        return Fate.ENDS
    known = stop is not None and stop not in {Reason.BOUNCED, Reason.RESTRICTED}
    return Fate.STOPPED if known and ground is ImportGround.LEFT else Fate.TAKEN


def _waiting(emails: Collection[str]) -> set[str]:
    since = clock.now() - CONFIRM_TERM
    asked = Signup.email.in_(emails), Signup.confirmed_at.is_(None), Signup.asked_at > since
    return set(db.session.scalars(select(Signup.email).where(*asked)))
