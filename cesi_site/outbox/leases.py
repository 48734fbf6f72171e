"""The leases of this process: renewed while it lives, so that long work keeps its row."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from cesi_site.outbox import claims
from cesi_site.outbox.claims import LEASE, Claim

log = logging.getLogger(__name__)

RENEW_EVERY_SECONDS = LEASE.total_seconds() / 3


class Leases:
    """What this process has in hand, and until when it may believe so."""

    def __init__(self) -> None:
        self._held: dict[int, tuple[Claim, float]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def holding(self, taken: Sequence[Claim]) -> Iterator[None]:
        """Keep the leases of `taken` alive inside; at the end, give back what was not settled."""
        with self._lock:
            self._held |= {row.id: (row, _in_a_lease()) for row in taken}
        try:
            yield
        finally:
            with self._lock:
                left = [row for row in taken if self._held.pop(row.id, None)]
            claims.release(left)

    def holds(self, taken: Claim) -> bool:
        """Tell whether the row is still ours: a worker that slept too long must not act on it."""
        with self._lock:
            return taken.id in self._held and time.monotonic() < self._held[taken.id][1]

    def let_go(self, taken: Claim) -> None:
        """Forget a row that is settled."""
        with self._lock:
            self._held.pop(taken.id, None)

    def renew(self) -> None:
        """Lengthen all leases; forget the rows that another worker has taken over."""
        with self._lock:
            rows = [row for row, _ in self._held.values()]
        if not rows:
            return
        until = _in_a_lease()
        kept = claims.renew(rows)
        with self._lock:
            for row in rows:
                if row.id not in self._held:
                    continue
                if row.id in kept:
                    self._held[row.id] = (row, until)
                else:
                    del self._held[row.id]

    @contextmanager
    def kept_alive(self, app: Flask) -> Iterator[None]:
        """Renew from a thread for as long as the block runs."""
        stop = threading.Event()
        keeper = threading.Thread(target=self._keep, args=(app, stop), name="leases", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            stop.set()
            keeper.join()

    def _keep(self, app: Flask, stop: threading.Event) -> None:
        while not stop.wait(RENEW_EVERY_SECONDS):
            try:
                with app.app_context():
                    self.renew()
            except SQLAlchemyError:
                log.exception("the leases could not be renewed")


def _in_a_lease() -> float:
    return time.monotonic() + LEASE.total_seconds()
