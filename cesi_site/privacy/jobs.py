"""The purge by the clock: shortly after midnight, so that no row sees the morning after its last day."""

from __future__ import annotations

from cesi_site.core import clock
from cesi_site.outbox.registry import scheduled
from cesi_site.privacy.operations import purge_expired
from cesi_site.register import current_register


@scheduled("privacy.purge", hour=0, minute=10)
def purge() -> None:
    """Remove what had its last day yesterday or before."""
    purge_expired(register=current_register(), at=clock.now())
