"""The web server: granian, with the site's companions (the worker) beside it."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import NoReturn

from cesi_site.core.processes import LONGEST_WAIT_SECONDS, PARENT, STOP_SECONDS, WELL_SECONDS, Companion
from cesi_site.core.settings import PROJECT

__all__ = ["Companion", "serve"]

# Taken out of the environment at once, before a child could inherit it.
PLAN = "CESI_PLAN"

FIRST_WAIT_SECONDS = 0.5


@dataclass(frozen=True)
class _Plan:
    """What the server process is told."""

    target: str
    host: str
    port: int
    workers: int
    threads: int
    companions: Sequence[tuple[str, Sequence[str]]]
    access_log: bool
    wait: float = FIRST_WAIT_SECONDS


def serve(
    target: str,
    *,
    host: str,
    port: int,
    workers: int,
    threads: int,
    companions: Sequence[Companion] = (),
    access_log: bool = False,
) -> NoReturn:
    """Become the server of the WSGI application `target` ("wsgi:app"), until SIGTERM or Ctrl-C.

    This process is replaced by one that has not loaded the application: each web process that it starts
    loads it for itself, and shares no connection with another. `threads` is per web process. Requests in
    flight are answered before the end. Raises `SystemExit` with a sentence when the port is taken.
    """
    _check_free(host, port)
    beside = [(companion.name, list(companion.command)) for companion in companions]
    plan = _Plan(target, host, port, workers, threads, beside, access_log)
    sys.stdout.flush()
    sys.stderr.flush()
    os.chdir(PROJECT)
    _become(plan)


def _become(plan: _Plan) -> NoReturn:
    environment = {**os.environ, PLAN: json.dumps(asdict(plan))}
    os.execve(sys.executable, [sys.executable, "-m", "cesi_site.core.server"], environment)  # noqa: S606


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else error
        raise SystemExit(f"The site cannot listen on {host}:{port}: {reason}.") from None


def _run(plan: _Plan) -> None:
    """Serve until told to stop. granian gives up over a web process that dies twice at once: then start anew."""
    os.environ[PARENT] = str(os.getpid())
    companions = [Companion(name, command) for name, command in plan.companions]
    born = time.monotonic()
    if _serve_once(plan, companions):
        return
    for companion in companions:
        companion.stop()
    wait = FIRST_WAIT_SECONDS if time.monotonic() - born > WELL_SECONDS else min(plan.wait * 2, LONGEST_WAIT_SECONDS)
    sys.stderr.write(f"The web processes keep ending; they start again in {wait:.0f} s.\n")
    sys.stderr.flush()
    time.sleep(wait)
    # A process of the same number, with nothing left in it of the server that gave up.
    _become(replace(plan, wait=wait))


def _serve_once(plan: _Plan, companions: Sequence[Companion]) -> bool:
    """Run the server and its companions; return whether they were told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        plan.target,
        address=plan.host,
        port=plan.port,
        interface=Interfaces.WSGI,
        workers=plan.workers,
        blocking_threads=plan.threads,
        backpressure=max(64, plan.threads * 8),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        websockets=False,
        log_level=LogLevels.error,
        log_access=plan.access_log,
    )
    for companion in companions:
        server.on_startup(companion.start)
        server.on_shutdown(companion.stop)
    # It leaves when a web process was dead at the end: so they are after Ctrl-C, which reaches them too.
    with suppress(SystemExit):
        server.serve()
    return bool(server.interrupt_signal)


if __name__ == "__main__":
    _run(_Plan(**json.loads(os.environ.pop(PLAN))))
