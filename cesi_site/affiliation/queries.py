"""Reads of affiliation: drafts, requests for the staff desk, tariffs, and who reads the requests."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import selectinload

from cesi_site.affiliation.models import (
    AffiliationDraft,
    AffiliationPerson,
    AffiliationReader,
    AffiliationRequest,
    Tariff,
    TariffActivity,
)
from cesi_site.affiliation.states import DECIDED, State
from cesi_site.core.clock import today
from cesi_site.core.database import db
from cesi_site.members.models import Organisation
from cesi_site.members.queries import organisation_by_number

REQUESTS_A_PAGE = 50
DECIDED_STATES = sorted(DECIDED)


def hash_of(token: str) -> str:
    """Return what is kept of a draft's token. It is long and random: a plain hash cannot be turned round."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_draft(token: str) -> AffiliationDraft | None:
    """Return the draft behind a token, or None: not there, or over its last day."""
    found = db.session.scalars(select(AffiliationDraft).where(AffiliationDraft.token_hash == hash_of(token))).first()
    return found if found is not None and found.kept_until >= today() else None


def draft(draft_id: int) -> AffiliationDraft | None:
    """Return a draft by its key, or None."""
    return db.session.get(AffiliationDraft, draft_id)


def request_of_token(token: str) -> AffiliationRequest | None:
    """Return the request that the draft behind this token became, or None."""
    found = select(AffiliationRequest).where(AffiliationRequest.submission == hash_of(token))
    return db.session.scalars(found).first()


def request(request_id: int) -> AffiliationRequest | None:
    """Return one request with its places, its people and its history, or None."""
    children = (AffiliationRequest.establishments, AffiliationRequest.people, AffiliationRequest.events)
    found = select(AffiliationRequest).where(AffiliationRequest.id == request_id)
    return db.session.scalars(found.options(*map(selectinload, children))).first()


def named_person(person_id: int) -> AffiliationPerson | None:
    """Return somebody whom an applicant named, or None where the row is gone."""
    return db.session.get(AffiliationPerson, person_id)


@dataclass(frozen=True)
class Related:
    """What else carries the enterprise number of a request. For staff alone: an applicant is never told."""

    requests: Sequence[AffiliationRequest]
    organisation: Organisation | None


def related(of: AffiliationRequest) -> Related:
    """Return the other open requests, and the member, with the same enterprise number.

    The member that the request itself became is no news.
    """
    if of.enterprise_number is None:
        return Related((), None)
    others = (
        select(AffiliationRequest)
        .where(
            AffiliationRequest.enterprise_number == of.enterprise_number,
            AffiliationRequest.id != of.id,
            AffiliationRequest.state.not_in(DECIDED_STATES),
        )
        .order_by(AffiliationRequest.id)
    )
    member = organisation_by_number(of.enterprise_number)
    own = member is not None and member.id == of.organisation_id
    return Related(db.session.scalars(others).all(), None if own else member)


def find_requests(
    *,
    state: State | None = None,
    open_only: bool = False,
    held: bool | None = None,
    language: str | None = None,
    text: str = "",
    before_id: int | None = None,
    limit: int = REQUESTS_A_PAGE,
) -> Sequence[AffiliationRequest]:
    """Return requests, the newest first, for the staff desk.

    `text` is looked for in the name, the enterprise number, the contact's address and the reference. The next
    page begins `before_id` of the last row of this one.
    """
    conditions: list[ColumnElement[bool]] = []
    if state is not None:
        conditions.append(AffiliationRequest.state == state)
    if open_only:
        conditions.append(AffiliationRequest.state.not_in(DECIDED_STATES))
    if held is not None:
        released = AffiliationRequest.released_at
        conditions.append(released.is_(None) if held else released.is_not(None))
    if language:
        conditions.append(AffiliationRequest.language == language)
    if text.strip():
        conditions.append(_holds(text.strip()))
    if before_id is not None:
        conditions.append(AffiliationRequest.id < before_id)
    found = select(AffiliationRequest).where(*conditions).order_by(AffiliationRequest.id.desc()).limit(limit)
    return db.session.scalars(found).all()


def _holds(text: str) -> ColumnElement[bool]:
    pieces: list[ColumnElement[bool]] = [
        column.icontains(text, autoescape=True)
        for column in (AffiliationRequest.legal_name, AffiliationRequest.trade_name, AffiliationRequest.email)
    ]
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) >= 4:
        pieces.append(AffiliationRequest.enterprise_number.contains(digits))
    if reference := re.fullmatch(r"AFF-\d{4}-(\d{1,15})", text, re.IGNORECASE | re.ASCII):
        pieces.append(AffiliationRequest.id == int(reference[1]))
    return or_(*pieces)


def count_by_state() -> dict[State, int]:
    """Return how many requests stand in each state."""
    counted = select(AffiliationRequest.state, func.count()).group_by(AffiliationRequest.state)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def requests_of_organisation(organisation_id: int) -> Sequence[AffiliationRequest]:
    """Return the requests that stand in a member's file, the newest first."""
    found = select(AffiliationRequest).where(AffiliationRequest.organisation_id == organisation_id)
    return db.session.scalars(found.order_by(AffiliationRequest.id.desc())).all()


def sent_since(email: str, since: dt.datetime) -> int:
    """Count the requests of one applicant since an instant."""
    mine = AffiliationRequest.email == email, AffiliationRequest.received_at >= since
    return db.session.scalar(select(func.count(AffiliationRequest.id)).where(*mine)) or 0


def tariff_group(nace_code: str) -> int | None:
    """Return the tariff group that a NACE code (five digits) suggests, or None for one that is not known."""
    beginnings = [nace_code[:length] for length in range(2, len(nace_code) + 1)]
    found = (
        select(TariffActivity.group_number)
        .where(TariffActivity.prefix.in_(beginnings))
        .order_by(func.length(TariffActivity.prefix).desc())
        .limit(1)
    )
    return db.session.scalar(found)


def tariff(group: int, year: int) -> Tariff | None:
    """Return what a group costs in a year: its own amounts, or those of the last year before."""
    of_group = select(Tariff).where(Tariff.group_number == group)
    known = of_group.where(Tariff.year <= year).order_by(Tariff.year.desc()).limit(1)
    first = of_group.order_by(Tariff.year).limit(1)
    return db.session.scalars(known).first() or db.session.scalars(first).first()


def tariffs() -> Sequence[Tariff]:
    """Return all amounts, the newest year first."""
    return db.session.scalars(select(Tariff).order_by(Tariff.year.desc(), Tariff.group_number)).all()


def tariff_activities() -> dict[int, list[str]]:
    """Return the beginnings of NACE codes by the tariff group to which they belong."""
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for row in db.session.scalars(select(TariffActivity).order_by(TariffActivity.prefix)):
        groups[row.group_number].append(row.prefix)
    return dict(sorted(groups.items()))


def readers(language: str) -> tuple[str, ...]:
    """Return where the team reads requests in `language`; a team of one language alone reads the others, too."""
    rows = db.session.scalars(select(AffiliationReader).order_by(AffiliationReader.id)).all()
    own = tuple(row.address for row in rows if row.language == language)
    return own or tuple(row.address for row in rows)
