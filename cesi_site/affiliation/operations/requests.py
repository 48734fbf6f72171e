"""Taking a request in: the request, its mails and its line in the log, all or nothing, and once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from cesi_site.affiliation import queries
from cesi_site.affiliation.errors import Gone
from cesi_site.affiliation.models import AffiliationDraft, AffiliationEvent, AffiliationPerson, AffiliationRequest
from cesi_site.affiliation.states import Act, State
from cesi_site.audit import record
from cesi_site.choices.operations import touch
from cesi_site.choices.signals import newsletter_wished
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.outbox import queue_mail

# Mails go to addresses that a stranger typed: without a limit the form is a relay.
RECEIPTS_A_DAY = 5
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Sent:
    """A request that is in the database. `again` tells that the same draft had been sent before."""

    request: AffiliationRequest
    again: bool = False


def send_request(request: AffiliationRequest, *, suspicions: Sequence[str] = ()) -> Sent:
    """Take a request in, in the place of its draft (`submission` is the hash of its token).

    The team, the applicant and whoever was named are mailed; with `suspicions` nobody is, until somebody has
    looked at it (`release`). Raises `Gone` where there is neither the draft nor a request made of it.
    """
    with transaction() as session:
        # Taking the draft away is the turn in which two clicks on the button are told apart.
        taken = delete(AffiliationDraft).where(AffiliationDraft.token_hash == request.submission)
        if session.scalar(taken.returning(AffiliationDraft.id)) is None:
            return Sent(_sent_before(request.submission), again=True)
        request.state, request.received_at = State.RECEIVED, clock.now()
        request.suspicions = list(suspicions)
        request.released_at = None if suspicions else request.received_at
        request.events = [AffiliationEvent(act=Act.RECEIVED, state=State.RECEIVED, at=request.received_at)]
        session.add(request)
        session.flush()
        record(
            "affiliation:request:received",
            subject=request,
            details={"language": request.language, "suspicions": list(suspicions)},
        )
        if not suspicions:
            tell(request)
    return Sent(request)


def tell(request: AffiliationRequest) -> None:
    """Mail the team, the applicant and the people they named, in the transaction that is open."""
    queue_mail("affiliation.team", request_id=request.id)
    touch(request.email, request.received_at)
    if request.newsletter:
        _wish_newsletter(request)
    if queries.sent_since(request.email, clock.now() - ONE_DAY) > RECEIPTS_A_DAY:
        return
    queue_mail("affiliation.receipt", request_id=request.id)
    for address in {person.email for person in request.people if person.email}:
        _tell_named([person for person in request.people if person.email == address])


def _wish_newsletter(request: AffiliationRequest) -> None:
    """Pass on the box that was ticked (promise B8); the newsletter asks to confirm before it mails anything else."""
    newsletter_wished.send(
        request,
        email=request.email,
        language=request.language,
        page="affiliation",
        number=f"{request.__tablename__}:{request.id}",
    )


def _tell_named(people: Sequence[AffiliationPerson]) -> None:
    """Tell somebody, once, for all the parts in which they were named."""
    db.session.flush()
    queue_mail("affiliation.named", person_ids=[person.id for person in people])
    for person in people:
        person.told_at = clock.now()


def _sent_before(submission: str) -> AffiliationRequest:
    found = db.session.scalars(select(AffiliationRequest).where(AffiliationRequest.submission == submission)).first()
    if found is None:
        raise Gone
    return found
