"""Forget an address: rows of the queue that hold it go, and the words of a mail server lose it."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, select, update

from cesi_site.core.database import db
from cesi_site.outbox.mail import UnsafeMail, on_the_wire
from cesi_site.outbox.models import OutboxRow

FORGOTTEN = "erased at the person's request"
# What may stand in an address (RFC 5322, atext) and in a domain: beside one of these it is another address.
_INSIDE_NAME, _INSIDE_DOMAIN = r"\w.!#$%&'*+/=?^`{|}~-", r"\w-"


def forget(address: str) -> int:
    """Take a normalised address out of the queue, in the transaction that is open; return how many rows held it.

    A row that carries it in its arguments goes, whether it waits or was given up. A mail that waits for others too
    waits for them alone; of a row that only notes what a server said about it, the note goes.
    """
    forms = _forms(address)
    names = re.compile("|".join(map(_whole, sorted(forms))), re.IGNORECASE)
    found = db.session.scalars(select(OutboxRow).where(_may_hold(forms))).all()
    return sum(_forget(row, names) for row in found)


def _forget(row: OutboxRow, names: re.Pattern[str]) -> bool:
    others = [one for one in row.remaining or [] if not names.search(one)]
    this = OutboxRow.id == row.id
    if _carries(row.arguments, names) or (row.remaining and not others):
        db.session.execute(delete(OutboxRow).where(this))
        return True
    facts: dict[str, Any] = {}
    if row.remaining and others != row.remaining:
        facts["remaining"] = others
    if row.error and names.search(row.error):
        facts["error"] = FORGOTTEN
    if facts:
        db.session.execute(update(OutboxRow).where(this).values(facts))
    return bool(facts)


def _carries(value: object, names: re.Pattern[str]) -> bool:
    if isinstance(value, dict):
        return any(_carries(part, names) for part in (*value.keys(), *value.values()))
    if isinstance(value, list):
        return any(_carries(part, names) for part in value)
    return isinstance(value, str) and names.search(value) is not None


def _forms(address: str) -> set[str]:
    """Return how an address is written: as it is kept, and as mail servers see it."""
    forms = {address.lower()}
    with suppress(UnsafeMail):
        forms.add(on_the_wire(address).lower())
    return forms


def _whole(form: str) -> str:
    """Return the pattern of an address that is not a part of another one."""
    return rf"(?<![{_INSIDE_NAME}]){re.escape(form)}(?![{_INSIDE_DOMAIN}]|\.[{_INSIDE_DOMAIN}])"


def _may_hold(forms: set[str]) -> ColumnElement[bool]:
    """Return the condition that a row may hold the address; JSON is written in ASCII."""
    texts = [cast(column, Text) for column in (OutboxRow.arguments, OutboxRow.remaining)]
    written = {*forms, *(json.dumps(form)[1:-1] for form in forms)}
    return or_(
        *(
            func.lower(text).contains(form, autoescape=True)
            for text in (*texts, OutboxRow.error)
            for form in sorted(written)
        )
    )
