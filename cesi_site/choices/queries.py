"""What an address may be used for, and what was chosen when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, SQLColumnExpression, exists, func, literal, or_, select, union_all

from cesi_site.choices.hashing import email_hash
from cesi_site.choices.models import (
    Address,
    Barred,
    Choice,
    FormerAddress,
    Reason,
    Restriction,
    Suppression,
    Use,
)
from cesi_site.core import clock
from cesi_site.core.database import db

__all__ = [
    "Found",
    "blocked",
    "choices_of",
    "current",
    "email_hash",
    "find_address",
    "find_by_key",
    "has_refused",
    "is_blocked",
    "is_restricted",
    "objects_to_all",
    "reachable",
    "stops_of",
]

# So many hashes go into one statement: far below what either database takes.
MOST_AT_ONCE = 5000
_STRENGTH = {reason: place for place, reason in enumerate(Reason)}


class Suppressed(NamedTuple):
    """How many addresses are not written to for one use and reason; `to_review` are those whose day has come."""

    use: str
    reason: Reason
    addresses: int
    to_review: int


@dataclass(frozen=True)
class Found:
    """The address that a personal link leads to. `former`: the link was mailed to an address it had before."""

    address: Address
    former: bool = False


def find_address(email: str) -> Address | None:
    """Return the row of a normalised address."""
    return db.session.scalars(select(Address).where(Address.email == email)).first()


def find_by_key(key: int) -> Found | None:
    """Return the address that the key in a personal link (`tokens.read_token`) leads to; None when it is gone."""
    if address := db.session.get(Address, key):
        return Found(address)
    moved = select(Address).join(FormerAddress, FormerAddress.address_id == Address.id).where(FormerAddress.id == key)
    address = db.session.scalars(moved).first()
    return Found(address, former=True) if address else None


def blocked(use: Use | None, hashes: Iterable[str]) -> dict[str, Reason]:
    """Return which of these addresses may not be written to, and the strongest reason why.

    `use` None is for statutory information, which nobody can refuse: only an address that does not exist and one
    whose data may not be used are left out.
    """
    found: dict[str, Reason] = {}
    wanted = [*hashes]
    for start in range(0, len(wanted), MOST_AT_ONCE):
        for key, reason in db.session.execute(_stops(use, wanted[start : start + MOST_AT_ONCE])):
            stop = Reason(reason)
            if key not in found or _STRENGTH[stop] < _STRENGTH[found[key]]:
                found[key] = stop
    return found


def _stops(use: Use | None, hashes: Sequence[str]) -> CompoundSelect[str, str]:
    suppressed = select(Suppression.email_hash, Suppression.reason).where(
        Suppression.email_hash.in_(hashes), _suppresses(use)
    )
    restricted = select(Restriction.email_hash, literal(Reason.RESTRICTED.value)).where(
        Restriction.email_hash.in_(hashes), Restriction.ended_at.is_(None)
    )
    return union_all(suppressed, restricted)


def _suppresses(use: Use | None) -> ColumnElement[bool]:
    words = [Barred.UNDELIVERABLE] if use is None else [use, Barred.EVERYTHING, Barred.UNDELIVERABLE]
    return Suppression.use.in_([word.value for word in words])


def is_blocked(use: Use | None, email: str) -> Reason | None:
    """Return why one address may not be written to, or None."""
    return blocked(use, [email_hash(email)]).get(email_hash(email))


def reachable(use: Use | None, column: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Return the condition that nothing stops `use` for the address whose hash stands in `column`: for large sets."""
    suppressed = exists().where(Suppression.email_hash == column, _suppresses(use))
    restricted = exists().where(Restriction.email_hash == column, Restriction.ended_at.is_(None))
    return ~or_(suppressed, restricted)


def is_restricted(email: str) -> bool:
    """Tell whether this person's data may be kept, and not used (article 18 GDPR)."""
    running = select(Restriction.id).where(Restriction.email_hash == email_hash(email), Restriction.ended_at.is_(None))
    return db.session.scalar(running) is not None


def has_refused(use: Use, email: str) -> bool:
    """Tell whether this use of an address is stopped for itself, whatever else keeps us from writing to it."""
    return _is_suppressed(email, use, Barred.EVERYTHING)


def objects_to_all(email: str) -> bool:
    """Tell whether this person refused every mail that no law prescribes."""
    return _is_suppressed(email, Barred.EVERYTHING)


def _is_suppressed(email: str, *uses: Use | Barred) -> bool:
    found = select(Suppression.id).where(
        Suppression.email_hash == email_hash(email), Suppression.use.in_([use.value for use in uses])
    )
    return db.session.scalar(found.limit(1)) is not None


def stops_of(email: str) -> Sequence[Suppression]:
    """Return what keeps us from writing to an address, use by use, the newest first."""
    stops = select(Suppression).where(Suppression.email_hash == email_hash(email))
    return db.session.scalars(stops.order_by(Suppression.since.desc(), Suppression.id.desc())).all()


def suppressed() -> list[Suppressed]:
    """Count the suppressions, by use and reason."""
    columns = Suppression.use, Suppression.reason
    due = func.count(Suppression.id).filter(Suppression.review_on <= clock.today())
    counted = select(*columns, func.count(Suppression.id), due).group_by(*columns).order_by(*columns)
    return [Suppressed(*row) for row in db.session.execute(counted)]


def choices_of(email: str) -> Sequence[Choice]:
    """Return all that was decided for an address, the newest first, each with its proof."""
    history = select(Choice).join(Address, Address.id == Choice.address_id).where(Address.email == email)
    return db.session.scalars(history.order_by(Choice.at.desc(), Choice.id.desc())).all()


def current(email: str, use: Use) -> Choice | None:
    """Return the last decision on one use, or None."""
    decided = select(Choice).join(Address, Address.id == Choice.address_id)
    decided = decided.where(Address.email == email, Choice.use == use)
    return db.session.scalars(decided.order_by(Choice.at.desc(), Choice.id.desc()).limit(1)).first()
