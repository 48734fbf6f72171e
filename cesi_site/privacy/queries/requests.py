"""The requests about rights: one, the list, and what waits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.core.keyset import Page, Sorting, read_page, with_edges
from cesi_site.privacy.models import OPEN, RightsEvent, RightsRequest, RightsState

REQUESTS_A_PAGE = 50
LAST_DAY = func.coalesce(RightsRequest.extended_to, RightsRequest.due_on)
PRESSING = Sorting(LAST_DAY, RightsRequest.id)
NEWEST = Sorting(RightsRequest.id, RightsRequest.id, descending=True)


@dataclass(frozen=True)
class Waiting:
    """How many requests are open, and how many of them are past their day or within a week of it."""

    open: int
    late: int
    soon: int


def find_request(number: int) -> RightsRequest | None:
    """Return a request by its key."""
    return db.session.get(RightsRequest, number)


def find_event(number: int) -> RightsEvent | None:
    """Return a step by its key."""
    return db.session.get(RightsEvent, number)


def find_requests(
    *, states: Sequence[RightsState] | None, text: str = "", cursor: str | None = None, size: int = REQUESTS_A_PAGE
) -> Page[RightsRequest]:
    """Return a page of requests: those that are open by their last day, the others the newest first."""
    query = select(RightsRequest)
    if states is not None:
        query = query.where(RightsRequest.state.in_(states))
    if text:
        query = query.where(_holds(text))
    sorting = PRESSING if states == OPEN else NEWEST
    page = read_page(with_edges(query, sorting), sorting, cursor=cursor, size=size)
    return Page([row[0] for row in page.rows], page.before, page.after)


def _holds(text: str) -> ColumnElement[bool]:
    found = [
        RightsRequest.email == text.lower(),
        func.lower(RightsRequest.name).contains(text.lower(), autoescape=True),
    ]
    if number := re.fullmatch(r"(?:PRV-\d{4}-)?(\d{1,15})", text, re.IGNORECASE | re.ASCII):
        found.append(RightsRequest.id == int(number[1]))
    return or_(*found)


def waiting_requests() -> Waiting:
    """Count what waits for an answer."""
    days = db.session.scalars(select(LAST_DAY).where(RightsRequest.state.in_(OPEN))).all()
    today = clock.today()
    return Waiting(
        open=len(days),
        late=sum(day < today for day in days),
        soon=sum(0 <= (day - today).days <= 7 for day in days),
    )
