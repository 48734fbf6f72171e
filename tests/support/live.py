"""The whole site as it runs for visitors: the server process with its worker, on a port of loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from cesi_site.commands import TARGET
from cesi_site.core import server
from tests.support.postgres import free_port

PROJECT = Path(__file__).resolve().parents[2]
FLASK = str(Path(sys.executable).with_name("flask"))


class LiveSite:
    """A running site. `url` is its CESI host; the others are beside it on the same port."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, environ: dict[str, str]) -> None:
        self.process = process
        self.port = port
        self.environ = environ
        self.url = f"http://localhost:{port}"

    def host(self, name: str) -> str:
        """Return the address of another site, such as "onemanagement"."""
        return f"http://{name}.localhost:{self.port}"

    def worker(self) -> int:
        """Return the process id of the worker."""
        return next(pid for pid in _descendants(self.process.pid) if "worker" in _command(pid))

    def web(self) -> list[int]:
        """Return the process ids of the web processes."""
        return [pid for pid in _descendants(self.process.pid) if "worker" not in _command(pid)]


def flask(environ: dict[str, str], *words: str) -> str:
    """Run a command of the site, as an operator does, and return what it prints."""
    done = subprocess.run([FLASK, *words], env=environ, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def environment(database: str, instance: Path, **settings: object) -> dict[str, str]:
    """Return the environment of a site of its own."""
    port = free_port()
    own = {name: value for name, value in os.environ.items() if not name.startswith("CESI_")}
    defaults = {
        "SQLALCHEMY_DATABASE_URI": database,
        "INSTANCE_PATH": instance,
        "SITE_URL_CESI": f"http://localhost:{port}",
        "SITE_URL_ONEMANAGEMENT": f"http://onemanagement.localhost:{port}",
        "SITE_URL_MYCESI": f"http://my.localhost:{port}",
        "FORM_MIN_SECONDS": 0,
        "RATELIMIT_ENABLED": 0,
    }
    settings = {f"CESI_{name}": value for name, value in (defaults | settings).items()}
    return own | {"PORT": str(port)} | {name: str(value) for name, value in settings.items()}


@contextmanager
def running(environ: dict[str, str], *, at_once: bool = False) -> Iterator[LiveSite]:
    """Start the site with its worker, wait until both are ready, and stop them at the end.

    `at_once` leaves out `flask serve`, which loads the whole application to become its server: what runs is the same.
    """
    words, own = _server(environ) if at_once else ([FLASK, "serve"], environ)
    process = subprocess.Popen(words, env=own, cwd=PROJECT, start_new_session=True)
    site = LiveSite(process, int(environ["PORT"]), environ)
    try:
        wait_until(lambda: process.poll() is not None or _ready(site), seconds=150, what="the site to be ready")
        assert process.poll() is None, "the site stopped at its start"
        yield site
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _server(environ: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """Return the command that `flask serve` becomes, and its environment."""
    worker = ("worker", [sys.executable, "-m", "cesi_site.outbox.worker", TARGET])
    port, workers = int(environ["PORT"]), int(environ.get("CESI_WEB_WORKERS", "2"))
    plan = server._Plan(TARGET, "127.0.0.1", port, workers, 8, [worker], access_log=False)
    return [sys.executable, "-m", "cesi_site.core.server"], environ | {server.PLAN: json.dumps(asdict(plan))}


def wait_until(happened: Callable[[], object], *, seconds: float, what: str) -> None:
    """Wait until something is true; fail with its description after `seconds`."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, f"waited {seconds} s for {what}"
        time.sleep(0.1)


def _ready(site: LiveSite) -> bool:
    with suppress(URLError, OSError), urlopen(f"{site.url}/health/ready") as answer:
        return bool(json.load(answer))
    return False


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():  # a child belongs to the thread that started it
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *_descendants(child)]
    return found
