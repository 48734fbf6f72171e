"""Imported lists in the worker: piece by piece, so that other work has its turn."""

from __future__ import annotations

import time

from cesi_site.core.database import transaction
from cesi_site.newsletter.operations.imports import carry_out
from cesi_site.outbox import job, queue_job, stopping

# A list takes one of the two hands that do jobs; after this long it stands in line again.
SLICE_SECONDS = 30.0


@job("newsletter.import")
def carry_out_import(*, import_id: int) -> None:
    """Carry out a list that staff started, for a while; stand in line again for the rest."""
    until, stop = time.monotonic() + SLICE_SECONDS, stopping()
    if not carry_out(import_id, go_on=lambda: time.monotonic() < until and not stop.is_set()):
        with transaction():
            queue_job("newsletter.import", import_id=import_id)
