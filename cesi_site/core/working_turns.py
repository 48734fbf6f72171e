"""The requests of a web process take turns at working; who waits for the disk lets the next one begin.

Python lets one thread work at a time. Several that all have work pass that right on at every statement SQLite is
asked, and the passing on costs as much processor time as the work: two threads do less than one. So a request waits
until the one before is done, or until that one waits for something else (`give_way`).

A request that takes long, or waits for a slow visitor, must not hold up the site: after `patience` the next one
begins all the same, and those behind it wait for that one. With a database server a request mostly waits for the
server, and there is nothing to gain: the layer is for SQLite alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE_SECONDS = 0.1

_mine = threading.local()


class WorkingTurns:
    """The WSGI layer. `patience` is how long a request waits for the one before, in seconds."""

    def __init__(self, app: WSGIApplication, patience: float = PATIENCE_SECONDS) -> None:
        self.app = app
        self.patience = patience
        self._turn = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer when it is this request's turn."""
        self._wait()
        try:
            return self.app(environ, start_response)
        finally:
            give_way()

    def _wait(self) -> None:
        turn = self._turn
        while not turn.acquire(timeout=self.patience):
            if self._turn is turn:  # whoever holds it keeps it for good: the others have a new one
                self._turn = threading.Lock()
            turn = self._turn
        _mine.turn = turn


def give_way() -> None:
    """Let the next request begin: this one is about to wait. Does nothing outside a request, or the second time."""
    turn: Any = getattr(_mine, "turn", None)
    if turn is not None:
        _mine.turn = None
        turn.release()
