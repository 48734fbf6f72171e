"""The inbox of staff: the messages on the topics that somebody reads, filtered, counted and paged.

`InboxFilter.topics` is what the reader may see: every read here goes through it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, SQLColumnExpression, and_, case, func, literal, or_, select

from cesi_site.contact.models import OPEN_STATES, ContactMessage, MessageState, reference
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.core.keyset import Page, Sorting, read_page, with_edges

MESSAGES_A_PAGE = 50
REFERENCE = re.compile(r"(?:CESI-\d{4}-)?0*(\d{1,15})", re.IGNORECASE | re.ASCII)
NO_DAY = dt.date(9999, 12, 31)

# Words that stand for several states, and for a message that is nobody's.
OPEN, ANY = "open", "any"
NOBODY = "nobody"


class Order(StrEnum):
    """How the list is sorted: by the day of the answer, or by arrival."""

    DUE = "due"
    NEWEST = "newest"
    OLDEST = "oldest"


SORTINGS: Mapping[Order, Sorting] = {
    Order.DUE: Sorting(func.coalesce(ContactMessage.answer_by, literal(NO_DAY, Date)), ContactMessage.id),
    Order.NEWEST: Sorting(ContactMessage.received_at, ContactMessage.id, descending=True),
    Order.OLDEST: Sorting(ContactMessage.received_at, ContactMessage.id),
}


@dataclass(frozen=True, kw_only=True)
class InboxFilter:
    """What a list shows. `owner` is the key of an account, `NOBODY`, or None for everybody's; `state` a state,
    `OPEN` for what waits for an answer, or `ANY`.
    """

    topics: frozenset[str]
    state: str = OPEN
    topic: str | None = None
    owner: str | None = None
    language: str | None = None
    overdue: bool = False
    text: str = ""


class InboxRow(NamedTuple):
    """A message in a list, without its text."""

    id: int
    topic: str
    language: str
    subject: str | None
    name: str
    state: str
    received_at: dt.datetime
    answer_by: dt.date | None
    answered_at: dt.datetime | None
    owner_id: int | None
    edge_value: object
    edge_key: int

    @property
    def reference(self) -> str:
        """What the sender quotes."""
        return reference(self.id, self.received_at)

    @property
    def status(self) -> MessageState:
        """Its state, as what it can be."""
        return MessageState(self.state)

    @property
    def is_overdue(self) -> bool:
        """Whether the day by which we promised to answer has passed."""
        return self.state in OPEN_STATES and self.answer_by is not None and self.answer_by < clock.today()


_COLUMNS = [getattr(ContactMessage, name) for name in InboxRow._fields[:-2]]


# What can be counted, and the filter as it must be for that.
FACETS: Mapping[str, tuple[SQLColumnExpression[Any], Callable[[InboxFilter], InboxFilter]]] = {
    "state": (ContactMessage.state, lambda shown: replace(shown, state=ANY, overdue=False)),
    "topic": (ContactMessage.topic, lambda shown: replace(shown, topic=None)),
    "owner": (ContactMessage.owner_id, lambda shown: replace(shown, owner=None)),
    "language": (ContactMessage.language, lambda shown: replace(shown, language=None)),
}


def find_messages(
    shown: InboxFilter, *, order: Order = Order.DUE, cursor: str | None = None, size: int = MESSAGES_A_PAGE
) -> Page[InboxRow]:
    """Return a page of the messages that `shown` names."""
    sorting = SORTINGS[order]
    query = with_edges(select(*_COLUMNS).where(*_conditions(shown)), sorting)
    page = read_page(query, sorting, cursor=cursor, size=size)
    return Page([InboxRow(*row) for row in page.rows], page.before, page.after)


def message_read_by(topics: frozenset[str], message_id: int) -> ContactMessage | None:
    """Return a message on one of these topics; any other one does not exist for the reader."""
    mine = ContactMessage.id == message_id, ContactMessage.topic.in_(sorted(topics))
    return db.session.scalars(select(ContactMessage).where(*mine)).first()


def counts(shown: InboxFilter, facet: str) -> Mapping[str | None, int]:
    """Count the messages by "state", "topic", "owner" or "language", under all the other filters of `shown`."""
    column, free = FACETS[facet]
    query = select(column, func.count()).where(*_conditions(free(shown))).group_by(column)
    return {None if row[0] is None else str(row[0]): row[1] for row in db.session.execute(query)}


def count_late(shown: InboxFilter) -> int:
    """Count the messages whose day of answer has passed, under all the other filters of `shown`."""
    query = select(func.count()).select_from(ContactMessage).where(*_conditions(replace(shown, overdue=True)))
    return db.session.scalar(query) or 0


@dataclass(frozen=True)
class Waiting:
    """What waits for a reader: how many are new, theirs, late and in quarantine."""

    new: int
    mine: int
    overdue: int
    quarantined: int


def waiting_for(account_id: int, topics: frozenset[str]) -> Waiting:
    """Count what waits on a reader's topics, in one statement."""
    open_ = ContactMessage.state.in_(OPEN_STATES)
    query = select(
        _count(ContactMessage.state == MessageState.RECEIVED),
        _count(and_(open_, ContactMessage.owner_id == account_id)),
        _count(and_(open_, ContactMessage.answer_by < clock.today())),
        _count(ContactMessage.state == MessageState.QUARANTINED),
    ).where(
        ContactMessage.topic.in_(sorted(topics)),
        ContactMessage.state.in_([*OPEN_STATES, MessageState.QUARANTINED]),
    )
    return Waiting(*db.session.execute(query).one())


def next_message(account_id: int, topics: frozenset[str]) -> InboxRow | None:
    """Return what to answer next: one's own or nobody's, the first to fall due."""
    shown = InboxFilter(topics=topics)
    free = or_(ContactMessage.owner_id == account_id, ContactMessage.owner_id.is_(None))
    sorting = SORTINGS[Order.DUE]
    query = with_edges(select(*_COLUMNS).where(*_conditions(shown), free), sorting)
    row = db.session.execute(query.order_by(sorting.value, sorting.key).limit(1)).first()
    return InboxRow(*row) if row else None


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _conditions(shown: InboxFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter; those on topics come first, always."""
    found = [ContactMessage.topic.in_(sorted(shown.topics)), *_in_state(shown)]
    if shown.topic:
        found.append(ContactMessage.topic == shown.topic)
    if shown.owner == NOBODY:
        found.append(ContactMessage.owner_id.is_(None))
    elif shown.owner:
        found.append(ContactMessage.owner_id == int(shown.owner))
    if shown.language:
        found.append(ContactMessage.language == shown.language)
    if shown.text:
        found.append(_holds(shown.text))
    return found


def _in_state(shown: InboxFilter) -> list[ColumnElement[bool]]:
    if shown.overdue:
        return [ContactMessage.state.in_(OPEN_STATES), ContactMessage.answer_by < clock.today()]
    if shown.state == ANY:
        return []
    return [ContactMessage.state.in_(OPEN_STATES if shown.state == OPEN else [shown.state])]


def _holds(text: str) -> ColumnElement[bool]:
    pieces = [
        column.icontains(text, autoescape=True)
        for column in (ContactMessage.name, ContactMessage.email, ContactMessage.organisation)
    ]
    if quoted := REFERENCE.fullmatch(text):
        pieces.append(ContactMessage.id == int(quoted[1]))
    return or_(*pieces)
