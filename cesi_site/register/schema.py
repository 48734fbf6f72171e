"""The check that no column lives outside the register: each is claimed by a holding, or its table is impersonal."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import MetaData

from cesi_site.register.book import Register


def unclaimed_columns(metadata: MetaData, register: Register) -> list[str]:
    """Return what nobody answers for, each with what to declare; an empty list is what tests want."""
    claimed: defaultdict[str, set[str]] = defaultdict(set)
    for holding in register.holdings:
        claimed[holding.table.name] |= holding.claimed
    impersonal = {declared.table for declared in register.impersonal_tables}
    faults = [
        f"{table.name}.{column.name}: name it in `export` (with `provided` where the person typed it, `third_person` "
        f"where it is about somebody else) or in `impersonal` of a Holding in the feature's processing.py, or declare "
        f"Impersonal({table.name!r}, reason) where the table is about nobody"
        for table in metadata.sorted_tables
        if table.name not in impersonal
        for column in table.columns
        if column.name not in claimed[table.name]
    ]
    both = sorted(impersonal & {holding.table.name for holding in register.holdings})
    gone = sorted(impersonal - set(metadata.tables))
    faults += [f"{name}: declared impersonal, and claimed by a Holding" for name in both]
    return faults + [f"{name}: declared impersonal, but there is no such table" for name in gone]
