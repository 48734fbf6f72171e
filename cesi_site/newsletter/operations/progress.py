"""How a mailing goes on its way: begun, held up, refused here and there, finished. Called by who sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, update

from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.newsletter import recipients
from cesi_site.newsletter.models import Kind, Mailing, MailingState
from cesi_site.newsletter.models.mailings import REASON_LENGTH
from cesi_site.newsletter.operations.bounces import note_refusals
from cesi_site.newsletter.operations.moving import move


def begin(mailing_id: int) -> Mailing | None:
    """Begin or go on; None where the mailing is not to be sent, or not yet.

    From its beginning a newsletter stands in the archive: its readers get the link.
    """
    now = clock.now()
    due = or_(Mailing.scheduled_at.is_(None), Mailing.scheduled_at <= now)
    with transaction():
        mailing = move(mailing_id, (MailingState.SCHEDULED,), due, state=MailingState.SENDING, started_at=now)
        if mailing is None:
            return move(mailing_id, (MailingState.SENDING,))
        if mailing.kind is Kind.NEWSLETTER:
            for text in mailing.texts:
                text.published_at = now
        record("newsletter:mailing:started", subject=mailing, details={"listed": mailing.listed})
    return mailing


def note_trouble(mailing_id: int, words: str | None) -> None:
    """Note what holds a mailing up, or that nothing does any more."""
    changed = update(Mailing).where(Mailing.id == mailing_id, Mailing.trouble.is_distinct_from(_short(words)))
    with transaction() as session:
        session.connection().execute(changed.values(trouble=_short(words)))


def note_refused(words: Mapping[int, str]) -> None:
    """Note who was refused for good, and let it count as mail that came back."""
    recipients.note_refused(words)
    note_refusals(words)


def hold(mailing_id: int, words: str) -> None:
    """Pause a mailing until a person looks at it, and say why."""
    with transaction():
        if mailing := move(mailing_id, (MailingState.SENDING,), state=MailingState.PAUSED, trouble=_short(words)):
            record("newsletter:mailing:held", subject=mailing)


def finish(mailing_id: int) -> None:
    """Note that nobody waits any more, with the final numbers; they outlive the list of recipients."""
    outcome: dict[str, Any] = {state.value: count for state, count in recipients.count_by_state(mailing_id).items()}
    outcome["reasons"] = recipients.count_left_out(mailing_id)
    facts = {"outcome": outcome, "finished_at": clock.now(), "trouble": None}
    with transaction():
        if mailing := move(mailing_id, (MailingState.SENDING,), state=MailingState.SENT, **facts):
            record("newsletter:mailing:finished", subject=mailing)


def _short(words: str | None) -> str | None:
    return words[:REASON_LENGTH] if words else None
