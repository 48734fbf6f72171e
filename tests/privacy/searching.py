"""Look for traces of a person everywhere: in every table, in the bytes of the SQLite file, in a dump of PostgreSQL."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, make_url, text

from cesi_site.core.checkpoint import checkpoint
from cesi_site.core.database import db
from tests.support import postgres


def rows_with(traces: Iterable[str]) -> dict[str, set[Any]]:
    """Return the rows in which any of these words stands, in whatever column: their keys by table."""
    wanted = [trace.lower() for trace in traces]
    found: dict[str, set[Any]] = {}
    with db.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            keys = inspect(connection).get_pk_constraint(table)["constrained_columns"]
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
                words = " ".join(_readable(value) for value in row.values()).lower()
                if any(trace in words for trace in wanted):
                    own = tuple(row[key] for key in keys)
                    found.setdefault(table, set()).add(own[0] if len(own) == 1 else own)
    return found


def tables_with(traces: Iterable[str]) -> set[str]:
    """Return the tables in which any of these words stands, in whatever column."""
    return set(rows_with(traces))


def _readable(value: object) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, (bytes, memoryview)) else str(value)


def traces_on_disk(traces: Iterable[str]) -> list[str]:
    """Return which of these words stand anywhere in the database as it lies on disk, its log emptied first."""
    content = _content()
    return [trace for trace in traces if trace.lower().encode() in content]


def _content() -> bytes:
    db.session.remove()
    url = make_url(str(db.engine.url.render_as_string(hide_password=False)))
    if url.get_backend_name() == "sqlite":
        assert checkpoint()
        file = Path(str(url.database))
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*")).lower()
    return dump(url.render_as_string(hide_password=False)).lower()


def dump(address: str, *options: str) -> bytes:
    """Return a whole dump of a PostgreSQL database."""
    done = subprocess.run([tool("pg_dump"), *options, plain(address)], capture_output=True, check=True)
    return done.stdout


def restore(file: Path, address: str) -> None:
    """Put a dump in the place of a PostgreSQL database."""
    subprocess.run([tool("pg_restore"), "--clean", "--if-exists", "-d", plain(address), file], check=True)


def tool(name: str) -> Path:
    """Return the path of a tool of PostgreSQL."""
    folder = postgres.binaries()
    assert folder is not None
    return (folder / "initdb").resolve().parent / name


def plain(address: str) -> str:
    """Return an address of a database as those tools take it."""
    return make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
