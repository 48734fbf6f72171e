"""Imported lists in the worker."""

from __future__ import annotations

from cesi_site.newsletter.operations.imports import carry_out
from cesi_site.outbox import job


@job("newsletter.import")
def carry_out_import(*, import_id: int) -> None:
    """Carry out a list that staff started."""
    carry_out(import_id)
