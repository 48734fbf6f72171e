"""Rights of people: given, changed, withdrawn. Each change waits its turn, is checked again, logged and mailed.

Who acts is an access manager of the organisation (a `MemberPerson`), a member of staff (an `Account`, whose own
right the staff pages check) or, for what was agreed on paper, nobody.
"""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

from sqlalchemy import select, update

from cesi_site.accounts import operations as accounts
from cesi_site.accounts.models import Account
from cesi_site.audit import record
from cesi_site.core import clock
from cesi_site.core.clock import start_of_day
from cesi_site.core.database import db, transaction
from cesi_site.members.errors import AlreadyHasAccess, BeyondScope, Ended, LastManager, NotAllowed
from cesi_site.members.models import Establishment, Mandate, MemberPerson, Organisation, is_current
from cesi_site.members.roles import Reason, Right, Role
from cesi_site.outbox import queue_mail

Granter: TypeAlias = MemberPerson | Account | None


def end_of_day(day: dt.date) -> dt.datetime:
    """Return the instant at which a day ends in Brussels."""
    return start_of_day(day + dt.timedelta(days=1)).astimezone(dt.UTC)


def invite(
    *,
    by: Granter,
    organisation_id: int,
    email: str,
    name: str,
    language: str,
    role: Role,
    reason: Reason,
    phone: str | None = None,
    establishment_id: int | None = None,
    mandate_id: int | None = None,
    last_day: dt.date | None = None,
) -> MemberPerson:
    """Give a person a role; who has no account yet is invited to make one, the others are told.

    `email` is normalised; `last_day` ends the access by itself. Raises `NotAllowed`, `BeyondScope`,
    `AlreadyHasAccess` or `Ended`.
    """
    with transaction() as session:
        organisation = take_turn(organisation_id)
        _check_granter(by, organisation, establishment_id, mandate_id)
        until = _planned_end(organisation, establishment_id, mandate_id, last_day)
        person = _current(organisation_id, email)
        if person is None:
            person = MemberPerson(organisation=organisation, email=email)
            session.add(person)
        elif person.role.gives_access:
            raise AlreadyHasAccess
        person.name, person.phone, person.language, person.role = name, phone or person.phone, language, role
        person.establishment_id, person.mandate_id = establishment_id, mandate_id
        person.access_from, person.access_until, person.end_reason = clock.now(), until, None
        if role.gives_access:
            _open_account(person, by)
        session.flush()
        _record("invited", person, by, reason)
    return person


def change_role(
    *,
    by: Granter,
    person: MemberPerson,
    role: Role,
    reason: Reason,
    establishment_id: int | None = None,
    last_day: dt.date | None = None,
) -> MemberPerson:
    """Give a person another role, scope or last day. Raises `NotAllowed`, `BeyondScope`, `LastManager` or `Ended`."""
    with transaction() as session:
        organisation = _reach(by, person)
        _check_granter(by, organisation, establishment_id, person.mandate_id)
        leads = _leads(person, organisation)
        person.access_until = _planned_end(organisation, establishment_id, person.mandate_id, last_day)
        person.role, person.establishment_id = role, establishment_id
        session.flush()
        if leads:
            _check_led(organisation)
        _record("changed", person, by, reason)
        queue_mail("members.access_changed", person_id=person.id)
    return person


def invite_again(*, by: Granter, person: MemberPerson) -> MemberPerson:
    """Send a person who never signed in a new invitation. Raises `NotAllowed`, `BeyondScope` or `Ended`."""
    with transaction():
        _reach(by, person)
        if person.account is None or person.account.active:
            raise Ended
        _open_account(person, by)
        record("members:person:invited_again", subject=person, actor=actor_of(by), details={"role": person.role})
    return person


def withdraw(*, by: Granter, person: MemberPerson, reason: Reason) -> MemberPerson:
    """End a person's role now, and their sessions with it. Raises `NotAllowed`, `LastManager` or `Ended`."""
    with transaction() as session:
        organisation = _reach(by, person)
        leads = _leads(person, organisation)
        end_role(person, by=by, reason=reason, at=clock.now())
        session.flush()
        if leads:
            _check_led(organisation)
    return person


def end_role(person: MemberPerson, *, by: Granter, reason: Reason, at: dt.datetime) -> None:
    """End a role at the instant `at` inside a transaction; whoever calls has checked that it may end."""
    person.access_until, person.end_reason = at, reason
    db.session.flush()
    _record("withdrawn", person, by, reason)
    if person.account_id is None:
        return
    if at <= clock.now():
        _end_sessions(person, by, reason)
    queue_mail("members.access_ended", person_id=person.id)


def take_turn(organisation_id: int) -> Organisation:
    """Wait until no other change of rights in this organisation is under way, and read it anew."""
    session = db.session()
    session.execute(
        update(Organisation)
        .where(Organisation.id == organisation_id)
        .values(access_version=Organisation.access_version + 1)
    )
    return session.get_one(Organisation, organisation_id, populate_existing=True)


