"""Whose file a message may belong to (promise E4): a proposal with its reason, for staff to confirm.

By person first: somebody whose role runs wrote from their own address. Else by domain: an organisation that runs
claims the domain of the address. Never by a domain that is open to everyone, never on a restricted topic.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import CompoundSelect, Select, String, literal, or_, select, union_all

from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.members.freemail import is_freemail
from cesi_site.members.models import ClaimedDomain, MemberPerson, Organisation, is_current


class Match(StrEnum):
    """Why a message is proposed for a file."""

    PERSON = "person"
    DOMAIN = "domain"


class Proposal(NamedTuple):
    """An organisation whose file a message may belong to, and why."""

    organisation_id: int
    reason: Match


def propose_for(*, email: str, topic_restricted: bool, enterprise_number: str | None = None) -> list[Proposal]:
    """Return the organisations that a message from `email` (normalised) may belong to; mostly none or one.

    Several when the person works for several, or the companies of a group share a domain: then the
    `enterprise_number` on the form, where it is that of one of them, decides. One indexed query.
    """
    if topic_restricted:
        return []
    found = db.session.execute(_candidates(email)).all()
    reason = Match.PERSON if any(row.reason == Match.PERSON for row in found) else Match.DOMAIN
    numbers = {row.id: row.enterprise_number for row in found if row.reason == reason}
    named = [key for key, number in numbers.items() if enterprise_number and number == enterprise_number]
    return [Proposal(key, reason) for key in named or numbers]


def _candidates(email: str) -> Select[int, str | None, str] | CompoundSelect[int, str | None, str]:
    runs = or_(Organisation.ended_on.is_(None), Organisation.ended_on >= clock.today())
    columns = (Organisation.id, Organisation.enterprise_number)
    people = (
        select(*columns, literal(Match.PERSON.value, String).label("reason"))
        .join(MemberPerson, MemberPerson.organisation_id == Organisation.id)
        .where(MemberPerson.email == email, is_current(clock.now()), runs)
    )
    domain = email.rpartition("@")[2]
    if is_freemail(domain):
        return people
    claims = (
        select(*columns, literal(Match.DOMAIN.value, String).label("reason"))
        .join(ClaimedDomain, ClaimedDomain.organisation_id == Organisation.id)
        .where(ClaimedDomain.domain == domain, runs)
    )
    return union_all(people, claims)
