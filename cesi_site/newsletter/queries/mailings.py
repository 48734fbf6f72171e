"""Mailings as their desk shows them: where they stand, how far they are, and how one address stands in one of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from cesi_site.accounts.queries import names_of
from cesi_site.audit.models import AuditEntry
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.newsletter import lease, recipients
from cesi_site.newsletter.models import Mailing, MailingRecipient, MailingState, RecipientState

MAILINGS_A_PAGE = 30
OPEN_STATES = tuple(state for state in MailingState if state not in {MailingState.SENT, MailingState.CANCELLED})


@dataclass(frozen=True)
class Progress:
    """How far a mailing is: numbers of recipients by what became of them."""

    listed: int
    waiting: int
    sent: int
    refused: int
    left_out: int
    reasons: dict[str, int]

    @property
    def handled(self) -> int:
        """How many no longer wait."""
        return self.listed - self.waiting


def find_mailing(mailing_id: int) -> Mailing | None:
    """Return a mailing."""
    return db.session.get(Mailing, mailing_id)


def mailings_by_key(keys: Collection[int]) -> Mapping[int, Mailing]:
    """Return these mailings with their texts, by their keys."""
    found = select(Mailing).where(Mailing.id.in_(keys)).options(selectinload(Mailing.texts))
    return {one.id: one for one in db.session.scalars(found)}


def find_mailings(
    *, states: Sequence[MailingState] = (), kind: str | None = None, before_id: int | None = None, limit: int
) -> Sequence[Mailing]:
    """Return mailings, the newest first."""
    query = select(Mailing).order_by(Mailing.id.desc()).limit(limit)
    if states:
        query = query.where(Mailing.state.in_(states))
    if kind:
        query = query.where(Mailing.kind == kind)
    if before_id:
        query = query.where(Mailing.id < before_id)
    return db.session.scalars(query).all()


def waiting_for_approval() -> Sequence[Mailing]:
    """Return the mailings that a second person has to look at."""
    return db.session.scalars(select(Mailing).where(Mailing.state == MailingState.AWAITING_APPROVAL)).all()


def held_up() -> Sequence[Mailing]:
    """Return the mailings on their way that something holds up."""
    under_way = Mailing.state.in_((MailingState.SENDING, MailingState.PAUSED))
    return db.session.scalars(select(Mailing).where(under_way, Mailing.trouble.is_not(None))).all()


def progress_of(mailing: Mailing) -> Progress:
    """Return how far a mailing is; once it is over, its final numbers."""
    if mailing.outcome:
        counts: dict[str, Any] = mailing.outcome
        reasons: dict[str, int] = counts.get("reasons", {})
    else:
        counts = {state.value: count for state, count in recipients.count_by_state(mailing.id).items()}
        reasons = recipients.count_left_out(mailing.id)
    numbers = {state.value: int(counts.get(state.value, 0)) for state in RecipientState}
    return Progress(listed=mailing.listed or 0, reasons=reasons, **numbers)


def left_lying() -> Iterator[tuple[str, int]]:
    """Yield the jobs of mailings that are due and that no process carries: the job's name and the mailing."""
    now = clock.now()
    scheduled = Mailing.state == MailingState.SCHEDULED
    due = or_(~scheduled, Mailing.scheduled_at.is_(None), Mailing.scheduled_at <= now)
    states = (MailingState.COUNTING, MailingState.SCHEDULED, MailingState.SENDING)
    found = select(Mailing.id, Mailing.state).where(Mailing.state.in_(states), lease.is_due(now), due)
    for mailing_id, state in db.session.execute(found):
        yield "newsletter.count" if state is MailingState.COUNTING else "newsletter.send", mailing_id


def recipient_of(mailing_id: int, email: str) -> MailingRecipient | None:
    """Return how an address stands on the list of a mailing; None where it is not on it."""
    query = select(MailingRecipient).where(MailingRecipient.mailing_id == mailing_id, MailingRecipient.email == email)
    return db.session.scalars(query).first()


def find_recipient(recipient_id: int) -> MailingRecipient | None:
    """Return one recipient by its key."""
    return db.session.get(MailingRecipient, recipient_id)


@dataclass(frozen=True)
class Happened:
    """A line of a mailing's history. `by` is None for the site itself."""

    at: dt.datetime
    verb: str
    by: str | None
    details: dict[str, Any]


def history(mailing_id: int) -> list[Happened]:
    """Return what happened to a mailing, the newest first, from the log."""
    lines = db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject == f"newsletter_mailing:{mailing_id}")
        .order_by(AuditEntry.id.desc())
    ).all()
    names = names_of([_account(line.actor) for line in lines])
    return [
        Happened(
            line.at, line.action.rpartition(":")[2], names.get(_account(line.actor) or 0), json.loads(line.details)
        )
        for line in lines
    ]


def _account(actor: str | None) -> int | None:
    kind, _, number = (actor or "").partition(":")
    return int(number) if kind == "account" and number.isdigit() else None
