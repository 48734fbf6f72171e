"""Writing a mailing and letting it go: each step a function, each moves the mailing on in one statement.

A mailing is written, its recipients are counted and fixed, a second person approves where that is asked, it leaves.
Until it leaves it can go back to being written; then what was counted and approved is void.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.core.languages import LANGUAGES
from cesi_site.newsletter import lease, recipients
from cesi_site.newsletter.composing.checks import faults
from cesi_site.newsletter.models import Kind, Mailing, MailingState, MailingText
from cesi_site.newsletter.models.mailings import SLUG_LENGTH
from cesi_site.newsletter.operations.mailing_errors import NobodyListed, NotPossible, SamePerson, Unfinished
from cesi_site.newsletter.operations.moving import move
from cesi_site.newsletter.operations.progress import conclude
from cesi_site.outbox import queue_job

State = MailingState
COUNTED = (State.AWAITING_APPROVAL, State.READY, State.SCHEDULED)
UNDER_WAY = (State.SENDING, State.PAUSED)
TEXTS = ("subject", "summary", "body", "legal_reason")


def begin_mailing(kind: Kind, *, by: Account | None) -> Mailing:
    """Begin a mailing of a kind, which it stays."""
    with transaction() as session:
        mailing = Mailing(kind=kind, created_by_id=_id(by), edited_by_id=_id(by))
        mailing.texts = [MailingText(language=language) for language in LANGUAGES]
        session.add(mailing)
        session.flush()
        record("newsletter:mailing:begun", subject=mailing, actor=by, details={"kind": kind})
    return mailing


def copy_mailing(mailing_id: int, *, by: Account) -> Mailing:
    """Begin a mailing of the same kind with the same texts."""
    with transaction():
        source = _find(mailing_id)
        copy = begin_mailing(source.kind, by=by)
        copy.themes = [*source.themes]
        for text in copy.texts:
            for name in TEXTS:
                setattr(text, name, getattr(source.text(text.language), name))
    return copy


def write_mailing(
    mailing_id: int, texts: Mapping[str, Mapping[str, str]], *, themes: Collection[str] = (), by: Account | None
) -> Mailing:
    """Keep what was written, by language and name of the text (`TEXTS`). Raises `NotPossible` once it was counted."""
    with transaction():
        mailing = _move(mailing_id, (State.DRAFT,), edited_at=clock.now(), edited_by_id=_id(by))
        mailing.themes = sorted(themes)
        for language, written in texts.items():
            for name in TEXTS:
                setattr(mailing.text(language), name, written.get(name, ""))
        record("newsletter:mailing:written", subject=mailing, actor=by)
    return mailing


def prepare(mailing_id: int, *, scheduled_at: dt.datetime | None = None, by: Account) -> Mailing:
    """Fix the texts and let the recipients be counted; it leaves at `scheduled_at`, or as soon as it may.

    Raises `Unfinished` where the texts cannot go out, `NotPossible`.
    """
    with transaction():
        facts = {"prepared_by_id": by.id, "scheduled_at": scheduled_at, **_NO_TROUBLE}
        mailing = _move(mailing_id, (State.DRAFT,), state=State.COUNTING, **facts)
        if wrong := faults(mailing):
            raise Unfinished([str(fault) for fault in wrong])
        for text in mailing.texts:
            text.slug = _free_slug(text)
        record("newsletter:mailing:prepared", subject=mailing, actor=by, details={"at": scheduled_at})
        queue_job("newsletter.count", mailing_id=mailing.id)
    return mailing


def approve(mailing_id: int, *, by: Account) -> Mailing:
    """Approve a mailing as a second person; it leaves at its time. Raises `SamePerson`, `NotPossible`."""
    with transaction():
        facts = {"approved_by_id": by.id, "approved_at": clock.now()}
        mailing = _move(mailing_id, (State.AWAITING_APPROVAL,), state=State.SCHEDULED, **facts)
        if not may_approve(mailing, by):
            raise SamePerson
        record("newsletter:mailing:approved", subject=mailing, actor=by, details={"listed": mailing.listed})
        _let_go(mailing)
    return mailing


def may_approve(mailing: Mailing, account: Account) -> bool:
    """Tell whether somebody had no part in a mailing, so that four eyes see it."""
    return account.id not in {mailing.created_by_id, mailing.edited_by_id, mailing.prepared_by_id}


def send(mailing_id: int, *, by: Account) -> Mailing:
    """Let a mailing that nobody else has to approve leave at its time. Raises `NobodyListed`, `NotPossible`."""
    with transaction():
        mailing = _move(mailing_id, (State.READY,), state=State.SCHEDULED)
        record("newsletter:mailing:scheduled", subject=mailing, actor=by, details={"listed": mailing.listed})
        _let_go(mailing)
    return mailing


def _let_go(mailing: Mailing) -> None:
    if not mailing.listed:
        raise NobodyListed
    queue_job("newsletter.send", available_at=mailing.scheduled_at, mailing_id=mailing.id)


def write_again(mailing_id: int, *, by: Account | None) -> Mailing:
    """Take a mailing back of which nothing left: it is a draft again, and its list is forgotten. Raises `NotPossible`.

    `by` is None where nobody let it go for long (`operations.lapsing`).
    """
    with transaction():
        mailing = _move(mailing_id, (*COUNTED, State.PAUSED), Mailing.started_at.is_(None), state=State.DRAFT, **_VOID)
        recipients.forget(mailing_id)
        record("newsletter:mailing:taken_back", subject=mailing, actor=by)
    return mailing


_NO_TROUBLE: Mapping[str, Any] = {"trouble_kind": None, "trouble": None}
_VOID: Mapping[str, Any] = {
    "approved_by_id": None,
    "approved_at": None,
    "counted_at": None,
    "listed": None,
    "left_out": {},
    **_NO_TROUBLE,
}


def pause(mailing_id: int, *, by: Account) -> Mailing:
    """Hold a mailing on its way: what is in hand still leaves. Raises `NotPossible`."""
    with transaction():
        mailing = _move(mailing_id, (State.SENDING,), state=State.PAUSED)
        record("newsletter:mailing:paused", subject=mailing, actor=by)
    return mailing


def resume(mailing_id: int, *, by: Account) -> Mailing:
    """Let a mailing go on: all who wait have their turn at once. Raises `NotPossible`."""
    with transaction():
        mailing = _move(mailing_id, (State.PAUSED,), **_NO_TROUBLE)
        # One that was held at its very beginning begins now.
        mailing.state = State.SCHEDULED if mailing.started_at is None else State.SENDING
        recipients.try_now(mailing_id)
        lease.rest(mailing_id, until=None)
        record("newsletter:mailing:resumed", subject=mailing, actor=by)
        queue_job("newsletter.send", mailing_id=mailing.id)
    return mailing


def cancel(mailing_id: int, *, by: Account | None) -> Mailing:
    """Give a mailing up; who has not had it gets it no more, and is forgotten. Raises `NotPossible`.

    What is in hand still leaves, and is written down. `by` is None where nobody went on with it for long.
    """
    with transaction():
        allowed = (State.COUNTING, *COUNTED, *UNDER_WAY)
        mailing = _move(mailing_id, allowed, state=State.CANCELLED, finished_at=clock.now())
        if mailing.started_at is None:
            recipients.forget(mailing_id)
        record("newsletter:mailing:cancelled", subject=mailing, actor=by)
        db.session.flush()
        conclude(mailing_id)
    return mailing


def discard(mailing_id: int, *, by: Account) -> None:
    """Throw a draft away. Raises `NotPossible`."""
    with transaction() as session:
        mailing = _move(mailing_id, (State.DRAFT,))
        record("newsletter:mailing:discarded", subject=mailing, actor=by)
        session.delete(mailing)


def send_test(mailing_id: int, *, by: Account) -> None:
    """Mail both languages, as they stand, to who asks for it."""
    with transaction():
        mailing = _find(mailing_id)
        record("newsletter:mailing:tested", subject=mailing, actor=by)
        for language in LANGUAGES:
            queue_job("newsletter.test", mailing_id=mailing.id, language=language, account_id=by.id)


def _move(mailing_id: int, allowed: Collection[State], *conditions: ColumnElement[bool], **changes: Any) -> Mailing:
    mailing = move(mailing_id, allowed, *conditions, **changes)
    if mailing is None:
        raise NotPossible
    return mailing


def _find(mailing_id: int) -> Mailing:
    mailing = db.session.get(Mailing, mailing_id)
    if mailing is None:
        raise NotPossible
    return mailing


def _id(account: Account | None) -> int | None:
    return account.id if account else None


def _free_slug(text: MailingText) -> str:
    """Return a word for the address in the archive that no other mailing has in this language."""
    letters = unicodedata.normalize("NFKD", text.subject).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", letters)[: SLUG_LENGTH - 12].strip("-") or "mailing"
    for slug in (words, f"{words}-{text.mailing_id}"):
        others = exists().where(
            MailingText.language == text.language, MailingText.slug == slug, MailingText.id != text.id
        )
        if not db.session.scalar(select(others)):
            return slug
    raise AssertionError("a mailing's own number is in no other mailing's address")
