"""The ledger of erasures: keyed hashes by which a restored backup is brought to forget again.

The table is the truth; a copy lies in the instance folder, since a database that is lost takes its table with it.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.privacy.models import ErasureEntry
from cesi_site.register.names import words_of_name
from cesi_site.register.terms import Term

FILE = "erasures.jsonl"
FIELDS = ("number", "at", "email_hash", "name_hash")

# As long as a backup may be put back that still holds what was erased.
KEPT = Term(months=36)

Line = dict[str, Any]


def email_hash(email: str) -> str:
    """Return the keyed hash of a normalised address, by the key file `erasure`."""
    return _hash(f"address:{email}")


def name_hash(name: str) -> str:
    """Return the keyed hash of a name, whatever the order of its words and its accents."""
    return _hash("name:" + " ".join(sorted(words_of_name(name))))


def name_key(name: str) -> str:
    """Return a short keyed word for a name, to stand in an address of the back office in its place."""
    return _hash("who:" + " ".join(sorted(words_of_name(name))))[:16]


def _hash(text: str) -> str:
    return hmac.digest(current_app.config["ERASURE_KEY"], text.encode(), "sha256").hex()


def path() -> Path:
    """Return where the copy lies."""
    return Path(current_app.config["INSTANCE_PATH"]) / FILE


def lines() -> list[Line]:
    """Return the entries of the table, the oldest first."""
    columns = (ErasureEntry.number, ErasureEntry.at, ErasureEntry.email_hash, ErasureEntry.name_hash)
    rows = db.session.execute(select(*columns).order_by(ErasureEntry.at, ErasureEntry.number))
    return [
        {"number": number, "at": at.isoformat(), "email_hash": address, "name_hash": name}
        for number, at, address, name in rows
    ]


def keep_copy() -> None:
    """Add to the copy what stands in the table, and take out what has had its day. Call it after the commit.

    What the copy alone knows stays: a backup was put back, and its erasures are still to be done anew.
    Raises `ValueError` for a copy that cannot be read; it is left as it is.
    """
    with _turn():
        known = {entry["number"]: entry for entry in [*copy(), *lines()]}
        first_kept = clock.start_of_day(KEPT.first_kept(clock.today()))
        kept = [entry for entry in known.values() if dt.datetime.fromisoformat(entry["at"]) >= first_kept]
        draft = path().with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            write(sorted(kept, key=lambda entry: (entry["at"], entry["number"])), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path())


def write(entries: Iterable[Line], file: Any) -> None:
    """Write entries to a text file, one a line."""
    file.writelines(json.dumps(entry) + "\n" for entry in entries)


def read(file: Iterable[str]) -> list[Line]:
    """Read entries. Raises `ValueError` for a line that is none."""
    found = [json.loads(line) for line in file if line.strip()]
    if strange := [entry for entry in found if not isinstance(entry, dict) or set(entry) != set(FIELDS)]:
        raise ValueError(f"this is no line of a ledger: {strange[0]!r}")
    return found


def copy() -> list[Line]:
    """Return the entries of the copy; none where there is no copy yet."""
    try:
        with path().open(encoding="utf-8") as file:
            return read(file)
    except FileNotFoundError:
        return []


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for other processes of this machine, so that the last copy holds all that was committed before it."""
    lock = os.open(path().with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
