"""A form that was filled in and waits on the check page, behind a token."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.enrolment.enrolling_errors import DraftGone
from cesi_site.enrolment.models import EnrolmentDraft
from cesi_site.enrolment.queries.enrolments import hash_of

# 192 bits, so that nobody finds a draft by trying.
TOKEN_BYTES = 24

Answers = Mapping[str, Sequence[str]]


def start_draft(
    *,
    session_id: int,
    language: str,
    answers: Answers,
    email: str | None = None,
    account_id: int | None = None,
    organisation_id: int | None = None,
) -> str:
    """Keep what was typed, and return the token that opens it; the token is kept nowhere in this form.

    `account_id` and `organisation_id` are given for somebody signed in to MyCESI who may enrol for that member.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction() as session:
        session.add(
            EnrolmentDraft(
                token_hash=hash_of(token),
                session_id=session_id,
                language=language,
                email=email,
                answers=dict(answers),
                account_id=account_id,
                organisation_id=organisation_id,
            )
        )
    return token


def change_draft(
    *, token: str, language: str, answers: Answers, email: str | None = None, session_id: int | None = None
) -> None:
    """Keep what was typed in the place of what was there. Raises `DraftGone`."""
    with transaction() as session:
        found = select(EnrolmentDraft).where(EnrolmentDraft.token_hash == hash_of(token)).with_for_update()
        draft = session.scalars(found).first()
        if draft is None:
            raise DraftGone
        draft.answers, draft.language, draft.changed_at = dict(answers), language, clock.now()
        draft.email = email or draft.email
        draft.session_id = session_id or draft.session_id
