"""The clock of visits: the figures of yesterday, shortly after midnight and before the purge."""

from __future__ import annotations

from cesi_site.outbox import scheduled
from cesi_site.visits import operations


@scheduled("visits.sum_up", hour=0, minute=7)
def sum_up() -> None:
    """Daily: make the figures of the days that are over."""
    operations.sum_up()
