"""The clock of privacy: the purge after midnight, reminders before work begins, each hour the policy as it stands."""

from __future__ import annotations

from cesi_site.core import clock
from cesi_site.core.checkpoint import checkpoint
from cesi_site.core.database import transaction
from cesi_site.outbox import job, queue_job, scheduled
from cesi_site.privacy import editions, ledger, operations
from cesi_site.privacy.operations import purge_expired, send_alarms
from cesi_site.privacy.operations.retention import PURGE
from cesi_site.register import current_register


@scheduled(PURGE, hour=0, minute=10)
def purge() -> None:
    """Remove what had its last day yesterday or before, from the file of the database and its log as well."""
    purge_expired(register=current_register(), at=clock.now())
    ledger.keep_copy()
    checkpoint()


@scheduled("privacy.alarms", hour=6, minute=40)
def alarms() -> None:
    """Remind staff of requests whose last day is near or past."""
    send_alarms()


@scheduled("privacy.breach_alarms", minute=10)
def breach_alarms() -> None:
    """Remind the data protection officer of breaches whose 72 hours run."""
    operations.send_breach_alarms()


@scheduled("privacy.keep_policy", minute=20)
def keep_policy() -> None:
    """Keep the policy as it stands where it changed within the hour."""
    editions.keep_current()


@job("privacy.draw_policy")
def draw_policy(*, edition_id: int) -> None:
    """Draw the edition in force as PDF."""
    editions.draw(edition_id)


@job("privacy.tell_people")
def tell_everybody(*, edition_id: int) -> None:
    """Tell some of the people with an account of an edition, and queue the rest: who was told is left out."""
    if operations.tell_next(edition_id):
        with transaction():
            queue_job("privacy.tell_people", edition_id=edition_id)
