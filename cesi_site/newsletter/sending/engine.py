"""Sends a mailing as far as it goes: batch by batch in the order of the recipients' keys, from wherever it stopped.

One thread reads, looks once more at who may get it, and commits what became of each batch; a few others carry the
letters. When the process dies, the letters of the batches it had in hand go a second time, under the same
Message-ID, and none is missed: a recipient waits until the commit that says otherwise.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto

from flask import Flask

from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.newsletter import lease, recipients
from cesi_site.newsletter.models import MailingState, RecipientState
from cesi_site.newsletter.operations import progress
from cesi_site.newsletter.operations.progress import HeldUp
from cesi_site.newsletter.recipients import Absence, Row
from cesi_site.newsletter.sending.courier import FRESH_SECONDS, Batch, Courier, Report
from cesi_site.newsletter.sending.pace import wait_for
from cesi_site.newsletter.sending.sorting import Settled, Sorter
from cesi_site.newsletter.sending.template import make_templates
from cesi_site.newsletter.sending.vetting import Addressee, vet

# So many are read and looked at together, and so many go over a connection before that is committed.
LOOK_AHEAD = 500
BATCH = 100
# How often the lease is renewed, and looked whether somebody pauses the mailing.
BEAT_SECONDS = 1.0
TROUBLE_DELAY = dt.timedelta(seconds=30)
# Between two turns of a mailing other work has its own.
SOON = dt.timedelta(seconds=1)


class End(Enum):
    """Why it stopped."""

    DONE = auto()
    LATER = auto()
    """Some wait for another try, or the mail server is away."""
    HELD = auto()
    """Paused or cancelled."""
    ELSEWHERE = auto()
    """Another process is sending it."""


@dataclass(frozen=True)
class Result:
    """How far it went. `again_at`: when to go on (LATER, ELSEWHERE)."""

    end: End
    again_at: dt.datetime | None = None


class Engine:
    """Sends one mailing. Needs an application context.

    `stopping` ends it in order after the batches in hand, `seconds` likewise when they are over. `handled` counts
    the letters the server answered to.
    """

    def __init__(
        self, app: Flask, mailing_id: int, *, stopping: threading.Event | None = None, seconds: float | None = None
    ) -> None:
        self.app = app
        self.mailing_id = mailing_id
        self.handled = 0
        self._stopping = stopping or threading.Event()
        self._until = None if seconds is None else time.monotonic() + seconds
        self._holder = lease.new_holder()
        self._connections: int = app.config["NEWSLETTER_CONNECTIONS"]
        self._per_minute: int = app.config["NEWSLETTER_DOMAIN_RATE"]
        self._state: MailingState | None = MailingState.SENDING
        self._trouble: HeldUp | None = None
        self._sorter = Sorter()
        self._next_beat = 0.0

    def run(self) -> Result:
        """Send what is due."""
        try:
            lease.take(self.mailing_id, self._holder)
        except lease.Held as held:
            return Result(End.ELSEWHERE, held.until)
        next_turn = None
        try:
            result = self._run()
            next_turn = result.again_at
            return result
        finally:
            lease.give_back(self.mailing_id, self._holder, until=next_turn)
            progress.conclude(self.mailing_id)

    def _run(self) -> Result:
        mailing = progress.begin(self.mailing_id)
        if mailing is None:
            return Result(End.HELD)
        self._kind, self._themes = mailing.kind, mailing.themes
        with Courier(self.app, make_templates(mailing)) as courier, self._threads() as pool:
            while (result := self._pass(courier, pool)) is None:
                pass
        return result

    @contextmanager
    def _threads(self) -> Iterator[ThreadPoolExecutor]:
        with ThreadPoolExecutor(self._connections, thread_name_prefix="courier") as pool:
            yield pool

    def _pass(self, courier: Courier, pool: ThreadPoolExecutor) -> Result | None:
        """Go once through all that wait and are due; return None when there is more to do at once."""
        pending: set[Future[Report]] = set()
        batches = self._batches()
        while True:
            # One batch more than there are connections, so that none waits for the next one to be made ready.
            while len(pending) <= self._connections and not self._halted() and (batch := next(batches, None)):
                pending.add(pool.submit(courier.deliver, batch))
            if not pending:
                return self._result()
            done, pending = wait(pending, timeout=BEAT_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                self._settle(future.result())
            self._beat()

    def _batches(self) -> Iterator[Batch]:
        """Yield what is to be delivered, each looked at just before."""
        cursor = 0
        while found := recipients.next_rows(self.mailing_id, after_id=cursor, limit=LOOK_AHEAD):
            cursor = found[-1].id
            vetted_at = time.monotonic()
            addressees = self._prepare(found)
            for start in range(0, len(addressees), BATCH):
                if time.monotonic() > vetted_at + FRESH_SECONDS:
                    break  # these wait for the next pass, and another look
                yield Batch(addressees[start : start + BATCH], vetted_at)
            self._beat()

    def _halted(self) -> bool:
        over = self._until is not None and time.monotonic() >= self._until
        stopped = self._stopping.is_set() or self._held_up() is not None
        return over or stopped or self._state is not MailingState.SENDING

    def _held_up(self) -> HeldUp | None:
        return self._sorter.stop or self._trouble

    def _prepare(self, found: Sequence[Row]) -> Sequence[Addressee]:
        """Look at who may get it now; put off those whose domain has had enough for this minute."""
        with transaction():
            waits = wait_for([row.domain for row in found], self._per_minute)
            later = {
                row.id: (clock.now() + wait, row.tries, None) for row, wait in zip(found, waits, strict=True) if wait
            }
            vetted = vet(self._kind, self._themes, [row for row in found if row.id not in later])
            recipients.note_left_out(vetted.left_out)
            recipients.put_off(later)
        return vetted.addressees

    def _settle(self, report: Report) -> None:
        """Commit what became of a batch."""
        settled = Settled({one.row.id: one.row.tries for one in report.batch.addressees})
        for answer in report.answers:
            self._sorter.sort(answer, settled)
        with transaction():
            recipients.note_sent(settled.sent)
            recipients.put_off(settled.put_off)
            recipients.note_left_out(dict.fromkeys(report.unfit, Absence.BAD_ADDRESS))
            progress.note_refused(settled.refused)
        self.handled += len(report.answers)
        self._trouble = self._trouble or report.trouble

    def _beat(self) -> None:
        if time.monotonic() >= self._next_beat:
            self._state = lease.renew(self.mailing_id, self._holder)
            self._next_beat = time.monotonic() + BEAT_SECONDS

    def _result(self) -> Result | None:
        if self._state is not MailingState.SENDING:
            return Result(End.HELD) if self._state is not None else Result(End.ELSEWHERE, clock.now() + lease.LEASE)
        if stop := self._sorter.stop or self._doubt():
            progress.hold(self.mailing_id, stop)
            return Result(End.HELD)
        progress.note_trouble(self.mailing_id, self._trouble)
        waiting, turn = recipients.next_turn(self.mailing_id)
        if waiting == 0:
            progress.finish(self.mailing_id)
            return Result(End.DONE)
        if self._trouble is not None:
            return Result(End.LATER, clock.now() + TROUBLE_DELAY)
        if turn is not None and turn > clock.now():
            return Result(End.LATER, turn)
        return Result(End.LATER, clock.now() + SOON) if self._halted() else None

    def _doubt(self) -> HeldUp | None:
        """Return why all were refused so far, where nobody has the mailing yet and that may be our fault."""
        doubt = self._sorter.doubt
        return doubt if doubt and not recipients.count_by_state(self.mailing_id).get(RecipientState.SENT) else None
