"""Forget an address: rows of the queue that hold it go, and the words of a mail server lose it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, update

from cesi_site.core.database import db
from cesi_site.outbox.mail import UnsafeMail, on_the_wire
from cesi_site.outbox.models import OutboxRow

FORGOTTEN = "erased at the person's request"


def forget(address: str) -> int:
    """Take a normalised address out of the queue, in the transaction that is open; return how many rows held it.

    A row that carries it in its arguments goes, whether it waits or was given up; of a row that only notes what a
    server said about it, the note goes.
    """
    forms = _forms(address)
    carried = [cast(column, Text) for column in (OutboxRow.arguments, OutboxRow.remaining)]
    carrying = or_(*(_holds(column, forms) for column in carried))
    gone = db.session.execute(delete(OutboxRow).where(carrying).returning(OutboxRow.id)).all()
    noted = update(OutboxRow).where(_holds(OutboxRow.error, forms)).values(error=FORGOTTEN)
    return len(gone) + len(db.session.execute(noted.returning(OutboxRow.id)).all())


def _forms(address: str) -> set[str]:
    """Return how an address is written: as it is kept, within JSON, and as mail servers see it."""
    forms = {address, json.dumps(address)[1:-1]}
    with suppress(UnsafeMail, UnicodeError):
        forms.add(on_the_wire(address))
    return {form.lower() for form in forms}


def _holds(column: Any, forms: set[str]) -> ColumnElement[bool]:
    return or_(*(func.lower(column).contains(form, autoescape=True) for form in sorted(forms)))
