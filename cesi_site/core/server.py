"""The web server: granian, with the site's companions (the worker) beside it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from granian import Granian
from granian.constants import Interfaces

from cesi_site.core.processes import PARENT, STOP_SECONDS, Companion


def serve(
    target: str,
    *,
    host: str,
    port: int,
    workers: int,
    threads: int,
    companions: Sequence[Companion] = (),
    access_log: bool = False,
) -> None:
    """Serve the WSGI application `target` ("wsgi:app") until SIGTERM or Ctrl-C; requests in flight are answered.

    `threads` is per worker process. Raises `SystemExit` when the server cannot start.
    """
    os.environ[PARENT] = str(os.getpid())
    server = Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backpressure=max(64, threads * 8),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        websockets=False,
        log_access=access_log,
        process_name="cesi",
    )
    for companion in companions:
        server.on_startup(companion.start)
        server.on_shutdown(companion.stop)
    server.serve()
