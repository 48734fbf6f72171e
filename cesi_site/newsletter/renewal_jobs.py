"""The clock of the three years: who is asked to renew, and whose subscription ends (promise I1)."""

from __future__ import annotations

from cesi_site.newsletter.operations.renewing import ask_renewals, end_unrenewed
from cesi_site.outbox import scheduled


@scheduled("newsletter.end_unrenewed", hour=0, minute=5)
def end_subscriptions() -> None:
    """Daily, before the purge: end what was not renewed."""
    end_unrenewed()


@scheduled("newsletter.ask_renewals", hour=9, minute=15)
def ask() -> None:
    """Daily: ask who has a month left."""
    ask_renewals()
