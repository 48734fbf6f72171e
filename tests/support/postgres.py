"""A PostgreSQL server of the tests' own: started in a temporary folder, on a free port, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.memory import quick_folder

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    # The log of changes stays small, and what is shared between processes goes with the folder.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    "max_wal_size": "64MB",
    "dynamic_shared_memory_type": "mmap",
}


def binaries() -> Path | None:
    """Return the folder that holds `initdb`, or None where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return Path(found).parent if found else (places[-1].parent if places else None)


def _run(*command: str) -> None:
    # PostgreSQL refuses to run as root.
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")


def free_port() -> int:
    """Return a port on loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def server() -> Iterator[str]:
    """Run a server whose data lies in a temporary folder; give its address without a database name."""
    # pytest's own temporary folders are closed to other users, and PostgreSQL runs as one.
    with tempfile.TemporaryDirectory(prefix="cesi-postgresql-", dir=quick_folder()) as folder:
        yield from _serve(Path(folder), free_port())


def _serve(data: Path, port: int) -> Iterator[str]:
    found = binaries()
    assert found is not None
    if os.geteuid() == 0:
        shutil.chown(data, "postgres", "postgres")
    _run(str(found / "initdb"), "-D", str(data), "-U", "cesi", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
    settings = FAST | {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": data}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    control = (str(found / "pg_ctl"), "-D", str(data), "-w", "-l", str(data / "log"))
    _run(*control, "-o", options, "start")
    try:
        yield f"postgresql+psycopg://cesi@127.0.0.1:{port}"
    finally:
        _run(*control, "-m", "immediate", "stop")
