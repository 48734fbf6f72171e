"""After a backup is put back: what was erased since is erased anew, and no mail leaves a second time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from cesi_site.audit.models import AuditEntry
from cesi_site.core import clock
from cesi_site.core.clock import day_in_brussels
from cesi_site.core.database import db
from cesi_site.outbox.upkeep import hold_all
from cesi_site.privacy import ledger
from cesi_site.privacy.operations import replay
from cesi_site.register.terms import Term

# Older entries of the ledger are gone: what was erased then could not be erased anew.
OLDEST = Term(months=36)
HELD = "put back from a backup: it may have left before; look before you let it try again"


def remembered() -> list[ledger.Line]:
    """Return what is known of erasures before a backup is put back: from the table, where it can be read, and its copy.

    Raises `ValueError` for a copy that cannot be read.
    """
    entries: dict[str, ledger.Line] = {entry["number"]: entry for entry in ledger.copy()}
    try:
        entries |= {entry["number"]: entry for entry in ledger.lines()}
    except DatabaseError:  # a database that is broken or empty is why somebody restores
        db.session.rollback()
    return list(entries.values())


def forget_again(entries: Iterable[Mapping[str, Any]]) -> int:
    """Erase anew in the database that was put back, hold its waiting mails; return how many addresses were erased."""
    hold_all(HELD)
    return replay([dict(entry) for entry in entries])


def is_too_old() -> bool:
    """Tell whether the database that was put back is older than the ledger remembers."""
    newest: dt.datetime | None = db.session.scalar(select(func.max(AuditEntry.at)))
    return newest is not None and day_in_brussels(newest) < OLDEST.first_kept(clock.today())
