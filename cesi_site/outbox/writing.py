"""Rows are written together, by one statement, at the end of the transaction; then the worker is woken."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from cesi_site.core import clock
from cesi_site.core.database import db, insert_new
from cesi_site.outbox.models import OutboxRow

_PENDING = "outbox rows"
_WRITTEN = "outbox rows written"


def remember(
    session: Session,
    kind: str,
    name: str,
    key: str | None,
    available_at: dt.datetime | None,
    arguments: dict[str, Any],
) -> None:
    """Keep a row until `session` commits or rolls back."""
    now = clock.now()
    row = {
        "kind": kind,
        "name": name,
        "arguments": arguments,
        "token": secrets.token_hex(16),
        "dedupe_key": key,
        "queued_at": now,
        "available_at": available_at or now,
        "attempts": 0,
    }
    session.info.setdefault(_PENDING, []).append(row)


@event.listens_for(db.session, "before_commit")
def _write(session: Session) -> None:
    rows: list[dict[str, Any]] | None = session.info.pop(_PENDING, None)
    if not rows:
        return
    # A second row with a key that is known already is left out.
    insert_new(OutboxRow, rows, over=session.connection())
    session.info[_WRITTEN] = True


@event.listens_for(db.session, "after_commit")
def _wake(session: Session) -> None:
    if session.info.pop(_WRITTEN, False):
        current_app.extensions["outbox"].kick()


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_PENDING, None)
    session.info.pop(_WRITTEN, None)
