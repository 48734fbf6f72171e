"""How fast mails go to one domain: at most so many a minute, evenly spread, whichever processes send them.

The database knows when the next mail may go, so that several mailings, several machines and a restart keep one pace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select

from cesi_site.core import clock
from cesi_site.core.database import db, insert_new, transaction
from cesi_site.newsletter.models import DomainPace

MINUTE = dt.timedelta(minutes=1)
NOW = dt.timedelta(0)
# A domain that no mail went or waits to go to for so long is forgotten.
QUIET = dt.timedelta(hours=1)


def wait_for(domains: Sequence[str], per_minute: int) -> list[dt.timedelta]:
    """Take the next places for mails to these domains: `NOW`, else how long until it is to be asked for again.

    What is put off gets a place behind those that were put off before, so that each is asked about once more. Needs
    an open transaction, which holds these domains until it ends. `per_minute` 0 sets no limit.
    """
    if not per_minute:
        return [NOW] * len(domains)
    known, now = _hold(sorted(set(domains))), clock.now()
    return [_take_place(known[domain], MINUTE / per_minute, now) if domain in known else NOW for domain in domains]


def _hold(domains: Sequence[str]) -> Mapping[str, DomainPace]:
    """Hold the rows of these domains, made where they are missing; always in one order, so that nobody is stuck."""
    free = clock.now()
    insert_new(DomainPace, [{"domain": one, "free_at": free, "promised_until": free} for one in domains])
    held = select(DomainPace).where(DomainPace.domain.in_(domains)).order_by(DomainPace.domain).with_for_update()
    found = db.session.scalars(held, execution_options={"populate_existing": True})
    return {one.domain: one for one in found}


def _take_place(known: DomainPace, gap: dt.timedelta, now: dt.datetime) -> dt.timedelta:
    if known.free_at <= now:
        # Who comes a little late is not made later still; after a pause nobody catches up.
        known.free_at = (known.free_at if now - known.free_at < gap else now) + gap
        return NOW
    known.promised_until = max(known.promised_until, known.free_at - gap) + gap
    return known.promised_until - now


def forget_quiet() -> int:
    """Forget the domains that are quiet again; return how many."""
    before = clock.now() - QUIET
    quiet = delete(DomainPace).where(DomainPace.free_at < before, DomainPace.promised_until < before)
    with transaction() as session:
        return session.connection().execute(quiet).rowcount
