"""Who works for which organisation, in which role, and how rights changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import contains_eager, joinedload

from cesi_site.accounts.models import Account, Invitation
from cesi_site.audit.models import AuditEntry
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.members.models import MemberPerson, Organisation, is_current
from cesi_site.members.roles import Reason, Right, Role


def _reach(establishment_id: int | None) -> ColumnElement[bool]:
    """Return the condition that a row lies within a scope: one place of work, or (None) the whole organisation."""
    return true() if establishment_id is None else MemberPerson.establishment_id == establishment_id


def _running() -> Select[MemberPerson]:
    moment = clock.now()
    return (
        select(MemberPerson)
        .join(MemberPerson.organisation)
        .where(is_current(moment), MemberPerson.role != Role.CONTACT)
        .options(contains_eager(MemberPerson.organisation))
    )


def roles_of_account(account_id: int) -> Sequence[MemberPerson]:
    """Return the roles that an account can act in now, by the name of the organisation."""
    query = _running().where(MemberPerson.account_id == account_id)
    return db.session.scalars(query.order_by(Organisation.legal_name, MemberPerson.id)).all()


def role_of_account(account_id: int, person_id: int) -> MemberPerson | None:
    """Return one of the roles of an account, if it runs now."""
    query = _running().where(MemberPerson.id == person_id, MemberPerson.account_id == account_id)
    return db.session.scalars(query).first()


def people(
    organisation_id: int, *, within: int | None = None, ended: bool = False, contacts: bool = False
) -> Sequence[MemberPerson]:
    """Return the people of an organisation by name: those whose role runs, or those whose role `ended`.

    `within` is the place of work of who asks, None for the whole organisation.
    """
    current = is_current(clock.now())
    query = (
        select(MemberPerson)
        .where(
            MemberPerson.organisation_id == organisation_id,
            _reach(within),
            ~current if ended else current,
            true() if contacts else MemberPerson.role != Role.CONTACT,
        )
        .options(
            joinedload(MemberPerson.account),
            joinedload(MemberPerson.establishment),
            joinedload(MemberPerson.mandate),
        )
    )
    order = MemberPerson.access_until.desc() if ended else MemberPerson.name
    return db.session.scalars(query.order_by(order, MemberPerson.id)).all()


def person(organisation_id: int, person_id: int, *, within: int | None = None) -> MemberPerson | None:
    """Return one person of an organisation, within the scope of who asks."""
    query = select(MemberPerson).where(
        MemberPerson.id == person_id, MemberPerson.organisation_id == organisation_id, _reach(within)
    )
    return db.session.scalars(query).first()


def managers(organisation_id: int) -> Sequence[MemberPerson]:
    """Return the access managers of the whole organisation whose role runs."""
    query = _running().where(
        MemberPerson.organisation_id == organisation_id,
        MemberPerson.role == Role.ACCESS_MANAGER,
        MemberPerson.establishment_id.is_(None),
    )
    return db.session.scalars(query.order_by(MemberPerson.id)).all()


def readers(organisation_id: int, establishment_id: int | None) -> list[MemberPerson]:
    """Return who may read a document about that place of work, or (None) about all of it, and can sign in; each once.

    Somebody whose two roles overlap is one reader.
    """
    query = (
        _running()
        .join(MemberPerson.account)
        .where(MemberPerson.organisation_id == organisation_id, Account.active.is_(True))
    )
    found = db.session.scalars(query.order_by(MemberPerson.id))
    may = [person for person in found if person.may(Right.DOCUMENTS) and person.covers(establishment_id)]
    return list({person.account_id: person for person in may}.values())


def open_invitations(account_ids: Sequence[int]) -> dict[int, dt.datetime]:
    """Return, for accounts that have not accepted their invitation, until when its link works."""
    query = select(Invitation.account_id, Invitation.expires_at).where(
        Invitation.account_id.in_(account_ids), Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    )
    return {row.account_id: row.expires_at for row in db.session.execute(query)}


@dataclass(frozen=True)
class RightChange:
    """A line of the log about somebody's rights. `by` is None for who is gone, and for the site itself."""

    at: dt.datetime
    verb: str
    role: Role | None
    reason: Reason | None
    by: str | None


def changes_of_rights(person_id: int) -> list[RightChange]:
    """Return how the rights of a person changed, newest first, from the log."""
    lines = db.session.scalars(
        select(AuditEntry).where(AuditEntry.subject == f"member_person:{person_id}").order_by(AuditEntry.id.desc())
    ).all()
    names = _names({line.actor for line in lines if line.actor})
    return [_change(line, names) for line in lines if line.action.startswith("members:person:")]


def _names(actors: set[str]) -> dict[str, str]:
    numbers = [int(actor.partition(":")[2]) for actor in actors if actor.startswith("account:")]
    found = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(numbers)))
    return {f"account:{row.id}": row.name for row in found}


def _change(line: AuditEntry, names: dict[str, str]) -> RightChange:
    details = json.loads(line.details)
    return RightChange(
        at=line.at,
        verb=line.action.rpartition(":")[2],
        role=Role(details["role"]) if details.get("role") else None,
        reason=Reason(details["reason"]) if details.get("reason") else None,
        by=names.get(line.actor or ""),
    )
