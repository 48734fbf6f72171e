"""Three years without an act of the reader: asked a month before the end whether to go on (promise I1)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from cesi_site.audit.operations import record
from cesi_site.choices.models import KEPT, Use
from cesi_site.choices.queries import blocked
from cesi_site.core import clock
from cesi_site.core.clock import start_of_day
from cesi_site.core.database import db, transaction
from cesi_site.newsletter.models import EndReason, Subscription
from cesi_site.newsletter.operations.leaving import end
from cesi_site.newsletter.policy import RENEWAL_DAYS
from cesi_site.newsletter.queries import renewals as queries
from cesi_site.outbox.operations import queue_mail
from cesi_site.register.terms import ONE_DAY

AT_ONCE = 200


def ask_renewals() -> int:
    """Ask every reader whose last act is almost three years ago whether to go on; return how many were asked.

    Who may not be written to is not asked. An act of any kind since puts the question off by three years.
    """
    before, asked, after = _silent_since(RENEWAL_DAYS), 0, 0
    while due := queries.to_ask(before, after_id=after, limit=AT_ONCE):
        after = due[-1].id
        with transaction():
            stopped = blocked(Use.NEWSLETTER, [row.address.email_hash for row in due])
            asked += _ask([row for row in due if row.address.email_hash not in stopped])
    return asked


def _ask(due: list[Subscription]) -> int:
    ids = [row.id for row in due]
    asked = update(Subscription).where(Subscription.id.in_(ids)).values(renewal_asked_at=clock.now())
    db.session.execute(asked, execution_options={"synchronize_session": False})
    for row in due:
        queue_mail("newsletter.renewal", subscription_id=row.id)
    record("newsletter:renewals:asked", details={"rows": len(due)})
    return len(due)


def end_unrenewed() -> int:
    """End the subscriptions of readers whose three years are over; their rows are purged the same night.

    Returns how many ended.
    """
    before, ended = _silent_since(-1), 0
    while due := queries.running_since_before(before, limit=AT_ONCE):
        with transaction():
            for row in due:
                end(row, EndReason.NOT_RENEWED)
        ended += len(due)
    return ended


def _silent_since(days: int) -> dt.datetime:
    """Return the instant before which the last act lies of who has at most so many days left of the three years."""
    return start_of_day(KEPT.first_kept(clock.today() + (days + 1) * ONE_DAY))
