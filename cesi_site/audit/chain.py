"""The arithmetic of the chain: what a line's hash covers, and what seals the head and the checkpoints."""

from __future__ import annotations

import datetime as dt
import hmac
import json
from typing import NamedTuple

# The hash that stands before the first line of an installation.
ORIGIN = "0" * 64


class Line(NamedTuple):
    """What a line says: all that its hash covers, in this order."""

    id: int
    at: dt.datetime
    action: str
    actor: str | None
    subject: str | None
    details: str


def canonical(value: object) -> str:
    """Write `value` as JSON in the one way that is hashed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def hash_of(key: bytes, previous: str, line: Line) -> str:
    """Return the hash of `line` when `previous` is the hash of the line before it."""
    number, at, *rest = line
    return _mac(key, previous, canonical([number, at.isoformat(), *rest]))


def seal_of(key: bytes, kind: str, last_id: int, hash_: str) -> str:
    """Return the seal of a "head" or a "checkpoint" that stands at the line `last_id`."""
    return _mac(key, kind, canonical([last_id, hash_]))


def same(one: str, other: str) -> bool:
    """Compare two hashes."""
    return hmac.compare_digest(one.encode(), other.encode())


def _mac(key: bytes, before: str, text: str) -> str:
    return hmac.digest(key, f"{before}\n{text}".encode(), "sha256").hex()
