"""Mailings in the worker: counted, sent piece by piece so that other work has its turn, and never forgotten."""

from __future__ import annotations

import datetime as dt

from flask import Flask, current_app

from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.newsletter import lease
from cesi_site.newsletter.operations.lapsing import let_lapse
from cesi_site.newsletter.operations.listing import count_recipients
from cesi_site.newsletter.operations.progress import conclude_cancelled
from cesi_site.newsletter.queries.mailings import left_lying
from cesi_site.newsletter.sending.engine import Engine
from cesi_site.newsletter.sending.pace import forget_quiet
from cesi_site.newsletter.sending.trial import send_trial
from cesi_site.outbox import job, queue_job, scheduled, stopping

# A mailing takes one of the two hands that do jobs; after this long it stands in line again.
SLICE_SECONDS = 60.0
NO_SERVER_DELAY = dt.timedelta(minutes=5)


@job("newsletter.count")
def count(*, mailing_id: int) -> None:
    """Fix and count the recipients of a mailing."""
    try:
        count_recipients(mailing_id)
    except lease.Held as held:
        _stand_in_line("newsletter.count", mailing_id, held.until)


@job("newsletter.send")
def send(*, mailing_id: int) -> None:
    """Send a mailing for a while, and stand in line again for the rest.

    One chain of such jobs is enough: who comes before the mailing's next turn leaves it to the job that has that turn.
    """
    if lease.rests(mailing_id):
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    if not app.config["MAIL_SERVER"]:
        again_at = clock.now() + NO_SERVER_DELAY
        lease.rest(mailing_id, until=again_at)
        _stand_in_line("newsletter.send", mailing_id, again_at)
        return
    result = Engine(app, mailing_id, stopping=stopping(), seconds=SLICE_SECONDS).run()
    if result.again_at is not None:
        _stand_in_line("newsletter.send", mailing_id, result.again_at)


def _stand_in_line(name: str, mailing_id: int, at: dt.datetime) -> None:
    """Queue a job for its turn; of all that want the same turn, one."""
    with transaction():
        queue_job(name, key=f"{name}:{mailing_id}:{at.timestamp():.6f}", available_at=at, mailing_id=mailing_id)


@job("newsletter.test")
def test(*, mailing_id: int, language: str, account_id: int) -> None:
    """Mail one language of a mailing, as it stands, to a member of staff."""
    send_trial(mailing_id, language=language, account_id=account_id)


@scheduled("newsletter.go_on", minute=5)
def go_on() -> None:
    """Hourly: take up mailings that should be on their way and that nobody carries; forget domains that are quiet."""
    conclude_cancelled()
    forget_quiet()
    with transaction():
        for name, mailing_id in left_lying():
            queue_job(name, mailing_id=mailing_id)


@scheduled("newsletter.let_lapse", hour=3, minute=25)
def lapse() -> None:
    """Daily: give up what nobody went on with for long, so that no list of recipients stays for ever."""
    let_lapse()
