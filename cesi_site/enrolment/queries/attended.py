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
    return histories(Address.id == address.id).get(address.id, [])


def histories(*which: ColumnElement[bool]) -> Mapping[int, Sequence[AttendedRow]]:
    """Return the same for all addresses that fit and attended something, by their keys."""
    columns = TrainingSession.training_id, Training.organiser, TrainingSession.ends_at, Participant.function
    rows = (
        _analysed(Address.id, *columns, Enrolment.enterprise_number)
        .where(*which)
        .order_by(Address.id, TrainingSession.ends_at.desc(), Participant.id.desc())
    )
    found: dict[int, list[AttendedRow]] = {}
    for key, *facts in db.session.execute(rows):
        found.setdefault(key, []).append(AttendedRow._make(facts))
    return found


def planned_by(address: Address) -> frozenset[int]:
    """Return the trainings that the owner of an address is enrolled in, or waits for, and that are not over."""
    return planned(Address.id == address.id).get(address.id, frozenset())


def planned(*which: ColumnElement[bool]) -> Mapping[int, frozenset[int]]:
    """Return the same for all addresses that fit and have something planned, by their keys."""
    rows = (
        select(Address.id, TrainingSession.training_id)
        .select_from(Participant)
        .join(Enrolment, Enrolment.id == Participant.enrolment_id)
        .join(TrainingSession, TrainingSession.id == Enrolment.session_id)
        .join(Address, Address.email == Participant.email)
        .where(
            *which,
            Enrolment.cancelled_at.is_(None),
            Participant.replaced_at.is_(None),
            TrainingSession.ends_at > clock.now(),
            _may_be_analysed(),
        )
    )
    found: dict[int, set[int]] = {}
    for key, training_id in db.session.execute(rows):
        found.setdefault(key, set()).add(training_id)
    return {key: frozenset(trainings) for key, trainings in found.items()}


class Together:
    """Who attended what, by employer and function, of all employers or of one; objectors are in none."""

    def __init__(self, enterprise_number: str | None = None) -> None:
        columns = Enrolment.enterprise_number, Participant.function, TrainingSession.training_id, Address.id
        rows = _analysed(*columns).where(Enrolment.enterprise_number.is_not(None), Participant.function.is_not(None))
        if enterprise_number is not None:
            rows = rows.where(Enrolment.enterprise_number == enterprise_number)
        self._people: dict[tuple[str, str], dict[int, set[int]]] = {}
        for number, function, training_id, key in db.session.execute(rows.distinct()):
            group = self._people.setdefault((number, function.casefold()), {})
            group.setdefault(training_id, set()).add(key)

    def colleagues(self, address_id: int, *, enterprise_number: str, function: str) -> Mapping[int, int]:
        """Return how many others of the same employer and function attended each training."""
        group = self._people.get((enterprise_number, function.casefold()), {})
        return {training_id: len(people - {address_id}) for training_id, people in group.items()}


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
