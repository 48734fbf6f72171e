"""How fast mails go to one domain: at most so many a minute, evenly spread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

# Domains that are quiet again are forgotten when so many are known.
MOST_DOMAINS = 10_000


@dataclass
class _Domain:
    free_at: float
    """When the next mail may go."""
    promised_until: float
    """Up to when mails that were put off have their place."""


class Pace:
    """Keeps the pace of one process, in memory: after a restart it begins anew, never faster.

    `per_minute` 0 sets no limit. `clock` gives seconds that never go back. Several threads may ask at once.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = 60 / per_minute if per_minute else 0.0
        self._clock = clock
        self._domains: dict[str, _Domain] = {}
        self._lock = threading.Lock()

    def wait_for(self, domain: str) -> float:
        """Take the next place for a mail to `domain`: 0.0 is now, else it is to be asked for again in so many seconds.

        What is put off gets a place behind those that were put off before, so that each is asked about once more.
        """
        if not self._gap:
            return 0.0
        with self._lock:
            return self._take_place(domain, self._clock())

    def _take_place(self, domain: str, now: float) -> float:
        known = self._domains.get(domain)
        if known is None:
            self._forget_quiet(now)
            known = self._domains[domain] = _Domain(now, now)
        if known.free_at <= now:
            known.free_at = max(known.free_at, now - self._gap) + self._gap
            return 0.0
        known.promised_until = max(known.promised_until, known.free_at - self._gap) + self._gap
        return known.promised_until - now

    def _forget_quiet(self, now: float) -> None:
        if len(self._domains) >= MOST_DOMAINS:
            busy = {name: one for name, one in self._domains.items() if max(one.free_at, one.promised_until) > now}
            self._domains = busy


def pace_of(app: Flask) -> Pace:
    """Return the pace that all mailings of this process keep together, from one of their turns to the next."""
    per_minute: int = app.config["NEWSLETTER_DOMAIN_RATE"]
    paces: dict[int, Pace] = app.extensions.setdefault("newsletter_pace", {})
    return paces.setdefault(per_minute, Pace(per_minute))
