"""Processes that end together: none outlives the one that started it, not even when that one is killed."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

# Set for the server's children; see `core.settings`.
PARENT = "CESI_PARENT"

LOOK_EVERY_SECONDS = 0.3
STOP_SECONDS = 10
# A companion that lived this long was well: it is started again soon.
WELL_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 30.0


def end_with_parent() -> None:
    """From now on, end this process (SIGTERM) within a moment after the one that started it has ended.

    A process that was started by hand goes on. Call it before the environment is emptied.
    """
    parent = int(os.environ.get(PARENT, "0"))
    if parent:
        threading.Thread(target=_watch, args=(parent,), name="parent", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


@dataclass
class Companion:
    """A process beside the web server: started with it, started again when it dies, stopped with it.

    It finds the pid of its parent in the environment, for `end_with_parent`.
    """

    name: str
    command: Sequence[str]
    _pid: int | None = field(default=None, init=False)
    _keeper: threading.Thread | None = field(default=None, init=False)
    _stopping: threading.Event = field(default_factory=threading.Event, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def start(self) -> None:
        """Start the process and the thread that watches it."""
        self._keeper = threading.Thread(target=self._keep, name=self.name, daemon=True)
        self._keeper.start()

    def stop(self) -> None:
        """Ask the process to end, and end it when it does not."""
        self._stopping.set()
        if self._keeper is None:
            return
        for signum in (signal.SIGTERM, signal.SIGKILL):
            self._send(signum)
            self._keeper.join(STOP_SECONDS)

    def _keep(self) -> None:
        wait = 1.0
        while (pid := self._spawn()) is not None:
            born = time.monotonic()
            status = self._outlive(pid)
            if self._stopping.is_set():
                return
            wait = 1.0 if time.monotonic() - born > WELL_SECONDS else min(wait * 2, LONGEST_WAIT_SECONDS)
            log.error("%s ended (%s); it starts again in %.0f s", self.name, status, wait)
            self._stopping.wait(wait)

    def _spawn(self) -> int | None:
        with self._lock:
            if self._stopping.is_set():
                return None
            environment = {**os.environ, PARENT: str(os.getpid())}
            # Not `subprocess`: it waits at a pipe until the new process runs, and a web process that is forked
            # in that moment inherits the pipe and keeps it waiting for as long as it lives.
            # A session of its own: Ctrl-C in a terminal reaches the server alone, which then stops it in order.
            self._pid = os.posix_spawnp(self.command[0], list(self.command), environment, setsid=True)
            return self._pid

    def _outlive(self, pid: int) -> int:
        """Wait for the end of the process; return its exit code, or the signal that ended it as a negative number."""
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        with self._lock:  # the number belongs to the process until it is reaped
            self._pid = None
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def _send(self, signum: signal.Signals) -> None:
        with self._lock:
            if self._pid is not None:
                os.kill(self._pid, signum)
