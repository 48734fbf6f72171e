"""Servers to measure: granian with the site's own workers and threads, for the site and for its limit."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cesi_site.core.settings import SETTINGS

WORKERS, THREADS = (str(setting.default) for setting in SETTINGS if setting.name in {"WEB_WORKERS", "WEB_THREADS"})
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A running server and what it costs."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def cpu_seconds(self) -> float:
        """Processor time of the server's processes until now."""
        total = 0
        for pid in (self.process.pid, *_children(self.process.pid)):
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():  # a child belongs to the thread that started it
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *_children(child)]
    return found


def free_port() -> int:
    """Return a port on loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(target: str, environ: dict[str, str], port: int | None = None) -> Iterator[Server]:
    """Serve `target` ("module:app") until the block ends."""
    port = port or free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", WORKERS, "--blocking-threads", THREADS, "--backpressure", "64", "--no-ws", "--no-log", target),
    ]
    process = subprocess.Popen(command, env={**os.environ, **environ})
    try:
        _await(port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def bare(folder: Path, pages: dict[str, Path]) -> Iterator[Server]:
    """Serve the limits. `pages` are the bodies they return, `folder` gets their database."""
    database = folder / "bare.sqlite"
    with closing(sqlite3.connect(database)) as made:  # once for all processes
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, body TEXT)")
    bodies = {f"BENCH_{name}": str(path) for name, path in pages.items()}
    with serving("bench.bare:app", {**bodies, "BENCH_DATABASE": str(database)}) as server:
        yield server


def _await(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(1)  # the second worker is a little later
                return
        time.sleep(0.1)
    raise TimeoutError(f"no server on port {port}")
