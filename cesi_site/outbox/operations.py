"""Queue a mail or a job, in the transaction that is open: it goes when that commits, or never was."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cesi_site.core.database import db
from cesi_site.outbox import registry, writing
from cesi_site.outbox.models import JOB, MAIL


def queue_mail(name: str, *, key: str | None = None, available_at: dt.datetime | None = None, **arguments: Any) -> None:
    """Queue the mail `name`; it is made from `arguments` when it leaves, in its reader's language.

    `arguments` are ids wherever the row still exists, so that what is erased is gone from here too. Of all
    rows with the same `key` (no address in it) one is kept. `available_at`: not before. Raises `UnknownName`.
    """
    registry.find(registry.MAILS, name)
    writing.remember(db.session(), MAIL, name, key, available_at, arguments)


def queue_job(name: str, *, key: str | None = None, available_at: dt.datetime | None = None, **arguments: Any) -> None:
    """Queue the job `name`, as `queue_mail` does a mail."""
    registry.find(registry.JOBS, name)
    writing.remember(db.session(), JOB, name, key, available_at, arguments)
