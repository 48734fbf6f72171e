"""A person's rows in words: for the page, for the copy on paper, and for what can be corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from sqlalchemy import select

from cesi_site.core.companies import PRIVACY_ADDRESS
from cesi_site.core.database import db
from cesi_site.core.languages import current_language
from cesi_site.privacy import operations, queries
from cesi_site.privacy.forms import Correctable
from cesi_site.privacy.queries import Dossier
from cesi_site.privacy.words import facts, gone_on, why_that_day
from cesi_site.register import Activity, Holding, Register, current_register
from cesi_site.register.finding import FoundRow, Selection


@dataclass(frozen=True)
class DescribedRow:
    """A row in words: labels with values, the day it is gone (None: not known yet) and why that day."""

    facts: Sequence[tuple[str, str]]
    gone_on: dt.date | None
    why: str


@dataclass(frozen=True)
class DescribedGroup:
    """The rows of one holding in words."""

    holding: Holding
    rows: Sequence[DescribedRow]
    total: int


@dataclass(frozen=True)
class DescribedPart:
    """What one activity holds, and who receives it."""

    activity: Activity
    recipients: Sequence[str]
    groups: Sequence[DescribedGroup]


@dataclass(frozen=True)
class Described:
    """All that is held about a person, in words. `empty` are the names of the activities with nothing."""

    parts: Sequence[DescribedPart]
    empty: Sequence[str]
    total: int


def described(dossier: Dossier, register: Register) -> Described:
    """Put a dossier into words, in the language in use."""
    processors = {one.key: one.name for one in current_register().processors}
    parts = [
        DescribedPart(
            part.activity,
            [
                *map(str, part.activity.recipients),
                *(processors[key] for key in part.activity.processors if key in processors),
            ],
            [
                DescribedGroup(group.holding, [_described(row, register) for row in group.rows], group.total)
                for group in part.groups
            ],
        )
        for part in dossier.parts
    ]
    return Described(parts, [str(activity.name) for activity in dossier.empty], dossier.total)


def _described(row: FoundRow, register: Register) -> DescribedRow:
    return DescribedRow(list(facts(row, register)), gone_on(row), why_that_day(row))


def printed(selection: Selection, *, made: dt.datetime) -> str:
    """Return the copy of a person's rows as a page to draw as PDF, in the language in use."""
    register = current_register()
    return render_template(
        "privacy/my_data/copy.html",
        dossier=described(queries.dossier_of(register, selection), register),
        made=made,
        emails=sorted(selection.person.emails),
        privacy_address=PRIVACY_ADDRESS,
        lang=current_language(),
    )


def correctable(selection: Selection) -> list[Correctable]:
    """Return the values that the person may change alone, each once."""
    found: dict[Correctable, None] = {}
    for holding, name in operations.own_columns():
        if selection.can_find(holding):
            column = holding.export[name]
            for old in db.session.scalars(select(column).where(selection.of(holding), column.is_not(None)).distinct()):
                found[Correctable(name, old)] = None
    order = {name: place for place, name in enumerate(operations.CORRECTABLE)}
    return sorted(found, key=lambda value: (order[value.name], value.old))
