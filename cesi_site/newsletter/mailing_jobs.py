"""Mailings in the worker: counted, sent piece by piece so that other work has its turn, and never forgotten."""

from __future__ import annotations

import datetime as dt

from flask import Flask, current_app

from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.newsletter.operations.listing import count_recipients
from cesi_site.newsletter.queries.mailings import left_lying
from cesi_site.newsletter.sending.engine import End, Engine
from cesi_site.newsletter.sending.trial import send_trial
from cesi_site.outbox import job, queue_job, scheduled, stopping

# A mailing takes one of the two hands that do jobs; after this long it stands in line again.
SLICE_SECONDS = 60.0
SOON = dt.timedelta(seconds=1)


@job("newsletter.count")
def count(*, mailing_id: int) -> None:
    """Fix and count the recipients of a mailing."""
    count_recipients(mailing_id)


@job("newsletter.send")
def send(*, mailing_id: int) -> None:
    """Send a mailing for a while, and stand in line again for the rest."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    if not app.config["MAIL_SERVER"]:
        result_at, ended = clock.now() + dt.timedelta(minutes=5), End.LATER
    else:
        result = Engine(app, mailing_id, stopping=stopping(), seconds=SLICE_SECONDS).run()
        result_at, ended = result.again_at or clock.now(), result.end
    if ended in {End.LATER, End.ELSEWHERE}:
        with transaction():
            queue_job("newsletter.send", available_at=max(result_at, clock.now() + SOON), mailing_id=mailing_id)


@job("newsletter.test")
def test(*, mailing_id: int, language: str, account_id: int) -> None:
    """Mail one language of a mailing, as it stands, to a member of staff."""
    send_trial(mailing_id, language=language, account_id=account_id)


@scheduled("newsletter.go_on", minute=5)
def go_on() -> None:
    """Hourly: take up mailings that should be on their way and that nobody carries."""
    with transaction():
        for name, mailing_id in left_lying():
            queue_job(name, mailing_id=mailing_id)
