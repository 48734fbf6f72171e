"""The jobs of visits: the figures of yesterday, once its last visits are over; and what a no lets go a second time."""

from __future__ import annotations

from cesi_site.outbox import job, scheduled
from cesi_site.visits import operations


@scheduled("visits.sum_up", hour=4)
def sum_up() -> None:
    """Daily: make the figures of the days that are over."""
    operations.sum_up()


@job(operations.FORGET_AGAIN)
def forget_again(codes: list[str]) -> None:
    """Delete what other processes wrote of a browser after its no."""
    operations.delete_measured(codes)
