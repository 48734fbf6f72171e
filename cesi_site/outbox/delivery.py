"""Carry out what waits: mails over one connection, jobs a few at a time."""

from __future__ import annotations

import logging
import random
import threading
import time

import blinker
from flask import Flask

from cesi_site.outbox import claims, registry
from cesi_site.outbox.claims import Claim
from cesi_site.outbox.composing import Letter, compose
from cesi_site.outbox.leases import Leases
from cesi_site.outbox.mail import UnsafeMail
from cesi_site.outbox.models import JOB, MAIL
from cesi_site.outbox.post import ConnectionLost, Post, Refusals, ServerUnreachable, connected

log = logging.getLogger(__name__)

MAIL_BATCH = 20
JOBS_AT_ONCE = 2
LONGEST_PAUSE_SECONDS = 30.0

# Sent with `address`, `words` (the server's) and `name` (the mail's) for each address that is refused for good.
recipient_refused: blinker.Signal = blinker.Signal()


class Delivery:
    """Delivers for one process. `stopping` makes it stop after the letter or the job in hand.

    `handled` counts the rows that were tried, whatever came of them.
    """

    def __init__(self, app: Flask, leases: Leases, stopping: threading.Event) -> None:
        self.app = app
        self.leases = leases
        self.stopping = app.extensions["stopping"] = stopping
        self._mails = threading.Lock()
        self._jobs = threading.BoundedSemaphore(JOBS_AT_ONCE)
        self.handled = 0
        self._failures = 0
        self._paused_until = 0.0

    def drain(self) -> None:
        """Carry out all that is due. What another thread is at is left to it."""
        self.deliver_mails()
        self.run_jobs()

    def is_wanted(self) -> bool:
        """Tell whether there is something to carry out."""
        with self.app.app_context():
            return (self._can_mail() and claims.is_due(MAIL)) or claims.is_due(JOB)

    def deliver_mails(self) -> None:
        """Send the mails that are due, over one connection for as long as it lasts."""
        if not self._can_mail() or not self._mails.acquire(blocking=False):
            return
        try:
            with self.app.app_context():
                self._deliver_mails()
        finally:
            self._mails.release()

    def _can_mail(self) -> bool:
        return bool(self.app.config["MAIL_SERVER"]) and time.monotonic() >= self._paused_until

    def _deliver_mails(self) -> None:
        while not self.stopping.is_set() and claims.is_due(MAIL):
            try:
                with connected() as post:
                    self._note_answer()
                    while not self.stopping.is_set() and (batch := claims.claim(MAIL, MAIL_BATCH)):
                        self._send_batch(batch, post)
            except ServerUnreachable as error:
                self._pause(error)
                return
            except ConnectionLost as error:
                log.warning("the mail server went away: %s", error)

    def _send_batch(self, batch: list[Claim], post: Post) -> None:
        with self.leases.holding(batch):
            for taken in batch:
                if self.stopping.is_set():
                    return
                if self.leases.holds(taken):
                    self._send(taken, post)

    def _send(self, taken: Claim, post: Post) -> None:
        try:
            letter = self._letter(taken)
            if letter is not None:
                self._settle(taken, letter, post.hand_over(letter))
        except ConnectionLost as error:
            claims.postpone(taken, f"the mail server went away: {error}")
            raise
        finally:
            self.leases.let_go(taken)
            self.handled += 1

    def _letter(self, taken: Claim) -> Letter | None:
        """Return the letter to send, or settle a row that gives none."""
        if _is_exhausted(taken):
            return None
        try:
            with self.app.app_context():
                letter = compose(taken)
        except Exception as error:
            _note_failure(taken, error)
            return None
        if letter is None:
            claims.finish(taken, "dropped: what it speaks of is gone")
        return letter

    def _settle(self, taken: Claim, letter: Letter, refusals: Refusals) -> None:
        if not refusals.of_the_letter:
            for address, words in refusals.permanent.items():
                recipient_refused.send(self.app, address=address, words=words, name=taken.name)
        words = "; ".join(
            f"{address}: {said}" for address, said in {**refusals.permanent, **refusals.temporary}.items()
        )
        if refusals.temporary:
            claims.postpone(taken, words, remaining=sorted(refusals.temporary))
        elif len(refusals.permanent) == len(letter.envelope_to):
            claims.bury(taken, words)
        else:
            claims.finish(taken, words)

    def _note_answer(self) -> None:
        if self._failures:
            log.warning("the mail server answers again")
        self._failures = 0

    def _pause(self, error: Exception) -> None:
        """Leave a server alone that does not answer: no row counts it as a try of its own."""
        if not self._failures:
            log.warning("the mail server does not answer, mails wait: %s", error)
        self._failures += 1
        pause = min(LONGEST_PAUSE_SECONDS, 2.0 ** min(self._failures - 1, 10))
        self._paused_until = time.monotonic() + pause * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load

    def run_jobs(self) -> None:
        """Run the jobs that are due, one after another."""
        if not self._jobs.acquire(blocking=False):
            return
        try:
            with self.app.app_context():
                while not self.stopping.is_set() and (taken := claims.claim(JOB, 1)):
                    with self.leases.holding(taken):
                        self._run(taken[0])
        finally:
            self._jobs.release()

    def _run(self, taken: Claim) -> None:
        if not _is_exhausted(taken):
            try:
                with self.app.app_context():
                    registry.find(registry.JOBS, taken.name)(**taken.arguments)
            except Exception as error:
                _note_failure(taken, error)
            else:
                claims.finish(taken)
        self.leases.let_go(taken)
        self.handled += 1


def _is_exhausted(taken: Claim) -> bool:
    """Bury a row over which worker after worker died."""
    if taken.attempts <= claims.MOST_ATTEMPTS:
        return False
    claims.bury(taken, "given up: each worker that took it stopped before it was done")
    return True


def _note_failure(taken: Claim, error: Exception) -> None:
    log.error("%s %s (row %s) failed", taken.kind, taken.name, taken.id, exc_info=error)
    settle = claims.bury if isinstance(error, UnsafeMail) else claims.postpone
    settle(taken, f"{type(error).__name__}: {error}")
