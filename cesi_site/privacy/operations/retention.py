"""Keep promise I1: what has had its last day goes, and each run leaves its counts."""

from __future__ import annotations

import datetime as dt

from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.privacy.models import RetentionRun
from cesi_site.privacy.operations.restriction import frozen
from cesi_site.register import Register
from cesi_site.register.retention import Progress, Purged, purge

# The schedule under which it runs each night.
PURGE = "privacy.purge"


def count_expired(*, register: Register, at: dt.datetime) -> tuple[Purged, ...]:
    """Count what `purge_expired` would remove or anonymise at the instant `at`, and touch nothing."""
    return purge(register, at, dry_run=True, frozen=frozen())


def purge_expired(*, register: Register, at: dt.datetime, progress: Progress | None = None) -> RetentionRun:
    """Remove or anonymise what has outlived its last day at the instant `at`; return the run with its counts.

    What belongs to people who had the use of their data restricted stays. The run is written down before the first row
    goes, so that one that was stopped shows, too.
    """
    with transaction() as session:
        run = RetentionRun(started_at=clock.now(), register=register.fingerprint)
        session.add(run)
    counts = purge(register, at, progress=progress, frozen=frozen())
    with transaction():
        run.finished_at = clock.now()
        run.counts = {count.holding: {"rows": count.rows, "clockless": count.clockless} for count in counts}
        record("privacy:retention:purged", subject=run, details={"rows": sum(count.rows for count in counts)})
    return run
