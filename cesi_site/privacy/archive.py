"""A person's rows for other machines: a ZIP of JSON, CSV and files, with a JSON Schema (articles 15.3 and 20 GDPR)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import JSON, Boolean, Date, DateTime, Integer, Numeric

from cesi_site.core.clock import now
from cesi_site.core.database import UtcDateTime
from cesi_site.core.spreadsheets import as_text
from cesi_site.privacy.queries.dossier import Dossier, Group
from cesi_site.register import Holding
from cesi_site.register.finding import HIDDEN, FoundRow, file_of
from cesi_site.register.labels import label

MASK = "[hidden: about somebody else]"
DATA, SCHEMA = "data.json", "schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def archive(dossier: Dossier, *, only_provided: bool) -> bytes:
    """Return the ZIP. `only_provided`: what the person typed, to take along to another service; else everything."""
    out = io.BytesIO()
    groups = [(group, names) for group in dossier.groups if (names := _names(group.holding, only_provided))]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(DATA, _json(_document(dossier, groups, only_provided=only_provided)))
        file.writestr(SCHEMA, _json(schema([(group.holding, names) for group, names in groups])))
        for group, names in groups:
            file.writestr(f"csv/{group.holding.key}.csv", _csv(group, names))
            for path, content in _files(group, names):
                file.writestr(path, content)
    return out.getvalue()


def _names(holding: Holding, only_provided: bool) -> list[str]:
    if not only_provided:
        return list(holding.export)
    typed = {column.key for column in holding.provided}
    return [name for name, column in holding.export.items() if column.key in typed]


def _document(
    dossier: Dossier, groups: Sequence[tuple[Group, Sequence[str]]], *, only_provided: bool
) -> dict[str, Any]:
    activity_of = {id(group): part.activity for part in dossier.parts for group in part.groups}
    return {
        "made": now().isoformat(timespec="seconds"),
        "content": "provided" if only_provided else "everything",
        "holdings": {
            group.holding.key: {
                "activity": activity_of[id(group)].key,
                "name": {"nl": group.holding.name.nl, "fr": group.holding.name.fr},
                "labels": {name: {"nl": label(name).nl, "fr": label(name).fr} for name in names},
                "rows": [_row(row, names) for row in group.rows],
            }
            for group, names in groups
        },
    }


def _row(row: FoundRow, names: Sequence[str]) -> dict[str, Any]:
    values = {name: _value(row, name) for name in names}
    return values | {"_kept_until": row.last_day.isoformat() if row.last_day else None}


def _value(row: FoundRow, name: str) -> Any:
    return _path(row, name) if name in row.holding.files else plain(row.values[name])


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: instants in UTC, days as 2027-03-05, amounts as text."""
    match value:
        case _ if value is HIDDEN:
            return MASK
        case Enum():
            return value.value
        case dt.date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return value


def _path(row: FoundRow, name: str) -> str:
    """Return where a file lies in the ZIP: under a name of ours, with the letters of its own that are safe anywhere."""
    own = re.sub(r"[^A-Za-z0-9._-]+", "_", str(row.values.get("file") or name)).strip("._") or name
    return f"files/{row.holding.key}/{row.key}-{own[-80:]}"


def _files(group: Group, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    for name in set(names) & group.holding.files:
        for row in group.rows:
            yield _path(row, name), file_of(row, name) or b""


def _csv(group: Group, names: Sequence[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_cell(_value(row, name)) for name in names] for row in group.rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    """Return a cell; what a spreadsheet would take for a formula becomes text. The JSON has each value as it is."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
        case str():
            return as_text(value)
        case _:
            return str(value)


def schema(holdings: Sequence[tuple[Holding, Sequence[str]]]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of `data.json`."""
    return {
        "$schema": DIALECT,
        "type": "object",
        "required": ["made", "content", "holdings"],
        "properties": {
            "made": {"type": "string", "format": "date-time"},
            "content": {"enum": ["provided", "everything"]},
            "holdings": {
                "type": "object",
                "additionalProperties": False,
                "properties": {holding.key: _holding_schema(holding, names) for holding, names in holdings},
            },
        },
    }


def _holding_schema(holding: Holding, names: Sequence[str]) -> dict[str, Any]:
    texts = {"type": "object", "properties": {"nl": {"type": "string"}, "fr": {"type": "string"}}}
    columns = {name: _column_schema(holding, name) for name in names}
    return {
        "type": "object",
        "title": holding.name.fr,
        "required": ["activity", "name", "labels", "rows"],
        "properties": {
            "activity": {"type": "string"},
            "name": texts,
            "labels": {"type": "object", "additionalProperties": texts},
            "rows": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": [*names, "_kept_until"],
                    "additionalProperties": False,
                    "properties": columns | {"_kept_until": {"type": ["string", "null"], "format": "date"}},
                },
            },
        },
    }


def _column_schema(holding: Holding, name: str) -> dict[str, Any]:
    kind = {"type": ["string", "null"]}
    if name not in holding.files and holding.export[name].key not in {one.key for one in holding.third_person}:
        match holding.export[name].property.columns[0].type:
            case Boolean():
                kind = {"type": ["boolean", "null"]}
            case Integer():
                kind = {"type": ["integer", "null"]}
            case Numeric():
                kind = {"type": ["string", "null"]}
            case JSON():
                kind = {"type": ["array", "object", "null"]}
            case UtcDateTime() | DateTime():
                kind = {"type": ["string", "null"], "format": "date-time"}  # type: ignore[dict-item]
            case Date():
                kind = {"type": ["string", "null"], "format": "date"}  # type: ignore[dict-item]
    return kind | {"title": label(name).fr, "description": label(name).nl}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
