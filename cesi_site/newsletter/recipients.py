"""The recipients of a mailing by the thousand: the next ones by their keys, what became of each, and how many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import bindparam, delete, func, or_, select, update

from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.newsletter.models import MailingRecipient, RecipientState
from cesi_site.newsletter.models.mailings import REASON_LENGTH

Recipient = MailingRecipient
WAITING = RecipientState.WAITING


class Absence(StrEnum):
    """Why somebody is left out, beside the reasons of `choices`."""

    ENDED = "ended"
    OTHER_THEME = "other_theme"
    NOT_INFORMED = "not_informed"
    BAD_ADDRESS = "bad_address"


@dataclass(frozen=True)
class Row:
    """A recipient that waits."""

    id: int
    email: str
    language: str
    address_id: int | None
    person_id: int | None
    tries: int

    @property
    def domain(self) -> str:
        """Where the mail goes."""
        return self.email.rpartition("@")[2]


_COLUMNS = [getattr(Recipient, name) for name in Row.__dataclass_fields__]


def next_rows(mailing_id: int, *, after_id: int, limit: int) -> list[Row]:
    """Return the next recipients whose turn it is, above a key and in the order of their keys."""
    due = or_(Recipient.next_try_at.is_(None), Recipient.next_try_at <= clock.now())
    query = (
        select(*_COLUMNS)
        .where(Recipient.mailing_id == mailing_id, Recipient.state == WAITING, Recipient.id > after_id, due)
        .order_by(Recipient.id)
        .limit(limit)
    )
    return [Row(*row) for row in db.session.execute(query)]


def next_turn(mailing_id: int) -> tuple[int, dt.datetime | None]:
    """Return how many recipients wait, and when the first of them may be tried: None is now."""
    waiting = (Recipient.mailing_id == mailing_id, Recipient.state == WAITING)
    count = db.session.scalar(select(func.count()).where(*waiting)) or 0
    now_or_later = select(Recipient.next_try_at).where(*waiting).order_by(Recipient.next_try_at.asc().nulls_first())
    return count, db.session.scalar(now_or_later.limit(1))


def note_sent(ids: Sequence[int]) -> None:
    """Note that the mail server answers for the letters to these."""
    if ids:
        statement = update(Recipient).where(Recipient.id.in_(ids), Recipient.state == WAITING)
        sent = {"state": RecipientState.SENT, "sent_at": clock.now(), "next_try_at": None, "reason": None}
        db.session.connection().execute(statement.values(sent))


def note_left_out(reasons: Mapping[int, str]) -> None:
    """Note that these are not written to after all, and why."""
    _note_state(RecipientState.LEFT_OUT, reasons)


def note_refused(words: Mapping[int, str]) -> None:
    """Note that the server refused these for good, with its words."""
    _note_state(RecipientState.REFUSED, words)


def put_off(rows: Mapping[int, tuple[dt.datetime, int, str | None]]) -> None:
    """Try these again later: from when on, after how many tries, and the server's words where it refused them."""
    changes = [
        {"key": key, "until": until, "tried": tries, "words": words[:REASON_LENGTH] if words else None}
        for key, (until, tries, words) in rows.items()
    ]
    if changes:
        db.session.connection().execute(_PUT_OFF, changes)


def try_now(mailing_id: int) -> None:
    """Let all who wait have their turn at once, whenever their next try was to be."""
    waiting = (Recipient.mailing_id == mailing_id, Recipient.state == WAITING, Recipient.next_try_at.is_not(None))
    db.session.connection().execute(update(Recipient).where(*waiting).values(next_try_at=None))


def forget(mailing_id: int, *, waiting_only: bool = False) -> None:
    """Forget the list of a mailing, or those on it who wait."""
    of_mailing = [Recipient.mailing_id == mailing_id]
    if waiting_only:
        of_mailing.append(Recipient.state == WAITING)
    db.session.execute(delete(Recipient).where(*of_mailing), execution_options={"synchronize_session": False})


def count_by_state(mailing_id: int) -> dict[RecipientState, int]:
    """Return how many recipients stand where."""
    counted = select(Recipient.state, func.count().label("number")).where(Recipient.mailing_id == mailing_id)
    return {row.state: row.number for row in db.session.execute(counted.group_by(Recipient.state))}


def count_left_out(mailing_id: int) -> dict[str, int]:
    """Return how many were left out since they were counted, by reason."""
    left_out = (Recipient.mailing_id == mailing_id, Recipient.state == RecipientState.LEFT_OUT)
    counted = select(Recipient.reason, func.count()).where(*left_out).group_by(Recipient.reason)
    return {reason or "": count for reason, count in db.session.execute(counted)}


_PUT_OFF = (
    update(Recipient)
    .where(Recipient.id == bindparam("key"), Recipient.state == WAITING)
    .values(next_try_at=bindparam("until"), tries=bindparam("tried"), reason=bindparam("words"))
)
_SET_STATE = (
    update(Recipient)
    .where(Recipient.id == bindparam("key"), Recipient.state == WAITING)
    .values(state=bindparam("new_state"), reason=bindparam("words"), next_try_at=None)
)


def _note_state(state: RecipientState, reasons: Mapping[int, str]) -> None:
    changes = [{"key": key, "new_state": state, "words": words[:REASON_LENGTH]} for key, words in reasons.items()]
    if changes:
        db.session.connection().execute(_SET_STATE, changes)
