"""Fingerprints of declarations: they change with every word, term, ground or column that is declared."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from typing import Any

from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute


def fingerprint(*content: object) -> str:
    """Return twelve characters that stand for declarations and texts."""
    canonical = json.dumps(_plain(content), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def _plain(value: Any) -> Any:
    match value:
        case None | str() | int():
            return value
        case timedelta():
            return value.total_seconds()
        case Enum():
            return value.name
        case InstrumentedAttribute():
            return str(value)
        case type() if issubclass(value, DeclarativeBase):
            return value.__tablename__
        case Mapping():
            return {str(_plain(key)): _plain(item) for key, item in value.items()}
        case tuple() | list():
            return [_plain(item) for item in value]
        case _ if dataclasses.is_dataclass(value):
            return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        case _:  # conditions and functions: how rows are found, not what is promised about them
            return None
