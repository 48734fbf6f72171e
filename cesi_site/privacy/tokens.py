"""Tokens in links: they name a row by its key and the instant it was made.

A key alone would not do: after a backup is put back its number may be given to another row, and an old link would
open that one.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from cesi_site.core import links
from cesi_site.core.database import db
from cesi_site.privacy.models import DataLink, ErasureReceipt, RightsRequest

Named = DataLink | RightsRequest | ErasureReceipt
AnyNamed = TypeVar("AnyNamed", DataLink, RightsRequest, ErasureReceipt)


def token_of(purpose: str, row: Named, *more: Any) -> str:
    """Return a token that names a row for one purpose; `more` travels along (JSON)."""
    return links.sign(purpose, [row.id, _made(row), *more])


def row_of(model: type[AnyNamed], purpose: str, token: str, life: dt.timedelta) -> tuple[AnyNamed, list[Any]]:
    """Return the row that a token names, and what travelled along.

    Raises `BadLink` for a token that is not ours, `ExpiredLink` for one that is too old or whose row is gone.
    """
    match links.read(purpose, token, max_age=life.total_seconds()):
        case [int() as number, str() as made, *more]:
            row = db.session.get(model, number)
        case _:
            raise links.BadLink(purpose)
    if row is None or _made(row) != made:
        raise links.ExpiredLink(purpose)
    return row, more


def _made(row: Named) -> str:
    match row:
        case DataLink():
            at = row.asked_at
        case RightsRequest():
            at = row.received_at
        case ErasureReceipt():
            at = row.at
    return at.astimezone(dt.UTC).isoformat()
