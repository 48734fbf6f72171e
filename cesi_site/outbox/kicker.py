"""Wakes the worker when something was queued: from a thread of its own, so that no request waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from flask import Flask

log = logging.getLogger(__name__)

# Knocks of a process are brought together: one for all that is queued within this time.
KNOCK_EVERY_SECONDS = 0.2


class Kicker:
    """Knocks at the worker's door."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._wanted = threading.Event()
        threading.Thread(target=self._run, name="kicker", daemon=True).start()

    def kick(self) -> None:
        """Wake the worker soon. Nothing is lost when that fails: it looks for itself each second."""
        self._wanted.set()

    def _run(self) -> None:
        knock: Callable[[], object] | None = None
        while True:
            self._wanted.wait()
            self._wanted.clear()
            try:
                knock = knock or self._find_door()
                knock()
            except Exception as error:
                log.warning("the worker could not be woken, it looks for itself: %s", error)
                knock = None
            time.sleep(KNOCK_EVERY_SECONDS)

    def _find_door(self) -> Callable[[], object]:
        # Huey is slow to import: a web process loads it with the first thing it queues, not at its start.
        from cesi_site.outbox.huey_clock import add_tasks, make_huey

        return add_tasks(make_huey(self._app), _nothing, _nothing)


def _nothing() -> None:
    """Stand for the work on the side that only knocks."""
