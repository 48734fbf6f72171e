"""A form that is being filled in: begun, saved, and found again by a mailed link."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from cesi_site.affiliation.errors import Gone
from cesi_site.affiliation.models import AffiliationDraft
from cesi_site.affiliation.queries import hash_of
from cesi_site.audit import record
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.outbox import queue_mail

# 192 bits, so that nobody finds a draft by trying.
TOKEN_BYTES = 24

Answers = Mapping[str, Sequence[str]]


def start_draft(*, language: str, step: str, answers: Answers) -> str:
    """Keep the first answers, and return the token that opens the draft; it is kept nowhere in this form."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction() as session:
        session.add(AffiliationDraft(token_hash=hash_of(token), language=language, answers={step: dict(answers)}))
    return token


def save_answers(*, token: str, language: str, step: str, answers: Answers, email: str | None = None) -> None:
    """Keep the answers to one step as they were typed. `email` is that of who fills in the form. Raises `Gone`."""
    with transaction():
        draft = _locked(token)
        draft.answers = {**draft.answers, step: dict(answers)}
        draft.language = language
        draft.email = draft.email or email
        draft.changed_at = clock.now()


def mail_link(*, token: str, language: str, email: str) -> None:
    """Mail the link to the draft. Raises `Gone`.

    The token travels in the queue, for it is kept nowhere else; the queue forgets it once the mail has left.
    """
    with transaction():
        draft = _locked(token)
        draft.email, draft.language, draft.changed_at = email, language, clock.now()
        queue_mail("affiliation.resume", draft_id=draft.id, token=token)
        record("affiliation:draft:link_mailed", subject=draft)


def _locked(token: str) -> AffiliationDraft:
    with transaction() as session:
        found = select(AffiliationDraft).where(AffiliationDraft.token_hash == hash_of(token)).with_for_update()
        draft = session.scalars(found).first()
    if draft is None:
        raise Gone
    return draft
