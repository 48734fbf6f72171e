"""The last look before a batch goes: who left, objected, was struck off or no longer belongs gets nothing.

It happens in the moment of sending, whatever was counted before. What it finds is also what the mail tells its reader.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from cesi_site.choices.models import Address, Use
from cesi_site.choices.queries import blocked, email_hash
from cesi_site.choices.tokens import token_for
from cesi_site.core.database import db
from cesi_site.members.queries import Informed, informed_at, still_informed
from cesi_site.newsletter import verp
from cesi_site.newsletter.composing.letters import TOKEN, WHY
from cesi_site.newsletter.composing.why import why_informed, why_subscribed
from cesi_site.newsletter.models import Kind, Origin, Subscription
from cesi_site.newsletter.recipients import Absence, Row
from cesi_site.outbox.mail import UnsafeMail, on_the_wire


class Addressee(NamedTuple):
    """Somebody who gets the letter now, and what fills its gaps."""

    row: Row
    sender: str
    recipient: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Vetted:
    """Who gets it, and why the others do not, by the number of their row."""

    addressees: Sequence[Addressee]
    left_out: Mapping[int, str]


class _Subscribed(NamedTuple):
    email: str
    themes: list[str]
    confirmed_at: dt.datetime
    origin: Origin


def vet(kind: Kind, themes: Collection[str], rows: Sequence[Row]) -> Vetted:
    """Look once more at each of these recipients of a mailing."""
    use = Use.NEWSLETTER if kind is Kind.NEWSLETTER else None
    hashes = {row.id: email_hash(row.email) for row in rows}
    stopped = blocked(use, hashes.values())
    why = _subscribed(rows, themes) if kind is Kind.NEWSLETTER else _informed(rows)
    addressees: list[Addressee] = []
    reasons: dict[int, str] = {}
    for row in rows:
        said = why[row.id]
        if hashes[row.id] in stopped:
            reasons[row.id] = stopped[hashes[row.id]]
        elif isinstance(said, Absence):
            reasons[row.id] = said
        elif addressee := _addressee(row, said):
            addressees.append(addressee)
        else:
            reasons[row.id] = Absence.BAD_ADDRESS
    return Vetted(addressees, reasons)


def _subscribed(rows: Sequence[Row], themes: Collection[str]) -> dict[int, str | Absence]:
    columns = (Subscription.address_id, Address.email, Subscription.themes, Subscription.confirmed_at)
    query = (
        select(*columns, Subscription.origin)
        .join(Address, Address.id == Subscription.address_id)
        .where(Subscription.address_id.in_([row.address_id for row in rows]), Subscription.ended_at.is_(None))
    )
    known = {row[0]: _Subscribed(*row[1:]) for row in db.session.execute(query)}
    return {row.id: _why_subscribed(row, known.get(row.address_id or 0), themes) for row in rows}


def _why_subscribed(row: Row, found: _Subscribed | None, themes: Collection[str]) -> str | Absence:
    if found is None or found.email != row.email:
        return Absence.ENDED
    if themes and not set(themes) & set(found.themes):
        return Absence.OTHER_THEME
    return why_subscribed(found.origin, found.confirmed_at, row.language)


def _informed(rows: Sequence[Row]) -> dict[int, str | Absence]:
    known = still_informed([row.person_id for row in rows if row.person_id is not None])
    return {row.id: _why_informed(row, known.get(row.person_id or 0)) for row in rows}


def _why_informed(row: Row, found: Informed | None) -> str | Absence:
    """Say for which member somebody is informed: the one of the list, or another that they stand for as well."""
    if found is None or found.email != row.email:
        found = next(iter(informed_at(row.email)), None)
    if found is None:
        return Absence.NOT_INFORMED
    return why_informed(found.organisation, found.since, row.language)


def _addressee(row: Row, why: str) -> Addressee | None:
    try:
        recipient = on_the_wire(row.email)
    except UnsafeMail:
        return None
    token = verp.token_for(row.id)
    values = {"to": recipient, "mail": token, WHY: why}
    if row.address_id is not None:
        values[TOKEN] = token_for(row.address_id)
    return Addressee(row, verp.sender_for_token(token), recipient, values)
