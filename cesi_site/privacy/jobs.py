"""The clock of privacy: the purge, shortly after midnight; reminders of requests, before work begins."""

from __future__ import annotations

from cesi_site.core import clock
from cesi_site.core.checkpoint import checkpoint
from cesi_site.outbox.registry import scheduled
from cesi_site.privacy import ledger
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
