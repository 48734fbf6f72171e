"""Whose file a message may belong to (promise E4): a proposal with its reason, for staff to confirm.

By person first: somebody whose role runs wrote from their own address. Else by domain: an organisation that runs
claims the domain of the address. Never by a domain that is open to everyone, never on a restricted topic.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Date, String, bindparam, literal, or_, select, union_all

from cesi_site.core import clock
from cesi_site.core.database import UtcDateTime, db
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


# Written once: a query that is put together anew for each message costs more than all else that is asked for it.
_RUNS = or_(Organisation.ended_on.is_(None), Organisation.ended_on >= bindparam("today", type_=Date))
_COLUMNS = Organisation.id, Organisation.enterprise_number
_BY_PERSON = (
    select(*_COLUMNS, literal(Match.PERSON.value, String).label("reason"))
    .join(MemberPerson, MemberPerson.organisation_id == Organisation.id)
    .where(MemberPerson.email == bindparam("email"), is_current(bindparam("now", type_=UtcDateTime)), _RUNS)
)
_BY_DOMAIN = (
    select(*_COLUMNS, literal(Match.DOMAIN.value, String).label("reason"))
    .join(ClaimedDomain, ClaimedDomain.organisation_id == Organisation.id)
    .where(ClaimedDomain.domain == bindparam("domain"), _RUNS)
)
_BY_EITHER = union_all(_BY_PERSON, _BY_DOMAIN)


def propose_for(*, email: str, topic_restricted: bool, enterprise_number: str | None = None) -> list[Proposal]:
    """Return the organisations that a message from `email` (normalised) may belong to; mostly none or one.

    Several when the person works for several, or the companies of a group share a domain: then the
    `enterprise_number` on the form, where it is that of one of them, decides. One indexed query.
    """
    if topic_restricted:
        return []
    domain = email.rpartition("@")[2]
    asked = {"email": email, "domain": domain, "now": clock.now(), "today": clock.today()}
    query = _BY_PERSON if is_freemail(domain) else _BY_EITHER
    found = db.session.connection().execute(query, asked).all()
    reason = Match.PERSON if any(row.reason == Match.PERSON for row in found) else Match.DOMAIN
    numbers = {row.id: row.enterprise_number for row in found if row.reason == reason}
    named = [key for key, number in numbers.items() if enterprise_number and number == enterprise_number]
    return [Proposal(key, reason) for key in named or numbers]
