"""Everything held about a person, by activity: the one source of the page, the copy and what can be taken along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cesi_site.register import Activity, Holding, Register
from cesi_site.register.finding import FoundRow, Selection, count_rows, rows_of


@dataclass(frozen=True)
class Group:
    """The rows of one holding, the newest first. `total` counts those that are left out, too."""

    holding: Holding
    rows: Sequence[FoundRow]
    total: int

    @property
    def left_out(self) -> int:
        """How many rows are not shown."""
        return self.total - len(self.rows)


@dataclass(frozen=True)
class Part:
    """What one activity holds about the person."""

    activity: Activity
    groups: Sequence[Group]


@dataclass(frozen=True)
class Dossier:
    """What is held about a person. `empty` are the activities in which nothing was found."""

    parts: Sequence[Part]
    empty: Sequence[Activity]

    @property
    def groups(self) -> Iterator[Group]:
        """The groups of all activities."""
        for part in self.parts:
            yield from part.groups

    @property
    def total(self) -> int:
        """How many rows there are."""
        return sum(group.total for group in self.groups)


def dossier_of(register: Register, selection: Selection, *, newest: int | None = None) -> Dossier:
    """Gather what is held about a person; of each holding at most the `newest` rows, or (None) all."""
    parts = [Part(activity, list(_groups(activity, selection, newest))) for activity in register.activities]
    found = [part for part in parts if part.groups]
    looked = [
        part.activity
        for part in parts
        if not part.groups and any(selection.can_find(holding) for holding in part.activity.holdings)
    ]
    return Dossier(found, looked)


def _groups(activity: Activity, selection: Selection, newest: int | None) -> Iterator[Group]:
    for holding in activity.holdings:
        if rows := rows_of(holding, selection, newest=newest):
            total = len(rows) if newest is None or len(rows) < newest else count_rows(holding, selection)
            yield Group(holding, rows, total)
