"""The one reader of who attended what, for offers and figures (promises C4 and C5).

Every statement here leaves out who objected in its own WHERE, so that an objection holds from its commit on, and no
row of an objector is ever read. Whoever needs the history for the analysis asks here and nowhere else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, distinct, func, or_, select

from cesi_site.choices.models import Address, Use
from cesi_site.choices.queries import reachable
from cesi_site.core import clock
from cesi_site.core.clock import BRUSSELS, start_of_day
from cesi_site.core.database import db
from cesi_site.enrolment.models import Enrolment, Participant, Theme, Training, TrainingSession
from cesi_site.enrolment.states import SEATED, Attendance
from cesi_site.register.terms import add_months

MONTHS_LOOKED_BACK = 36
# A smaller group would tell what one person did.
SMALLEST_GROUP = 5


class AttendedRow(NamedTuple):
    """A training that somebody attended, in what function and for which employer."""

    training_id: int
    organiser: str
    ends_at: dt.datetime
    function: str | None
    enterprise_number: str | None

    @property
    def last_day(self) -> dt.date:
        """Its last day, in Brussels."""
        return self.ends_at.astimezone(BRUSSELS).date()


@dataclass(frozen=True)
class Figure:
    """How many were there and how many were not, over how many sessions. None where the group is too small to tell."""

    name: Any
    sessions: int
    present: int | None
    absent: int | None


def attended_by(address: Address) -> Sequence[AttendedRow]:
    """Return what the owner of an address attended, the latest first; nothing where they objected."""
    rows = (
        _analysed(
            TrainingSession.training_id,
            Training.organiser,
            TrainingSession.ends_at,
            Participant.function,
            Enrolment.enterprise_number,
        )
        .where(Address.id == address.id)
        .order_by(TrainingSession.ends_at.desc(), Participant.id.desc())
    )
    return [AttendedRow._make(row) for row in db.session.execute(rows)]


def planned_by(address: Address) -> frozenset[int]:
    """Return the trainings that the owner of an address is enrolled in, or waits for, and that are not over."""
    rows = (
        select(TrainingSession.training_id)
        .select_from(Participant)
        .join(Enrolment, Enrolment.id == Participant.enrolment_id)
        .join(TrainingSession, TrainingSession.id == Enrolment.session_id)
        .join(Address, Address.email == Participant.email)
        .where(
            Address.id == address.id,
            Enrolment.cancelled_at.is_(None),
            Participant.replaced_at.is_(None),
            TrainingSession.ends_at > clock.now(),
            _may_be_analysed(),
        )
    )
    return frozenset(db.session.scalars(rows).all())


def colleagues(address: Address, *, enterprise_number: str, function: str) -> Mapping[int, int]:
    """Return how many others of the same employer and function attended each training; objectors do not count."""
    rows = (
        _analysed(TrainingSession.training_id, func.count(distinct(Address.id)))
        .where(
            Address.id != address.id,
            Enrolment.enterprise_number == enterprise_number,
            func.lower(Participant.function) == function.lower(),
        )
        .group_by(TrainingSession.training_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def with_history() -> Sequence[Address]:
    """Return the addresses of all who attended something and did not object, by their key."""
    keys = _analysed(Address.id)
    return db.session.scalars(select(Address).where(Address.id.in_(keys)).order_by(Address.id)).all()


def figures_by_training(since: dt.date) -> list[Figure]:
    """Count per training who was there since a day."""
    return _figures((Training.title_nl, Training.title_fr), since)


def figures_by_theme(since: dt.date) -> list[Figure]:
    """Count per theme who was there since a day."""
    return _figures((Theme.name_nl, Theme.name_fr), since)


def _figures(names: tuple[Any, Any], since: dt.date) -> list[Figure]:
    present = func.count(Participant.id).filter(Participant.attendance == Attendance.PRESENT)
    absent = func.count(Participant.id).filter(Participant.attendance != Attendance.PRESENT)
    rows = (
        select(*names, func.count(distinct(TrainingSession.id)), present, absent)
        .select_from(Participant)
        .join(Enrolment, Enrolment.id == Participant.enrolment_id)
        .join(TrainingSession, TrainingSession.id == Enrolment.session_id)
        .join(Training, Training.id == TrainingSession.training_id)
        .join(Theme, Theme.id == Training.theme_id)
        .outerjoin(Address, Address.email == Participant.email)
        .where(
            Participant.attendance.is_not(None),
            Participant.replaced_at.is_(None),
            Enrolment.state.in_(SEATED),
            TrainingSession.ends_at >= start_of_day(since),
            # Who has no address cannot object by one: for them counts what their enroler chose.
            or_(
                and_(Participant.email.is_(None), Enrolment.no_analysis.is_(False)),
                and_(Address.id.is_not(None), _may_be_analysed()),
            ),
        )
        .group_by(*names)
        .order_by(present.desc(), *names)
    )
    return [_figure(*row) for row in db.session.execute(rows)]


def _figure(nl: str, fr: str, sessions: int, present: int, absent: int) -> Figure:
    small = present + absent < SMALLEST_GROUP
    return Figure({"nl": nl, "fr": fr}, sessions, None if small else present, None if small else absent)


def _analysed(*columns: Any) -> Select[Any]:
    """Return the base of every read of one person or of several: attended, of late, and by nobody who objected."""
    since = add_months(clock.today(), -MONTHS_LOOKED_BACK)
    return (
        select(*columns)
        .select_from(Participant)
        .join(Enrolment, Enrolment.id == Participant.enrolment_id)
        .join(TrainingSession, TrainingSession.id == Enrolment.session_id)
        .join(Training, Training.id == TrainingSession.training_id)
        .join(Address, Address.email == Participant.email)
        .where(
            Participant.attendance == Attendance.PRESENT,
            Participant.replaced_at.is_(None),
            Enrolment.state.in_(SEATED),
            TrainingSession.ends_at >= start_of_day(since),
            _may_be_analysed(),
        )
    )


def _may_be_analysed() -> ColumnElement[bool]:
    return and_(Enrolment.no_analysis.is_(False), reachable(Use.ANALYSIS, Address.email_hash))
