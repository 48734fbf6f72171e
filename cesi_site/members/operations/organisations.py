"""Organisations: founded, changed, ended; their places of work and mail domains. Staff do this."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict

from sqlalchemy import or_, select

from cesi_site.accounts.models import Account
from cesi_site.audit import record
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.members.errors import NumberTaken, OpenToEveryone
from cesi_site.members.freemail import is_freemail
from cesi_site.members.models import ClaimedDomain, Establishment, MemberPerson, Organisation, is_current
from cesi_site.members.operations.people import Granter, actor_of, end_of_day, end_role, take_turn
from cesi_site.members.queries import READ, organisation_by_number, was_read_today
from cesi_site.members.roles import Reason


class Details(TypedDict, total=False):
    """What is known of an organisation beside its name, number and address."""

    trade_name: str | None
    legal_form: str | None
    main_activity: str | None
    nace_code: str | None
    nsso_number: str | None
    employer_group: str | None
    is_micro: bool
    worker_count: int | None


def found_organisation(
    *,
    by: Granter,
    legal_name: str,
    enterprise_number: str | None,
    street: str,
    postcode: str,
    town: str,
    language: str,
    affiliated_on: dt.date,
    details: Details | None = None,
) -> Organisation:
    """Make a member of an employer. `enterprise_number` is ten bare digits. Raises `NumberTaken`."""
    with transaction() as session:
        _check_number(enterprise_number, None)
        organisation = Organisation(
            legal_name=legal_name,
            enterprise_number=enterprise_number,
            street=street,
            postcode=postcode,
            town=town,
            language=language,
            affiliated_on=affiliated_on,
            access_confirmed_at=clock.now(),
            **(details or {}),
        )
        session.add(organisation)
        session.flush()
        record("members:organisation:founded", subject=organisation, actor=actor_of(by))
    return organisation


def change_organisation(
    organisation: Organisation,
    *,
    by: Granter,
    legal_name: str,
    enterprise_number: str | None,
    street: str,
    postcode: str,
    town: str,
    language: str,
    details: Details | None = None,
) -> Organisation:
    """Set the facts of an organisation. The log says which of them changed. Raises `NumberTaken`."""
    new = {
        "legal_name": legal_name,
        "enterprise_number": enterprise_number,
        "street": street,
        "postcode": postcode,
        "town": town,
        "language": language,
        **(details or {}),
    }
    with transaction():
        _check_number(enterprise_number, organisation.id)
        changed = [name for name, value in new.items() if getattr(organisation, name) != value]
        for name in changed:
            setattr(organisation, name, new[name])
        if changed:
            record(
                "members:organisation:changed",
                subject=organisation,
                actor=actor_of(by),
                details={"fields": changed},
            )
    return organisation


def end_affiliation(organisation: Organisation, *, by: Granter, last_day: dt.date) -> Organisation:
    """End an affiliation on `last_day`, and with it every role that would last longer."""
    with transaction() as session:
        organisation = take_turn(organisation.id)
        organisation.ended_on = last_day
        end = end_of_day(last_day)
        longer = select(MemberPerson).where(
            MemberPerson.organisation_id == organisation.id,
            is_current(clock.now()),
            or_(MemberPerson.access_until.is_(None), MemberPerson.access_until > end),
        )
        for person in session.scalars(longer).all():
            end_role(person, by=by, reason=Reason.AFFILIATION, at=max(end, person.access_from))
        record("members:organisation:ended", subject=organisation, actor=actor_of(by), details={"last_day": last_day})
    return organisation


def resume_affiliation(organisation: Organisation, *, by: Granter) -> Organisation:
    """Take back the end of an affiliation. Who had access is invited anew: what ended stays ended."""
    with transaction():
        organisation = take_turn(organisation.id)
        organisation.ended_on = None
        organisation.access_confirmed_at = clock.now()
        record("members:organisation:resumed", subject=organisation, actor=actor_of(by))
    return organisation


def note_reading(organisation: Organisation, *, by: Account) -> None:
    """Log that somebody of staff opened a member's file: once a day for each person and file."""
    if was_read_today(organisation.id, by.id):
        return
    with transaction():
        record(READ, subject=organisation, actor=by)


def add_establishment(
    organisation: Organisation,
    *,
    by: Granter,
    name: str,
    street: str,
    postcode: str,
    town: str,
    unit_number: str | None = None,
    worker_count: int | None = None,
) -> Establishment:
    """Add a place of work. `unit_number` is ten bare digits."""
    with transaction() as session:
        establishment = Establishment(
            organisation_id=organisation.id,
            name=name,
            street=street,
            postcode=postcode,
            town=town,
            unit_number=unit_number,
            worker_count=worker_count,
        )
        session.add(establishment)
        session.flush()
        record("members:establishment:added", subject=establishment, actor=actor_of(by))
    return establishment


def claim_domain(organisation: Organisation, *, by: Granter, domain: str) -> ClaimedDomain:
    """Note a mail domain (lower case) of an organisation; twice is once. Raises `OpenToEveryone`."""
    if is_freemail(domain):
        raise OpenToEveryone
    with transaction() as session:
        claim = session.scalars(
            select(ClaimedDomain).where(
                ClaimedDomain.domain == domain, ClaimedDomain.organisation_id == organisation.id
            )
        ).first()
        if claim is None:
            claim = ClaimedDomain(organisation_id=organisation.id, domain=domain)
            session.add(claim)
            record("members:domain:claimed", subject=organisation, actor=actor_of(by), details={"domain": domain})
    return claim


def release_domain(claim: ClaimedDomain, *, by: Granter) -> None:
    """Forget a mail domain of an organisation."""
    with transaction() as session:
        record(
            "members:domain:released",
            subject=f"organisation:{claim.organisation_id}",
            actor=actor_of(by),
            details={"domain": claim.domain},
        )
        session.delete(claim)


def _check_number(enterprise_number: str | None, own_id: int | None) -> None:
    other = organisation_by_number(enterprise_number) if enterprise_number else None
    if other is not None and other.id != own_id:
        raise NumberTaken
