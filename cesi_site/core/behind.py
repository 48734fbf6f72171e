"""Small writes behind the requests: one thread for each process, every two seconds. What waits is lost with it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from flask import Flask

log = logging.getLogger(__name__)

EVERY_SECONDS = 2.0


class Behind:
    """Does what was added, one after another, in the application's context."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._works: list[Callable[[], None]] = []

    def add(self, work: Callable[[], None]) -> None:
        """Add something to do; it writes what has gathered since, or nothing."""
        self._works.append(work)

    def start(self) -> None:
        """Begin, in a thread that does not keep the process alive: for web servers."""
        threading.Thread(target=self._go_on, name="behind", daemon=True).start()

    def run_once(self) -> None:
        """Do all of it now; what fails is logged, and keeps nothing else from being done."""
        for work in self._works:
            try:
                with self.app.app_context():
                    work()
            except Exception:
                log.exception("what waited behind the requests could not be written")

    def _go_on(self) -> None:
        pause = threading.Event()
        while not pause.wait(EVERY_SECONDS):
            self.run_once()


def init_app(app: Flask) -> None:
    """Give the application its work behind the requests."""
    app.extensions["behind"] = Behind(app)
