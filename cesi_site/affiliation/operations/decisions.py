"""What staff decide about a request: each act is checked against its state, written in its history and logged."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from cesi_site.accounts.models import Account
from cesi_site.affiliation.errors import Gone, NoReason, NotPossible
from cesi_site.affiliation.models import AffiliationEvent, AffiliationRequest
from cesi_site.affiliation.operations.requests import tell
from cesi_site.affiliation.states import DECIDED, TRANSITIONS, Act
from cesi_site.audit import record
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.outbox import queue_mail


def take_up(request_id: int, *, by: Account | None) -> AffiliationRequest:
    """Begin to look at a request. Raises `NotPossible` or `Gone`, as all of these do."""
    with transaction():
        return move(request_id, Act.TAKEN_UP, by=by)


def ask_for_more(request_id: int, *, by: Account | None, question: str) -> AffiliationRequest:
    """Mail the applicant a question; their answer goes to the team. Raises `NoReason` without a question."""
    return _mailed(request_id, Act.ASKED, by=by, words=question, mail="affiliation.question")


def complete(request_id: int, *, by: Account | None, words: str | None = None) -> AffiliationRequest:
    """Note that the applicant answered, and go on with the request."""
    with transaction():
        return move(request_id, Act.COMPLETED, by=by, words=words)


def record_offer(request_id: int, *, by: Account | None, words: str | None = None) -> AffiliationRequest:
    """Note that an offer was sent."""
    with transaction():
        return move(request_id, Act.OFFERED, by=by, words=words)


def note_signature(request_id: int, *, by: Account | None, words: str | None = None) -> AffiliationRequest:
    """Note that the signed contract came back."""
    with transaction():
        return move(request_id, Act.SIGNED, by=by, words=words)


def refuse(request_id: int, *, by: Account | None, reason: str) -> AffiliationRequest:
    """Refuse a request, and tell the applicant why. Raises `NoReason` without one.

    One that was set apart and never released is refused without a mail: perhaps nobody asked for anything.
    """
    return _mailed(request_id, Act.REFUSED, by=by, words=reason, mail="affiliation.refused")


def withdraw(request_id: int, *, by: Account | None, reason: str) -> AffiliationRequest:
    """End a request because the applicant wants so, and confirm it to them. Raises `NoReason` without words."""
    return _mailed(request_id, Act.WITHDRAWN, by=by, words=reason, mail="affiliation.withdrawn")


def release(request_id: int, *, by: Account | None) -> AffiliationRequest:
    """Let a request go on that had been set apart: from now on it is treated like any other."""
    with transaction() as session:
        waits = AffiliationRequest.id == request_id, AffiliationRequest.released_at.is_(None)
        freed = update(AffiliationRequest).where(*waits, AffiliationRequest.state.not_in(DECIDED))
        if session.scalar(freed.values(released_at=clock.now()).returning(AffiliationRequest.id)) is None:
            raise _refused(request_id)
        request = _read(request_id)
        write_event(request, Act.RELEASED, by=by, words=None)
        tell(request)
    return request


def add_note(request_id: int, *, by: Account | None, words: str) -> AffiliationRequest:
    """Write a note in the history; only staff read it. Raises `NoReason` without words."""
    _check_words(words)
    with transaction():
        request = _read(request_id)
        write_event(request, Act.NOTED, by=by, words=words)
    return request


def correct_number(request_id: int, *, by: Account | None, enterprise_number: str) -> AffiliationRequest:
    """Fill in the enterprise number (ten bare digits) of an enterprise that had none yet, or correct it."""
    with transaction():
        request = _read(request_id)
        if not request.state.is_open:
            raise NotPossible
        request.enterprise_number = enterprise_number
        record("affiliation:request:number_set", subject=request, actor=by)
    return request


def move(
    request_id: int, act: Act, *, by: Account | None, words: str | None = None, **columns: Any
) -> AffiliationRequest:
    """Bring a request to the state to which `act` leads, inside a transaction. Raises `NotPossible` or `Gone`.

    The condition stands in the statement that writes: of two who act at once, the second is refused.
    """
    sources, target = TRANSITIONS[act]
    values: dict[str, Any] = {"state": target, **columns}
    if target in DECIDED:
        values["decided_at"] = clock.now()
    possible = update(AffiliationRequest).where(
        AffiliationRequest.id == request_id, AffiliationRequest.state.in_(sources)
    )
    if act is not Act.REFUSED:
        possible = possible.where(AffiliationRequest.released_at.is_not(None))
    if db.session.scalar(possible.values(values).returning(AffiliationRequest.id)) is None:
        raise _refused(request_id)
    request = _read(request_id)
    write_event(request, act, by=by, words=words)
    return request


def write_event(request: AffiliationRequest, act: Act, *, by: Account | None, words: str | None) -> None:
    """Add a line to the history and to the log."""
    event = AffiliationEvent(
        request_id=request.id,
        act=act,
        state=request.state,
        at=clock.now(),
        actor_id=by.id if by else None,
        words=(words or "").strip() or None,
    )
    db.session.add(event)
    db.session.flush()
    db.session.expire(request, ["events"])
    record(f"affiliation:request:{act.value}", subject=request, actor=by, details={"state": request.state})


def _mailed(request_id: int, act: Act, *, by: Account | None, words: str, mail: str) -> AffiliationRequest:
    _check_words(words)
    with transaction():
        request = move(request_id, act, by=by, words=words)
        if not request.is_held:
            queue_mail(mail, event_id=request.events[-1].id)
    return request


def _read(request_id: int) -> AffiliationRequest:
    request = db.session.get(AffiliationRequest, request_id, populate_existing=True)
    if request is None:
        raise Gone
    return request


def _refused(request_id: int) -> Exception:
    return Gone() if db.session.get(AffiliationRequest, request_id) is None else NotPossible()


def _check_words(words: str) -> None:
    if not words.strip():
        raise NoReason
