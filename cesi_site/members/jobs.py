"""Work by the clock: the yearly question who still needs access."""

from __future__ import annotations

from cesi_site.members import operations
from cesi_site.outbox import scheduled


@scheduled("members.ask_reviews", hour=7, minute=20, weekday=0)
def ask_reviews() -> None:
    """On Monday morning: ask the access managers of organisations that are due."""
    operations.ask_reviews()
