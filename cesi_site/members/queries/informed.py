"""Whom the law obliges CESI to inform: the people who stand for a member whose affiliation runs (promise B5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select

from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.members.models import MemberPerson, Organisation, is_current
from cesi_site.members.roles import Role

# Who answers for the employer. Who only reads its file or enrols colleagues is not mailed for it.
INFORMED = (Role.CONTACT, Role.ACCESS_MANAGER, Role.PREVENTION_ADVISOR)


@dataclass(frozen=True)
class Informed:
    """Somebody who is informed for a member: in which role, for whom and since when."""

    person_id: int
    email: str
    language: str
    role: Role
    organisation_id: int
    organisation: str
    since: dt.datetime


def informed_people(*, after_id: int = 0, limit: int) -> list[Informed]:
    """Return the people to inform whose key is above `after_id`, in the order of their keys."""
    return _read(_informed().where(MemberPerson.id > after_id).order_by(MemberPerson.id).limit(limit))


def still_informed(person_ids: Iterable[int]) -> dict[int, Informed]:
    """Return those of these people who are to be informed today."""
    return {one.person_id: one for one in _read(_informed().where(MemberPerson.id.in_([*person_ids])))}


def addresses_informed() -> Select[int, str]:
    """Return the question for the key and the address of everybody who is to be informed today, to join with."""
    return _informed().with_only_columns(MemberPerson.id, MemberPerson.email)


def informed_at(email: str) -> Sequence[Informed]:
    """Return for which members somebody at this address is informed, by name."""
    return _read(_informed().where(MemberPerson.email == email).order_by(Organisation.legal_name, MemberPerson.id))


def _informed() -> Select[MemberPerson, str]:
    return (
        select(MemberPerson, Organisation.legal_name)
        .join(MemberPerson.organisation)
        .where(is_current(clock.now()), MemberPerson.role.in_(INFORMED), _runs())
    )


def _runs() -> ColumnElement[bool]:
    """Return the condition that the affiliation has begun and not ended."""
    today, ended = clock.today(), Organisation.ended_on
    return and_(Organisation.affiliated_on <= today, or_(ended.is_(None), ended >= today))


def _read(query: Select[MemberPerson, str]) -> list[Informed]:
    return [
        Informed(
            person_id=person.id,
            email=person.email,
            language=person.language,
            role=person.role,
            organisation_id=person.organisation_id,
            organisation=name,
            since=person.access_from,
        )
        for person, name in db.session.execute(query)
    ]
