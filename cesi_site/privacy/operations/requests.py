"""Requests about rights: received, followed step by step, answered in time (promise K7)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.outbox import queue_mail
from cesi_site.privacy.errors import IdentityMissing, NotOpen, TooLate
from cesi_site.privacy.models import (
    OPEN,
    Channel,
    Identity,
    Right,
    RightsAct,
    RightsEvent,
    RightsRequest,
    RightsState,
)
from cesi_site.privacy.terms import alarms_due, due_on, extended_due_on

# To stop something nobody has to show who they are (article 21.3 GDPR: at once, without a hurdle).
NEEDS_NO_IDENTITY = frozenset({Right.OBJECTION, Right.WITHDRAWAL})
HANDS_OVER = frozenset({Right.ACCESS, Right.PORTABILITY, Right.ERASURE, Right.RECTIFICATION})

# To one address, counting what has just come: the form must be no way to fill a stranger's mailbox.
RECEIPTS_A_DAY = 5


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody asks. `email` is normalised."""

    right: Right
    language: str
    channel: Channel = Channel.FORM
    name: str | None = None
    email: str | None = None
    postal_address: str | None = None
    message: str | None = None
    identity: Identity = Identity.UNPROVEN


def receive_request(
    asked: Asked, *, submission: str, suspicions: tuple[str, ...] = (), by: Account | None = None
) -> RightsRequest:
    """Take in a request; the same form sent twice is one. The person gets a receipt, the officer the request.

    What looks like a robot's is kept, too, and no stranger is mailed; nor is an address that had its receipts of the
    day. `by` is the member of staff who noted it.
    """
    with transaction() as session:
        known = session.scalars(select(RightsRequest).where(RightsRequest.submission == submission)).first()
        if known is not None:
            return known
        identity = Identity.NOT_NEEDED if asked.right in NEEDS_NO_IDENTITY else asked.identity
        now = clock.now()
        request = RightsRequest(
            submission=submission,
            right=asked.right,
            channel=asked.channel,
            name=asked.name,
            email=asked.email,
            postal_address=asked.postal_address,
            language=asked.language,
            message=asked.message,
            suspicions=list(suspicions),
            identity=identity,
            received_at=now,
            due_on=due_on(now),
        )
        session.add(request)
        session.flush()
        _step(request, RightsAct.RECEIVED, by)
        queue_mail("privacy.request_team", request_id=request.id)
        if asked.email and not suspicions and (by is not None or _may_mail(asked.email)):
            queue_mail("privacy.request_received", request_id=request.id)
    return request


def _may_mail(email: str) -> bool:
    """Whether an address may get one more receipt: anybody can type it in the form, so it gets few a day."""
    lately = RightsRequest.email == email, RightsRequest.received_at > clock.now() - dt.timedelta(days=1)
    return (db.session.scalar(select(func.count(RightsRequest.id)).where(*lately)) or 0) <= RECEIPTS_A_DAY


def confirm_address(number: int) -> RightsRequest | None:
    """Note that the address a request gives is the asker's own; None where the request is gone."""
    with transaction() as session:
        request = session.get(RightsRequest, number)
        if request is not None and request.identity is Identity.UNPROVEN:
            request.identity = Identity.ADDRESS
            _reopen(request)
            _step(request, RightsAct.ADDRESS_CONFIRMED, None)
    return request


def take(number: int, *, by: Account) -> RightsRequest:
    """Take a request on oneself. Raises `NotOpen`."""
    with transaction():
        request = open_request(number)
        request.owner_id = by.id
        _step(request, RightsAct.TAKEN, by)
    return request


def ask_identity(number: int, *, words: str, by: Account) -> RightsRequest:
    """Ask the person, by mail where there is an address, who they are: no more than is needed. Raises `NotOpen`."""
    with transaction():
        request = open_request(number)
        request.state = RightsState.WAITING
        event = _step(request, RightsAct.IDENTITY_ASKED, by, words)
        if request.email:
            queue_mail("privacy.identity_asked", event_id=event.id)
    return request


def show_identity(number: int, *, identity: Identity, by: Account) -> RightsRequest:
    """Note how the person showed who they are. Raises `NotOpen`."""
    with transaction():
        request = open_request(number)
        request.identity = identity
        _reopen(request)
        _step(request, RightsAct.IDENTITY_SHOWN, by, identity.value)
    return request


def extend(number: int, *, reason: str, by: Account) -> RightsRequest:
    """Take two months more, and tell the person why. Raises `NotOpen`, `TooLate` once the first month is over."""
    with transaction():
        request = open_request(number)
        if request.extended_to is not None or clock.today() > request.due_on:
            raise TooLate
        request.extended_to, request.extension_reason = extended_due_on(request.received_at), reason
        request.alarms = 0
        _step(request, RightsAct.EXTENDED, by, reason)
        if request.email:
            queue_mail("privacy.request_extended", request_id=request.id)
    return request


def decide(number: int, *, outcome: RightsState, words: str, by: Account) -> RightsRequest:
    """Decide, and tell the person by mail where there is an address.

    Raises `NotOpen`, and `IdentityMissing` where data would be handed over or changed for somebody unknown.
    """
    with transaction():
        request = open_request(number)
        if outcome is not RightsState.REFUSED and request.right in HANDS_OVER and not request.identity.is_enough:
            raise IdentityMissing
        request.state, request.decided_at, request.decision = outcome, clock.now(), words
        _step(request, RightsAct.DECIDED, by, words)
        if request.email:
            queue_mail("privacy.request_decided", request_id=request.id)
    return request


def withdraw_request(number: int, *, by: Account) -> RightsRequest:
    """Note that the person takes the request back. Raises `NotOpen`."""
    with transaction():
        request = open_request(number)
        request.state, request.decided_at = RightsState.WITHDRAWN, clock.now()
        _step(request, RightsAct.WITHDRAWN, by)
    return request


def add_note(number: int, *, words: str, by: Account) -> RightsRequest:
    """Write a note for colleagues; the person can read it, too, in their own data."""
    with transaction() as session:
        request = session.get_one(RightsRequest, number)
        _step(request, RightsAct.NOTED, by, words)
    return request


def note_step(request: RightsRequest, act: RightsAct, *, by: Account | None, words: str | None = None) -> RightsEvent:
    """Log a step of a request."""
    with transaction():
        return _step(request, act, by, words)


def send_alarms() -> int:
    """Remind staff of requests whose end is near or past; return how many mails were queued."""
    sent, today = 0, clock.today()
    with transaction() as session:
        for request in session.scalars(select(RightsRequest).where(RightsRequest.state.in_(OPEN))):
            due = alarms_due(request, today)
            if due > request.alarms:
                request.alarms = due
                _step(request, RightsAct.ALARMED, None)
                queue_mail("privacy.alarm", request_id=request.id)
                sent += 1
    return sent


def open_request(number: int) -> RightsRequest:
    """Return a request held until the commit. Raises `NotOpen`."""
    request = db.session.get_one(RightsRequest, number, with_for_update=True, populate_existing=True)
    if not request.is_open:
        raise NotOpen
    return request


def _reopen(request: RightsRequest) -> None:
    if request.state is RightsState.WAITING:
        request.state = RightsState.OPEN


def _step(request: RightsRequest, act: RightsAct, by: Account | None, words: str | None = None) -> RightsEvent:
    event = RightsEvent(act=act, actor_id=by.id if by else None, words=words)
    request.events.append(event)
    db.session.flush()
    record(
        f"privacy:request:{act.value}",
        subject=request,
        actor=by,
        details={"state": request.state.value, "right": request.right.value},
    )
    return event
