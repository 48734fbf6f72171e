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
from dataclasses import dataclass, field
from enum import Enum, auto

from flask import Flask

from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.newsletter import recipients
from cesi_site.newsletter.models import MailingState
from cesi_site.newsletter.operations import progress
from cesi_site.newsletter.recipients import Row
from cesi_site.newsletter.sending import lease
from cesi_site.newsletter.sending.courier import FRESH_SECONDS, Batch, Courier, Report
from cesi_site.newsletter.sending.pace import Pace
from cesi_site.newsletter.sending.template import make_templates
from cesi_site.newsletter.sending.vetting import Addressee, vet
from cesi_site.newsletter.sending.wire import Answer

# So many are read and looked at together, and so many go over a connection before that is committed.
LOOK_AHEAD = 500
BATCH = 100
# How often the lease is renewed, and looked whether somebody pauses the mailing.
BEAT_SECONDS = 1.0
TROUBLE_DELAY = dt.timedelta(seconds=30)
# After a refusal for now: five minutes, and twice as long each time, up to four hours; about two days in all.
FIRST_DELAY = dt.timedelta(minutes=5)
LONGEST_DELAY = dt.timedelta(hours=4)
MOST_TRIES = 16
# So many letters in a row that the server refuses for what they say: a person has to look.
MOST_LETTERS_REFUSED = 5


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


@dataclass
class _Settled:
    """What a batch comes to."""

    sent: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    put_off: dict[int, tuple[dt.datetime, int, str | None]] = field(default_factory=dict)


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
        self._pace = Pace(app.config["NEWSLETTER_DOMAIN_RATE"])
        self._state: MailingState | None = MailingState.SENDING
        self._trouble: str | None = None
        self._letters_refused = 0
        self._next_beat = 0.0

    def run(self) -> Result:
        """Send what is due."""
        held_until = lease.take(self.mailing_id, self._holder)
        if held_until is not None:
            return Result(End.ELSEWHERE, held_until)
        try:
            mailing = progress.begin(self.mailing_id)
            if mailing is None:
                return Result(End.HELD)
            self._kind, self._themes = mailing.kind, mailing.themes
            with Courier(self.app, make_templates(mailing)) as courier, self._threads() as pool:
                while (result := self._pass(courier, pool)) is None:
                    pass
            return result
        finally:
            lease.give_back(self.mailing_id, self._holder)

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
        return over or self._stopping.is_set() or self._trouble is not None or self._state is not MailingState.SENDING

    def _prepare(self, found: Sequence[Row]) -> Sequence[Addressee]:
        """Look at who may get it now; put off those whose domain has had enough for this minute."""
        later, going = {}, []
        for row in found:
            if seconds := self._pace.wait_for(row.domain):
                later[row.id] = (clock.now() + dt.timedelta(seconds=seconds), row.tries, None)
            else:
                going.append(row)
        with transaction():
            vetted = vet(self._kind, self._themes, going)
            recipients.note_left_out(vetted.left_out)
            recipients.put_off(later)
        return vetted.addressees

    def _settle(self, report: Report) -> None:
        """Commit what became of a batch."""
        tries = {one.row.id: one.row.tries + 1 for one in report.batch.addressees}
        settled = _Settled()
        for answer in report.answers:
            self._sort(answer, tries[answer.key], settled)
        with transaction():
            recipients.note_sent(settled.sent)
            recipients.put_off(settled.put_off)
            progress.note_refused(settled.refused)
        self.handled += len(report.answers)
        self._trouble = self._trouble or report.trouble

    def _sort(self, answer: Answer, tries: int, settled: _Settled) -> None:
        if answer.taken:
            self._letters_refused = 0
            settled.sent.append(answer.key)
        elif (answer.permanent and not answer.of_the_letter) or tries >= MOST_TRIES:
            settled.refused[answer.key] = answer.words
        else:
            settled.put_off[answer.key] = (clock.now() + _delay(tries), tries, answer.words)
        if answer.of_the_letter and answer.permanent:
            self._letters_refused += 1
            if self._letters_refused >= MOST_LETTERS_REFUSED:
                self._trouble = f"the mail server refuses what the mail says: {answer.words}"

    def _beat(self) -> None:
        if time.monotonic() >= self._next_beat:
            self._state = lease.renew(self.mailing_id, self._holder)
            self._next_beat = time.monotonic() + BEAT_SECONDS

    def _result(self) -> Result | None:
        if self._state is not MailingState.SENDING:
            return Result(End.HELD) if self._state is not None else Result(End.ELSEWHERE, clock.now() + lease.LEASE)
        if self._letters_refused >= MOST_LETTERS_REFUSED:
            progress.hold(self.mailing_id, self._trouble or "")
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
        return Result(End.LATER, clock.now()) if self._halted() else None


def _delay(tries: int) -> dt.timedelta:
    longer: dt.timedelta = FIRST_DELAY * 2 ** (tries - 1)
    return min(LONGEST_DELAY, longer)
