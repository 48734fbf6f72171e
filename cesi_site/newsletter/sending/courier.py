"""Carries batches of letters to the mail server, each over a connection that is kept for the next one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate

from flask import Flask

from cesi_site.newsletter.models import Trouble
from cesi_site.newsletter.operations.progress import HeldUp
from cesi_site.newsletter.sending.letter import Template
from cesi_site.newsletter.sending.vetting import Addressee
from cesi_site.newsletter.sending.wire import Answer, Parcel, SenderRefused, Wire
from cesi_site.outbox.post import ConnectionLost, ServerUnreachable

log = logging.getLogger(__name__)

# Who unsubscribes gets nothing that leaves later than this: what a slow server holds up is looked at anew.
FRESH_SECONDS = 5.0


@dataclass(frozen=True)
class Batch:
    """Some who were looked at together, and when (`time.monotonic`)."""

    addressees: Sequence[Addressee]
    vetted_at: float


@dataclass
class Report:
    """What became of a batch. Those without an answer still wait. `trouble`: why no more can be sent just now.

    `unfit` are those for whom no letter can be made, by the number of their row.
    """

    batch: Batch
    answers: list[Answer] = field(default_factory=list)
    unfit: list[int] = field(default_factory=list)
    trouble: HeldUp | None = None


class Courier:
    """Delivers from several threads at once. Used as a context: its end closes all connections."""

    def __init__(self, app: Flask, templates: Mapping[str, Template]) -> None:
        self._app = app
        self._templates = templates
        self._idle: list[Wire] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Courier:
        return self

    def __exit__(self, *_: object) -> None:
        while self._idle:
            self._idle.pop().close()

    def deliver(self, batch: Batch) -> Report:
        """Hand over one batch; whatever goes wrong stands in the report."""
        report = Report(batch)
        try:
            wire = self._take()
        except ServerUnreachable as error:
            report.trouble = HeldUp(Trouble.AWAY, str(error))
            return report
        try:
            for answer in wire.send(self._parcels(report)):
                report.answers.append(answer)
        except ConnectionLost as error:
            # A server may close a connection after so many letters; that it took none is another matter.
            report.trouble = None if report.answers else HeldUp(Trouble.AWAY, str(error))
            wire.close()
        except SenderRefused as error:
            report.trouble = HeldUp(Trouble.SENDER, str(error))
            wire.close()
        except BaseException:
            wire.close()
            raise
        else:
            with self._lock:
                self._idle.append(wire)
        return report

    def _take(self) -> Wire:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        with self._app.app_context():
            return Wire()

    def _parcels(self, report: Report) -> Iterator[Parcel]:
        for one in report.batch.addressees:
            if time.monotonic() > report.batch.vetted_at + FRESH_SECONDS:
                return
            try:
                parcel = self._parcel(one)
            except (LookupError, ValueError):
                log.exception("no letter can be made for recipient %s", one.row.id)
                report.unfit.append(one.row.id)
            else:
                yield parcel

    def _parcel(self, one: Addressee) -> Parcel:
        """Make a letter with its envelope. Raises `LookupError`, `ValueError` where they cannot be written."""
        values = {**one.values, "date": formatdate(localtime=False)}
        content = self._templates[one.row.language].filled_with(values)
        return Parcel.of(one.row.id, one.sender, one.recipient, content)
