"""Organisations: one by its key or number, lists for staff, and which of them are due for the yearly question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select, true, tuple_

from cesi_site.audit.models import AuditEntry
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.members.models import ClaimedDomain, Mandate, MemberPerson, Organisation, is_current
from cesi_site.members.roles import Role

CONFIRM_EVERY = dt.timedelta(days=365)
REMIND_EVERY = dt.timedelta(days=30)
READ = "members:organisation:read"


def organisation(organisation_id: int) -> Organisation | None:
    """Return an organisation by its key."""
    return db.session.get(Organisation, organisation_id)


def organisation_by_number(enterprise_number: str) -> Organisation | None:
    """Return an organisation by the ten digits of its enterprise number."""
    return db.session.scalars(select(Organisation).where(Organisation.enterprise_number == enterprise_number)).first()


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation in a list: `people` counts those with access, `managers` the access managers among them."""

    organisation: Organisation
    people: int
    managers: int


def find_organisations(
    *, text: str = "", active: bool | None = None, after: int | None = None, limit: int = 50
) -> list[OrganisationRow]:
    """Return organisations whose name or number holds `text`, by name, from the one with the key `after` on."""
    with_access = and_(is_current(clock.now()), MemberPerson.role != Role.CONTACT)
    query = (
        select(
            Organisation,
            func.count(MemberPerson.id),
            func.count(MemberPerson.id).filter(MemberPerson.role == Role.ACCESS_MANAGER),
        )
        .outerjoin(MemberPerson, and_(MemberPerson.organisation_id == Organisation.id, with_access))
        .where(_beyond(after), _holds(text), _in_state(active))
        .group_by(Organisation.id)
        .order_by(Organisation.legal_name, Organisation.id)
        .limit(limit)
    )
    return [OrganisationRow(*row) for row in db.session.execute(query)]


def _beyond(after: int | None) -> ColumnElement[bool]:
    last = organisation(after) if after is not None else None
    place = tuple_(Organisation.legal_name, Organisation.id)
    return true() if last is None else place > tuple_(last.legal_name, last.id)


def _holds(text: str) -> ColumnElement[bool]:
    if not text:
        return true()
    digits = "".join(sign for sign in text if sign.isdigit())
    name = or_(
        Organisation.legal_name.icontains(text, autoescape=True),
        Organisation.trade_name.icontains(text, autoescape=True),
    )
    return or_(name, Organisation.enterprise_number.contains(digits)) if len(digits) >= 4 else name


def _in_state(active: bool | None) -> ColumnElement[bool]:
    if active is None:
        return true()
    runs = or_(Organisation.ended_on.is_(None), Organisation.ended_on >= clock.today())
    return runs if active else ~runs


def claimed_domains(organisation_id: int) -> Sequence[ClaimedDomain]:
    """Return the mail domains of an organisation."""
    query = select(ClaimedDomain).where(ClaimedDomain.organisation_id == organisation_id)
    return db.session.scalars(query.order_by(ClaimedDomain.domain)).all()


def mandates(organisation_id: int) -> Sequence[Mandate]:
    """Return the mandates that an organisation gave and that run, the first to end first."""
    query = select(Mandate).where(Mandate.organisation_id == organisation_id, Mandate.until > clock.now())
    return db.session.scalars(query.order_by(Mandate.until)).all()


def was_read_today(organisation_id: int, account_id: int) -> bool:
    """Tell whether the log holds already that somebody of staff opened this file today (in Brussels)."""
    midnight = clock.start_of_day(clock.today())
    line = select(AuditEntry.id).where(
        AuditEntry.subject == f"organisation:{organisation_id}",
        AuditEntry.action == READ,
        AuditEntry.actor == f"account:{account_id}",
        AuditEntry.at >= midnight,
    )
    return db.session.scalar(line.limit(1)) is not None


def reviews_due(limit: int = 500) -> Sequence[Organisation]:
    """Return organisations whose access manager should be asked who still needs access: yearly, then monthly."""
    moment = clock.now()
    asked = Organisation.access_asked_at
    query = select(Organisation).where(
        Organisation.access_confirmed_at < moment - CONFIRM_EVERY,
        or_(asked.is_(None), asked < moment - REMIND_EVERY),
        _in_state(True),
    )
    return db.session.scalars(query.order_by(Organisation.id).limit(limit)).all()
