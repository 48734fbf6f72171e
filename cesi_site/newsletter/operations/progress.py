"""How a mailing goes on its way: begun, held up, refused here and there, finished. Called by who sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, exists, or_, select, update

from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.newsletter import lease, recipients
from cesi_site.newsletter.composing.checks import faults
from cesi_site.newsletter.models import Kind, Mailing, MailingState, Trouble
from cesi_site.newsletter.models.mailings import REASON_LENGTH
from cesi_site.newsletter.operations.bounces import note_refusals
from cesi_site.newsletter.operations.moving import move


class HeldUp(NamedTuple):
    """What holds a mailing up, and the mail server's words."""

    trouble: Trouble
    words: str


def begin(mailing_id: int) -> Mailing | None:
    """Begin or go on; None where the mailing is not to be sent, or not yet.

    From its beginning a newsletter stands in the archive: its readers get the link. What its texts point at may have
    changed since they were fixed: then it waits for a person.
    """
    now = clock.now()
    due = or_(Mailing.scheduled_at.is_(None), Mailing.scheduled_at <= now)
    with transaction():
        mailing = move(mailing_id, (MailingState.SCHEDULED,), due) or move(mailing_id, (MailingState.SENDING,))
        if mailing is None:
            return None
        if faults(mailing):
            hold(mailing_id, HeldUp(Trouble.TEXTS, ""))
            return None
        if mailing.state is MailingState.SCHEDULED:
            _start(mailing)
    return mailing


def _start(mailing: Mailing) -> None:
    mailing.state, mailing.started_at = MailingState.SENDING, clock.now()
    if mailing.kind is Kind.NEWSLETTER:
        for text in mailing.texts:
            text.published_at = mailing.started_at
    record("newsletter:mailing:started", subject=mailing, details={"listed": mailing.listed})


def note_trouble(mailing_id: int, held_up: HeldUp | None) -> None:
    """Note what holds a mailing up, or that nothing does any more."""
    said = _said(held_up)
    changed = update(Mailing).where(Mailing.id == mailing_id, Mailing.trouble.is_distinct_from(said["trouble"]))
    with transaction() as session:
        session.connection().execute(changed.values(said))


def note_refused(words: Mapping[int, str]) -> None:
    """Note who was refused for good, and let it count as mail that came back."""
    recipients.note_refused(words)
    note_refusals(words)


def hold(mailing_id: int, held_up: HeldUp) -> None:
    """Pause a mailing until a person looks at it, and say why."""
    under_way = (MailingState.SCHEDULED, MailingState.SENDING)
    with transaction():
        if mailing := move(mailing_id, under_way, state=MailingState.PAUSED, **_said(held_up)):
            record("newsletter:mailing:held", subject=mailing, details={"trouble": held_up.trouble})


def _said(held_up: HeldUp | None) -> dict[str, Any]:
    words = (held_up.words or held_up.trouble.value)[:REASON_LENGTH] if held_up else None
    return {"trouble_kind": held_up.trouble if held_up else None, "trouble": words}


def finish(mailing_id: int) -> None:
    """Note that nobody waits any more, with the final numbers; they outlive the list of recipients."""
    facts = {"outcome": _outcome(mailing_id), "finished_at": clock.now(), **_said(None)}
    with transaction():
        if mailing := move(mailing_id, (MailingState.SENDING,), state=MailingState.SENT, **facts):
            record("newsletter:mailing:finished", subject=mailing)


def conclude(mailing_id: int) -> None:
    """Write down how far a cancelled mailing came, and forget who had not had it.

    Who had it in hand does so when its last letters are settled: nothing that left is forgotten. Any other time, and a
    second time, nothing happens.
    """
    with transaction():
        if mailing := move(mailing_id, (MailingState.CANCELLED,), _is_open(), lease.is_free(clock.now())):
            mailing.outcome = _outcome(mailing_id)
            recipients.forget(mailing_id, waiting_only=True)


def conclude_cancelled() -> None:
    """Conclude the cancelled mailings over which a process died."""
    listed = exists().where(recipients.Recipient.mailing_id == Mailing.id)
    left = select(Mailing.id).where(Mailing.state == MailingState.CANCELLED, _is_open(), listed)
    for mailing_id in db.session.scalars(left).all():
        conclude(mailing_id)


def _is_open() -> Any:
    return cast(Mailing.outcome, Text) == "{}"


def _outcome(mailing_id: int) -> dict[str, Any]:
    outcome: dict[str, Any] = {state.value: count for state, count in recipients.count_by_state(mailing_id).items()}
    return outcome | {"reasons": recipients.count_left_out(mailing_id)}
