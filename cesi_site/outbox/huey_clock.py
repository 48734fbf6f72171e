"""Huey is the clock and the threads. It carries no work: a task that gets lost is only a knock at the door."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer

log = logging.getLogger(__name__)

Work = Callable[[], object]

QUEUE = "cesi"
# Knocks of a process are brought together: one for all that is queued within this time.
KNOCK_EVERY_SECONDS = 0.2


def make_huey(app: Flask) -> Huey:
    """Return the queue that `HUEY_URL` names: sqlite (the default, a file of its own), redis or postgresql."""
    url = app.config["HUEY_URL"]
    options: dict[str, Any] = {
        "name": QUEUE,
        "results": False,
        # Huey's messages are pickles: without a signature, who writes to the queue runs code in the worker.
        "serializer": SignedSerializer(secret=app.config["SECRET_KEY"], salt="outbox"),
    }
    scheme = urlsplit(url).scheme.partition("+")[0]
    if scheme in {"redis", "rediss"}:
        return RedisHuey(url=url, **options)
    if scheme in {"postgresql", "postgres"}:
        return PostgresHuey(dsn=url.replace("+psycopg", ""), **options)
    path = url.removeprefix("sqlite:///") or str(Path(app.config["INSTANCE_PATH"]) / "huey.sqlite")
    return SqliteHuey(filename=path, fsync=False, **options)


def add_tasks(huey: Huey, drain: Work, each_minute: Work) -> Callable[[], object]:
    """Say what a knock and each minute set off in the worker; return what knocks."""

    # Functions of this module on both sides: Huey finds a task by its module and name.
    def on_knock() -> None:
        drain()

    def on_minute() -> None:
        each_minute()

    knock = huey.task(name="knock")(on_knock)
    huey.periodic_task(crontab(minute="*"), name="minute")(on_minute)
    return lambda: knock() if huey.pending_count() == 0 else None


class Kicker:
    """Knocks at the worker's door from a thread of its own, so that no request waits for it."""

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
                knock = knock or add_tasks(make_huey(self._app), _nothing, _nothing)
                knock()
            except Exception as error:
                log.warning("the worker could not be woken, it looks for itself: %s", error)
                knock = None
            time.sleep(KNOCK_EVERY_SECONDS)


def _nothing() -> None:
    """Stand for the work on the side that only knocks."""
