"""The worker process: `python -m cesi_site.outbox.worker wsgi:app`.

It delivers until it is told to stop (SIGTERM, SIGINT) or until the process that started it is gone. What it
had in hand when it is killed is taken over by another worker as soon as the leases end.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time

from flask import Flask
from huey.consumer import Consumer
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.utils import import_string

from cesi_site.core import clock
from cesi_site.core.processes import parent_is_gone
from cesi_site.outbox.delivery import Delivery
from cesi_site.outbox.huey_clock import add_tasks, make_huey
from cesi_site.outbox.leases import Leases
from cesi_site.outbox.schedules import queue_due
from cesi_site.outbox.upkeep import show_alive

log = logging.getLogger(__name__)

# One thread for the mails, two for jobs, one for the minute.
THREADS = 4
LOOK_EVERY_SECONDS = 1.0
BEAT_EVERY_SECONDS = 10.0
LONGEST_STOP_SECONDS = 8.0


class QuietConsumer(Consumer):  # type: ignore[misc]
    """Huey's threads without its signal handlers, which would replace ours."""

    def _set_signal_handlers(self) -> None:
        pass


class Worker:
    """Delivery in Huey's threads, and a loop that looks whether all is well."""

    def __init__(self, app: Flask, stopping: threading.Event) -> None:
        self.app = app
        self.stopping = stopping
        self.leases = Leases()
        self.delivery = Delivery(app, self.leases, stopping)
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.started_at = clock.now()
        huey = make_huey(app)
        self.knock = add_tasks(huey, self.delivery.drain, self._each_minute)
        self.consumer = QuietConsumer(
            huey, workers=THREADS, max_delay=0.5, scheduler_interval=1, shutdown_timeout=LONGEST_STOP_SECONDS
        )

    def run(self) -> None:
        """Deliver until stopped."""
        with self.leases.kept_alive(self.app):
            self.consumer.start()
            try:
                self._watch()
            finally:
                self.stopping.set()
                self.consumer.stop(graceful=True)

    def _watch(self) -> None:
        next_beat = 0.0
        while not parent_is_gone():
            try:
                if time.monotonic() >= next_beat:
                    self._show_alive()
                    next_beat = time.monotonic() + BEAT_EVERY_SECONDS
                if self.delivery.is_wanted():
                    self.knock()
            except SQLAlchemyError as error:
                log.error("the worker cannot reach the database: %s", error)
            if self.stopping.wait(LOOK_EVERY_SECONDS):
                return

    def _show_alive(self) -> None:
        self.consumer.check_worker_health()
        with self.app.app_context():
            show_alive(self.name, self.started_at)

    def _each_minute(self) -> None:
        with self.app.app_context():
            queue_due()
        self.delivery.drain()


def main(target: str) -> None:
    """Run the worker of the application that `target` ("module:name") holds."""
    stopping = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: stopping.set())
    logging.getLogger("huey").setLevel(logging.WARNING)
    Worker(import_string(target), stopping).run()


if __name__ == "__main__":
    main(sys.argv[1])
