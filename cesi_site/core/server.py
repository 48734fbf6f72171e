"""The web server: granian, with the site's companions (the worker) beside it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import NoReturn

from cesi_site.core.processes import PARENT, STOP_SECONDS, Companion
from cesi_site.core.settings import PROJECT

__all__ = ["Companion", "serve"]

# Taken out of the environment at once, before a child could inherit it.
PLAN = "CESI_PLAN"


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
    flight are answered before the end.
    """
    beside = [(companion.name, list(companion.command)) for companion in companions]
    plan = _Plan(target, host, port, workers, threads, beside, access_log)
    sys.stdout.flush()
    sys.stderr.flush()
    os.chdir(PROJECT)
    environment = {**os.environ, PLAN: json.dumps(asdict(plan))}
    os.execve(sys.executable, [sys.executable, "-m", __name__], environment)  # noqa: S606


def _run(plan: _Plan) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ[PARENT] = str(os.getpid())
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
    for name, command in plan.companions:
        companion = Companion(name, command)
        server.on_startup(companion.start)
        server.on_shutdown(companion.stop)
    server.serve()


if __name__ == "__main__":
    _run(_Plan(**json.loads(os.environ.pop(PLAN))))
