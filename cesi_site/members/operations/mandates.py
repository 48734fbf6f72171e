"""Mandates: an organisation lets an office act for it, for a time, and takes it back when it likes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from cesi_site.audit import record
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.members.errors import BeyondScope, Ended, NotAllowed
from cesi_site.members.models import Mandate, MemberPerson, Organisation, is_current
from cesi_site.members.operations.people import Granter, actor_of, end_of_day, end_role, take_turn
from cesi_site.members.roles import Reason, Right

LONGEST = dt.timedelta(days=3 * 365)


def give_mandate(
    *, by: Granter, organisation_id: int, office_number: str, office_name: str, last_day: dt.date
) -> Mandate:
    """Let an office act for an organisation until `last_day`, at most three years ahead.

    `office_number` is its enterprise number in ten digits. Raises `NotAllowed`, `BeyondScope` or `Ended`.
    """
    with transaction() as session:
        organisation = take_turn(organisation_id)
        _check(by, organisation)
        moment, until = clock.now(), end_of_day(last_day)
        if not moment < until <= moment + LONGEST + dt.timedelta(days=2):
            raise Ended
        mandate = Mandate(
            organisation_id=organisation.id,
            office_number=office_number,
            office_name=office_name,
            since=moment,
            until=until,
        )
        session.add(mandate)
        session.flush()
        record(
            "members:mandate:given",
            subject=mandate,
            actor=actor_of(by),
            details={"organisation": organisation.id, "last_day": last_day},
        )
    return mandate


def end_mandate(mandate: Mandate, *, by: Granter) -> Mandate:
    """End a mandate now, and with it the access of everybody who had it through that mandate."""
    with transaction() as session:
        organisation = take_turn(mandate.organisation_id)
        _check(by, organisation)
        db.session.refresh(mandate)
        moment = clock.now()
        if not mandate.runs(moment):
            raise Ended
        mandate.until = moment
        through = select(MemberPerson).where(MemberPerson.mandate_id == mandate.id, is_current(moment))
        for person in session.scalars(through).all():
            end_role(person, by=by, reason=Reason.MANDATE, at=moment)
        record(
            "members:mandate:ended",
            subject=mandate,
            actor=actor_of(by),
            details={"organisation": organisation.id},
        )
    return mandate


def _check(by: Granter, organisation: Organisation) -> None:
    if not organisation.is_active:
        raise Ended
    if not isinstance(by, MemberPerson):
        return
    db.session.refresh(by)
    if by.organisation_id != organisation.id or not by.runs(clock.now()) or not by.may(Right.COLLEAGUES):
        raise NotAllowed
    if by.establishment_id is not None or by.mandate_id is not None:
        raise BeyondScope