def actor_of(by: Granter) -> str | None:
    """Return who acts as the log writes it."""
    account_id = by.account_id if isinstance(by, MemberPerson) else by.id if by else None
    return None if account_id is None else f"account:{account_id}"


def _reach(by: Granter, person: MemberPerson) -> Organisation:
    """Take the turn for a change of `person`'s rights, and check that `by` may make one."""
    organisation = take_turn(person.organisation_id)
    db.session.refresh(person)
    _check_granter(by, organisation, person.establishment_id, person.mandate_id)
    if not person.runs(clock.now()):
        raise Ended
    return organisation


def _check_granter(
    by: Granter, organisation: Organisation, establishment_id: int | None, mandate_id: int | None
) -> None:
    if not organisation.is_active:
        raise Ended
    if not isinstance(by, MemberPerson):
        return
    db.session.refresh(by)
    if by.organisation_id != organisation.id or not by.runs(clock.now()) or not by.may(Right.COLLEAGUES):
        raise NotAllowed
    if not by.covers(establishment_id) or by.mandate_id not in {None, mandate_id}:
        raise BeyondScope


def _planned_end(
    organisation: Organisation, establishment_id: int | None, mandate_id: int | None, last_day: dt.date | None
) -> dt.datetime | None:
    """Return when an access ends by itself: on its own last day, with its mandate, or with the affiliation."""
    ends = [end_of_day(day) for day in (last_day, organisation.ended_on) if day is not None]
    if establishment_id is not None:
        establishment = db.session.get(Establishment, establishment_id)
        if establishment is None or establishment.organisation_id != organisation.id:
            raise BeyondScope
    if mandate_id is not None:
        mandate = db.session.get(Mandate, mandate_id)
        if mandate is None or mandate.organisation_id != organisation.id:
            raise BeyondScope
        ends.append(mandate.until)
    end = min(ends, default=None)
    if end is not None and end <= clock.now():
        raise Ended
    return end


def _current(organisation_id: int, email: str) -> MemberPerson | None:
    return db.session.scalars(
        select(MemberPerson).where(
            MemberPerson.organisation_id == organisation_id, MemberPerson.email == email, is_current(clock.now())
        )
    ).first()


def _open_account(person: MemberPerson, by: Granter) -> None:
    invited = accounts.invite(
        email=person.email,
        name=person.name,
        language=person.language,
        invited_by=_account_of(by),
        on_behalf_of=person.organisation.legal_name,
    )
    person.account = invited.account
    if invited.invitation is None:
        db.session.flush()
        queue_mail("members.access_given", person_id=person.id)


def _account_of(by: Granter) -> Account | None:
    return by.account if isinstance(by, MemberPerson) else by


def _end_sessions(person: MemberPerson, by: Granter, reason: Reason) -> None:
    """End the person's sessions at once; who holds no role any more, anywhere, can sign in no more."""
    account = person.account
    assert account is not None
    if account.is_staff or _has_other_role(person):
        accounts.end_sessions(account.id, "withdrawn")
    else:
        accounts.withdraw_access(account_id=account.id, by=_account_of(by), reason=reason)


def _leads(person: MemberPerson, organisation: Organisation) -> bool:
    """Whether this person manages the access of the whole organisation, with no end ahead of the affiliation's."""
    last = None if organisation.ended_on is None else end_of_day(organisation.ended_on)
    lasts = person.access_until is None or (last is not None and person.access_until >= last)
    own = person.establishment_id is None and person.mandate_id is None
    return person.role == Role.ACCESS_MANAGER and own and lasts


def is_last_manager(person: MemberPerson) -> bool:
    """Tell whether nobody but this person manages the access of an organisation whose affiliation runs."""
    organisation = person.organisation
    if not organisation.is_active or not _leads(person, organisation):
        return False
    return not any(manager.id != person.id for manager in _leaders(organisation))


def _leaders(organisation: Organisation) -> list[MemberPerson]:
    managers = db.session.scalars(
        select(MemberPerson).where(
            MemberPerson.organisation_id == organisation.id,
            MemberPerson.role == Role.ACCESS_MANAGER,
            is_current(clock.now()),
        )
    )
    return [manager for manager in managers if _leads(manager, organisation)]


def _check_led(organisation: Organisation) -> None:
    """Raise `LastManager` where nobody would manage the access of the organisation any more."""
    if not _leaders(organisation):
        raise LastManager


def _has_other_role(person: MemberPerson) -> bool:
    query = select(MemberPerson.id).where(
        MemberPerson.account_id == person.account_id, MemberPerson.id != person.id, is_current(clock.now())
    )
    return db.session.scalars(query.limit(1)).first() is not None


def _record(verb: str, person: MemberPerson, by: Granter, reason: Reason) -> None:
    record(
        f"members:person:{verb}",
        subject=person,
        actor=actor_of(by),
        details={
            "organisation": person.organisation_id,
            "role": person.role,
            "establishment": person.establishment_id,
            "until": person.access_until.date() if person.access_until else None,
            "reason": reason,
        },
    )
