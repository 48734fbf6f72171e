"""Who gets a mailing: looked up, counted and fixed before anybody says that it may go.

Who counts holds the mailing's lease, and proves it in each transaction that touches the list: of two counts one comes
first, and none reaches the list of a mailing that was counted, cancelled or taken over meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from cesi_site.audit.operations import record
from cesi_site.choices.models import Use
from cesi_site.choices.queries import blocked, email_hash
from cesi_site.core import clock
from cesi_site.core.database import db, insert_new, transaction
from cesi_site.core.languages import LANGUAGES
from cesi_site.members.queries import informed_people
from cesi_site.newsletter import lease, recipients
from cesi_site.newsletter.models import (
    Kind,
    Mailing,
    MailingRecipient,
    MailingState,
    RecipientState,
    Subscription,
)
from cesi_site.newsletter.operations.moving import move
from cesi_site.newsletter.policy import approval_above
from cesi_site.newsletter.queries.subscriptions import Reader, active

AT_ONCE = 1_000
OTHER_THEME = "other_theme"

Batch = tuple[Sequence[Mapping[str, Any]], Counter[str]]


class _Lost(Exception):
    """The mailing is not to be counted any more, or another process has it in hand now."""


def count_recipients(mailing_id: int) -> Mailing | None:
    """Fix who gets a mailing, batch by batch, and say who is left out and why; None where it is not to be counted.

    Begun again, it begins from the start: what was listed before is forgotten first. Raises `lease.Held` while another
    process has the mailing in hand.
    """
    holder = lease.new_holder()
    lease.take(mailing_id, holder)
    try:
        return _count(mailing_id, holder)
    except _Lost:
        return None
    finally:
        lease.give_back(mailing_id, holder)


def _count(mailing_id: int, holder: str) -> Mailing:
    with transaction():
        _prove(mailing_id, holder)
        recipients.forget(mailing_id)
        mailing = db.session.get_one(Mailing, mailing_id, populate_existing=True)
    left_out = _who_ended() if mailing.kind is Kind.NEWSLETTER else Counter[str]()
    for rows, reasons in _batches(mailing):
        left_out += reasons
        with transaction():
            _prove(mailing_id, holder)
            _insert(rows)
    return _note(mailing_id, holder, left_out)


def _prove(mailing_id: int, holder: str) -> None:
    """Make sure, until the commit, that the list is ours to write. Raises `_Lost`."""
    if lease.renew(mailing_id, holder) is not MailingState.COUNTING:
        raise _Lost


def _batches(mailing: Mailing) -> Iterator[Batch]:
    if mailing.kind is Kind.STATUTORY:
        yield from _informed(mailing)
    else:
        for language in LANGUAGES:
            yield from _readers(mailing, language)


def _readers(mailing: Mailing, language: str) -> Iterator[Batch]:
    after, themes = 0, set(mailing.themes)
    while readers := active(language, after_id=after, limit=AT_ONCE):
        after = readers[-1].id
        stopped = blocked(Use.NEWSLETTER, [reader.email_hash for reader in readers])
        left_out, rows = Counter[str](), []
        for reader in readers:
            if reader.email_hash in stopped:
                left_out[stopped[reader.email_hash].value] += 1
            elif themes and not themes & set(reader.themes):
                left_out[OTHER_THEME] += 1
            else:
                rows.append(_reader_row(mailing.id, reader))
        yield rows, left_out


def _reader_row(mailing_id: int, reader: Reader) -> dict[str, Any]:
    return _row(mailing_id, reader.email, reader.language, address_id=reader.address_id)


def _informed(mailing: Mailing) -> Iterator[Batch]:
    after = 0
    while people := informed_people(after_id=after, limit=AT_ONCE):
        after = people[-1].person_id
        hashes = {one.person_id: email_hash(one.email) for one in people}
        stopped = blocked(None, hashes.values())
        left_out = Counter(stopped[key].value for key in hashes.values() if key in stopped)
        rows = [
            _row(mailing.id, one.email, one.language, person_id=one.person_id)
            for one in people
            if hashes[one.person_id] not in stopped
        ]
        yield rows, left_out


def _row(
    mailing_id: int, email: str, language: str, *, address_id: int | None = None, person_id: int | None = None
) -> dict[str, Any]:
    return {
        "mailing_id": mailing_id,
        "email": email,
        "language": language,
        "address_id": address_id,
        "person_id": person_id,
        "state": RecipientState.WAITING,
        "tries": 0,
    }


def _insert(rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        # Somebody who stands for two members is listed once.
        insert_new(MailingRecipient, rows)


def _who_ended() -> Counter[str]:
    """Count those who read it once and do not any more, by the reason."""
    ended = Subscription.ended_at.is_not(None)
    counted = select(Subscription.end_reason, func.count()).where(ended).group_by(Subscription.end_reason)
    return Counter({reason.value: count for reason, count in db.session.execute(counted) if reason})


def _note(mailing_id: int, holder: str, left_out: Counter[str]) -> Mailing:
    of_mailing = MailingRecipient.mailing_id == mailing_id
    with transaction():
        _prove(mailing_id, holder)
        listed = db.session.scalar(select(func.count()).where(of_mailing)) or 0
        facts = {"listed": listed, "left_out": dict(left_out), "counted_at": clock.now()}
        mailing = move(mailing_id, (MailingState.COUNTING,), **facts)
        assert mailing is not None
        mailing.state = MailingState.AWAITING_APPROVAL if _needs_approval(mailing) else MailingState.READY
        record("newsletter:mailing:counted", subject=mailing, details={"listed": listed})
    return mailing


def _needs_approval(mailing: Mailing) -> bool:
    return mailing.kind is Kind.STATUTORY or (mailing.listed or 0) > approval_above()
