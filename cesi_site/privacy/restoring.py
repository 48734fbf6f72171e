"""After a backup is put back: what was erased since is erased anew, and no mail leaves a second time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, func, select
from sqlalchemy.exc import DatabaseError

from cesi_site.audit.models import AuditEntry
from cesi_site.core import clock
from cesi_site.core.clock import day_in_brussels
from cesi_site.core.database import db
from cesi_site.core.numbering import leap
from cesi_site.outbox.upkeep import hold_all
from cesi_site.privacy import ledger
from cesi_site.privacy.operations import replay

HELD = "put back from a backup: it may have left before; look before you let it try again"


def remembered() -> list[ledger.Line]:
    """Return what is known of erasures before a backup is put back: from the table, where it can be read, and its copy.

    All of it lies in the copy first, so that a restoration that is interrupted loses nothing: `flask privacy replay`
    takes it up. Raises `ValueError` for a copy that cannot be read.
    """
    try:
        ledger.keep_copy()
    except DatabaseError:  # a database that is broken or empty is why somebody restores
        db.session.rollback()
    return ledger.copy()


def forget_again(entries: Iterable[Mapping[str, Any]]) -> int:
    """Erase anew in the database that was put back, hold its waiting mails; return how many addresses were erased.

    What comes from now on gets keys that no row had which the backup does not know.
    """
    hold_all(HELD)
    leap()
    return replay([dict(entry) for entry in entries])


def is_too_old(backup: Path | None = None) -> bool:
    """Tell whether a backup (a file of SQLite; None: the database as it was put back) knows what the ledger forgot.

    Ask before anything is written: the newest line of the audit log says how old it is.
    """
    engine = db.engine if backup is None else create_engine(URL.create("sqlite", database=str(backup)))
    with engine.connect() as connection:
        newest: dt.datetime | None = connection.scalar(select(func.max(AuditEntry.at)))
    if backup is not None:
        engine.dispose()
    return newest is not None and day_in_brussels(newest) < ledger.KEPT.first_kept(clock.today())
