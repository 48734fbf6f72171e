"""A mailing moves from state to state in one statement: of two acts at once, one comes first."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, update

from cesi_site.core.database import db
from cesi_site.newsletter.models import Mailing, MailingState


def move(
    mailing_id: int, allowed: Collection[MailingState], *conditions: ColumnElement[bool], **changes: Any
) -> Mailing | None:
    """Change a mailing that is in one of these states; None where it is not, or does not meet the conditions."""
    here = update(Mailing).where(Mailing.id == mailing_id, Mailing.state.in_(allowed), *conditions)
    # A statement that changes nothing still holds the row, as the first word of whoever only looks.
    statement = here.values(changes or {"kind": Mailing.kind}).returning(Mailing)
    return db.session.scalars(statement, execution_options={"populate_existing": True}).first()
