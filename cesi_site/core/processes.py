"""Processes that end together: none outlives the one that started it, not even when that one is killed."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

# Set for the server's children; see `core.settings`. Read at once: the environment is emptied later.
PARENT = "CESI_PARENT"
_PARENT_PID = int(os.environ.get(PARENT, "0"))

LOOK_EVERY_SECONDS = 0.3
STOP_SECONDS = 10
# A companion that lived this long was well: it is started again soon.
WELL_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 30.0


def parent_is_gone() -> bool:
    """Tell whether the process that started this one has ended; False for one that was started by hand."""
    return bool(_PARENT_PID) and os.getppid() != _PARENT_PID


def end_with_parent() -> None:
    """From now on, end this process (SIGTERM) within a moment after the one that started it has ended."""
    if _PARENT_PID:
        threading.Thread(target=_watch_parent, name="parent", daemon=True).start()


def _watch_parent() -> None:
    while not parent_is_gone():
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


@dataclass
class Companion:
    """A process beside the web server: started with it, started again when it dies, stopped with it.

    It finds the pid of its parent in the environment, for `end_with_parent`.
    """

    name: str
    command: Sequence[str]
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _stopping: threading.Event = field(default_factory=threading.Event, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def start(self) -> None:
        """Start the process and the thread that watches it."""
        threading.Thread(target=self._keep, name=self.name, daemon=True).start()

    def stop(self) -> None:
        """Ask the process to end, and end it when it does not."""
        with self._lock:
            self._stopping.set()
            process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _keep(self) -> None:
        wait = 1.0
        while (process := self._spawn()) is not None:
            born = time.monotonic()
            status = process.wait()
            if self._stopping.is_set():
                return
            wait = 1.0 if time.monotonic() - born > WELL_SECONDS else min(wait * 2, LONGEST_WAIT_SECONDS)
            log.error("%s ended (%s); it starts again in %.0f s", self.name, status, wait)
            self._stopping.wait(wait)

    def _spawn(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopping.is_set():
                return None
            environment = {**os.environ, PARENT: str(os.getpid())}
            # A session of its own: Ctrl-C in a terminal reaches the server alone, which then stops it in order.
            self._process = subprocess.Popen(self.command, env=environment, start_new_session=True)  # noqa: S603
            return self._process
