"""What the desks themselves write: that a list left the house."""

from __future__ import annotations

from collections.abc import Sequence

from cesi_site.accounts.models import Account
from cesi_site.audit import record
from cesi_site.core.database import transaction


def note_export(name: str, *, rows: int, filters: Sequence[str], by: Account) -> None:
    """Log that somebody took a list along; `filters` are the names of those that were set."""
    with transaction():
        record("staff:list:exported", subject=f"list:{name}", actor=by, details={"rows": rows, "filters": filters})
