"""Consents that a list proves, many at once: the same rules as for one (`operations.record_choice`), few statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite

from cesi_site.choices.hashing import email_hash
from cesi_site.choices.models import Address, Choice, Decision, Method, Use
from cesi_site.choices.operations import Suppressed
from cesi_site.choices.queries import blocked
from cesi_site.core import clock
from cesi_site.core.database import db, transaction

_INSERT_NEW: Mapping[str, Any] = {
    name: dialect.insert(Address).on_conflict_do_nothing()
    for name, dialect in (("postgresql", postgresql), ("sqlite", sqlite))
}


@dataclass(frozen=True)
class Listed:
    """Somebody on a list: when they confirmed elsewhere, and the proof of it in words."""

    email: str
    confirmed_at: dt.datetime
    language: str
    proof: str


def record_consents(listed: Sequence[Listed], use: Use, *, page: str, by: int | None) -> dict[str, int]:
    """Write down what a list proves, each address once; return the keys of the addresses.

    The three years of an address that we did not know count from that earlier day. Raises `Suppressed` where one of
    them has left, objected or is not to be written to: a list never brings anybody back.
    """
    if not listed:
        return {}
    with transaction() as session:
        session.connection().execute(_INSERT_NEW[session.connection().dialect.name], [_address(one) for one in listed])
        keys = _hold([one.email for one in listed])
        if stops := blocked(use, [email_hash(one.email) for one in listed]):
            raise Suppressed(next(iter(stops.values())))
        facts = {"use": use, "decision": Decision.CONSENT, "at": clock.now(), "method": Method.IMPORT}
        where = {"page": page, "by_account": by}
        rows = [
            {"address_id": keys[one.email], "language": one.language, "text": one.proof, **facts, **where}
            for one in listed
        ]
        session.execute(insert(Choice), rows)
    return keys


def _address(one: Listed) -> dict[str, Any]:
    return {
        "email": one.email,
        "email_hash": email_hash(one.email),
        "last_contact_at": one.confirmed_at,
        "created_at": clock.now(),
    }


def _hold(emails: Sequence[str]) -> dict[str, int]:
    """Hold the rows until the commit, always in the same order, so that acts on one address follow each other."""
    query = select(Address.email, Address.id).where(Address.email.in_(emails)).order_by(Address.id).with_for_update()
    return {row.email: row.id for row in db.session.execute(query)}
