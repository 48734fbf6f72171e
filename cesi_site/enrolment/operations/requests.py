"""Taking a request in: the row, its mails and its line in the log, all or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select

from cesi_site.audit.operations import record
from cesi_site.choices.operations import touch
from cesi_site.core import clock
from cesi_site.core.database import insert_once, transaction
from cesi_site.core.working_days import working_days_after
from cesi_site.enrolment.models import ServiceRequest, ServiceRequestEvent
from cesi_site.enrolment.queries.requests import Subject, passed_since
from cesi_site.enrolment.request_words import ANSWER_DAYS, RequestAct, RequestState
from cesi_site.outbox.operations import queue_mail

# The receipt repeats what was written to whoever's address was typed: without a limit the form is a relay.
RECEIPTS_A_DAY = 5
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody sends. Values are as they are stored; None where nothing was typed.

    `phone` is E.164, `enterprise_number` ten digits, `organisation_id` the member for whom they are signed in.
    """

    language: str
    name: str
    email: str
    phone: str | None
    organisation: str
    enterprise_number: str | None
    participants: int | None
    teaching_language: str | None
    place: str | None
    period: str | None
    message: str
    organisation_id: int | None = None


def receive_request(subject: Subject, wanted: Wanted, *, number: str, suspicions: Sequence[str] = ()) -> ServiceRequest:
    """Take a request in, once, and mail its team and who asked.

    `number` is that of the form's ticket: the same form with the same content, sent again, is the same request. One
    with `suspicions` is set apart, and nobody is mailed.
    """
    received_at = clock.now()
    submission = _fingerprint(number, subject, wanted)
    row = asdict(wanted) | {
        "submission": submission,
        "service_key": subject.service_key,
        "training_id": subject.training_id,
        "title": subject.title,
        "team": subject.team,
        "state": RequestState.HELD if suspicions else RequestState.RECEIVED,
        "suspicions": list(suspicions),
        "received_at": received_at,
        "answer_by": None if suspicions else promised(received_at),
    }
    with transaction() as session:
        # Asked before the first write: until the commit, SQLite lets nobody else write.
        greet = may_have_receipt(wanted.email)
        request_id = insert_once(ServiceRequest, row)
        if request_id is None:
            return session.scalars(select(ServiceRequest).where(ServiceRequest.submission == submission)).one()
        request = session.get_one(ServiceRequest, request_id)
        session.add(ServiceRequestEvent(request_id=request_id, act=RequestAct.RECEIVED, at=received_at))
        details = {"team": subject.team.value, "subject": subject.word, "language": wanted.language}
        record(
            "enrolment:request:held" if suspicions else "enrolment:request:received", subject=request, details=details
        )
        if not suspicions:
            send_on(request, receipt=greet)
    return request


def send_on(request: ServiceRequest, *, receipt: bool) -> None:
    """Mail the team, and who asked; inside a transaction, after its first write."""
    touch(request.email, request.received_at)
    queue_mail("enrolment.request_team", request_id=request.id)
    if receipt:
        queue_mail("enrolment.request_receipt", request_id=request.id)


def promised(since: dt.datetime) -> dt.date:
    """Return the day by which a request of this instant is answered."""
    return working_days_after(clock.day_in_brussels(since), ANSWER_DAYS)


def may_have_receipt(email: str) -> bool:
    """Tell whether this address may get one more receipt today."""
    return passed_since(email, clock.now() - ONE_DAY) < RECEIPTS_A_DAY


def _fingerprint(number: str, subject: Subject, wanted: Wanted) -> str:
    content = json.dumps([number, subject.word, asdict(wanted)])
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()
