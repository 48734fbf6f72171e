"""Corrections that people make themselves (promise K3): how they are called and reached, in rows they typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from cesi_site.audit.operations import record
from cesi_site.core.database import Base, db, transaction
from cesi_site.privacy.models import DataLink
from cesi_site.register import Holding, current_register
from cesi_site.register.finding import Selection

# What a person may change alone: nothing here says what was agreed, asked or decided.
CORRECTABLE = ("first_name", "last_name", "name", "phone", "language", "function")


class NothingToCorrect(Exception):
    """No row holds the old value any more."""


def own_columns() -> Iterator[tuple[Holding, str]]:
    """Walk over the holdings and export names in which a person's own words can be corrected."""
    for holding in current_register().holdings:
        if holding.joined:
            continue
        typed = {column.key for column in holding.provided}
        for name in CORRECTABLE:
            if name in holding.export and holding.export[name].key in typed:
                yield holding, name


def correct(selection: Selection, changes: Mapping[tuple[str, str], str | None], *, link: DataLink) -> int:
    """Write new values in the place of old ones; return how many rows changed.

    `changes` has the new value by (name in an export, old value). Raises `NothingToCorrect`.
    """
    done: list[tuple[Base, str]] = []
    with transaction():
        for holding, name in own_columns():
            wanted = {old: new for (field, old), new in changes.items() if field == name}
            if wanted and selection.can_find(holding):
                done += _correct_rows(holding, name, selection, wanted)
        if not done:
            raise NothingToCorrect
        for row, name in done:
            record("privacy:row:corrected", subject=row, details={"link": link.id, "field": name})
    return len({(type(row), id(row)) for row, _ in done})


def _correct_rows(
    holding: Holding, name: str, selection: Selection, wanted: Mapping[str, str | None]
) -> Sequence[tuple[Base, str]]:
    """Change rows as objects, so that what follows an account follows here, too."""
    column = holding.export[name]
    model: Any = holding.model
    rows = db.session.scalars(select(model).where(selection.of(holding), column.in_(list(wanted)))).all()
    for row in rows:
        setattr(row, column.key, wanted[getattr(row, column.key)])
    db.session.flush()
    return [(row, name) for row in rows]
