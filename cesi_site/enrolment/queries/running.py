"""Reads for the desk of the sessions: which there are, who comes, who waits, who was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, String, and_, cast, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from cesi_site.core import clock
from cesi_site.core.clock import start_of_day
from cesi_site.core.database import db
from cesi_site.core.keyset import Page, Sorting, read_page, with_edges
from cesi_site.enrolment.models import Enrolment, Participant, Training, TrainingSession, Venue
from cesi_site.enrolment.models.running import SessionEvent
from cesi_site.enrolment.states import OVER as OVER_STATES
from cesi_site.enrolment.states import SEATED, Attendance, EnrolmentState
from cesi_site.enrolment.words import SHOWN, Organiser, SessionState

SESSIONS_A_PAGE = 50
AHEAD, OVER, TO_DO = "ahead", "over", "to_do"


@dataclass(frozen=True, kw_only=True)
class SessionFilter:
    """What the list shows. `when` is "ahead", "over" or "to_do": over, and somebody's attendance is not noted."""

    when: str = AHEAD
    state: SessionState | None = None
    organiser: Organiser | None = None
    text: str = ""


@dataclass(frozen=True)
class SessionRow:
    """A session in the list, with how many come, wait for a place, and have no attendance noted."""

    session: TrainingSession
    confirmed: int
    waiting: int
    unnoted: int


@dataclass(frozen=True)
class Attending:
    """How many participants were there, were not, were excused, and how many are not noted."""

    counts: Mapping[Attendance | None, int]

    @property
    def noted(self) -> int:
        """For how many somebody wrote it down."""
        return sum(number for attendance, number in self.counts.items() if attendance)


def find_sessions(asked: SessionFilter, *, cursor: str | None, size: int = SESSIONS_A_PAGE) -> Page[SessionRow]:
    """Return a page of the sessions that fit: those ahead by their day, those that are over the latest first."""
    query = select(TrainingSession.id).join(TrainingSession.training).where(*_conditions(asked))
    sorting = Sorting(TrainingSession.starts_at, TrainingSession.id, descending=asked.when != AHEAD)
    page = read_page(with_edges(query, sorting), sorting, cursor=cursor, size=size)
    return Page(_rows([row.id for row in page.rows]), page.before, page.after)


def count_to_do() -> int:
    """Return for how many sessions that are over somebody has still to say who was there."""
    asked = _conditions(SessionFilter(when=TO_DO))
    return db.session.scalar(select(func.count()).select_from(TrainingSession).where(*asked)) or 0


def sessions_with_some_apart() -> Sequence[int]:
    """Return the keys of sessions in which an enrolment waits for somebody of the team to look at it."""
    suspicious = and_(cast(Enrolment.suspicions, String) != "[]", Enrolment.state.not_in(OVER_STATES))
    apart = select(Enrolment.session_id).where(or_(Enrolment.state == EnrolmentState.RECEIVED, suspicious))
    return db.session.scalars(apart.distinct().order_by(Enrolment.session_id)).all()


def _rows(ids: Sequence[int]) -> list[SessionRow]:
    found = select(TrainingSession).join(TrainingSession.training).options(contains_eager(TrainingSession.training))
    sessions = {one.id: one for one in db.session.scalars(found.where(TrainingSession.id.in_(ids))).unique()}
    taking = _count_participants(ids, Enrolment.state.in_(SEATED))
    waiting = _count_participants(ids, Enrolment.state == EnrolmentState.WAITING_LIST)
    unnoted = _count_participants(ids, Enrolment.state.in_(SEATED) & Participant.attendance.is_(None))
    return [SessionRow(sessions[id_], taking.get(id_, 0), waiting.get(id_, 0), unnoted.get(id_, 0)) for id_ in ids]


def _count_participants(ids: Sequence[int], condition: ColumnElement[bool]) -> dict[int, int]:
    counted = (
        select(Enrolment.session_id, func.count(Participant.id))
        .join(Participant, Participant.enrolment_id == Enrolment.id)
        .where(Enrolment.session_id.in_(ids), Participant.replaced_at.is_(None), condition)
        .group_by(Enrolment.session_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def _conditions(asked: SessionFilter) -> list[ColumnElement[bool]]:
    today = start_of_day(clock.today())
    found: list[ColumnElement[bool]] = []
    match asked.when:
        case "ahead":
            found.append(TrainingSession.ends_at >= today)
        case "over":
            found.append(TrainingSession.ends_at < clock.now())
        case _:
            found.append(_attendance_missing())
    if asked.state is not None:
        found.append(TrainingSession.state == asked.state)
    if asked.organiser is not None:
        found.append(Training.organiser == asked.organiser)
    if asked.text:
        found.append(_about(asked.text))
    return found


def _attendance_missing() -> ColumnElement[bool]:
    missing = (
        select(Participant.id)
        .join(Enrolment, Enrolment.id == Participant.enrolment_id)
        .where(
            Enrolment.session_id == TrainingSession.id,
            Enrolment.state.in_(SEATED),
            Participant.replaced_at.is_(None),
            Participant.attendance.is_(None),
        )
    )
    given = TrainingSession.state.in_(SHOWN | {SessionState.HELD})
    return and_(given, TrainingSession.ends_at < clock.now(), missing.correlate(TrainingSession).exists())


def _about(text: str) -> ColumnElement[bool]:
    """Sessions of trainings that are called so, at a place that is, or in which somebody of this name takes part."""
    named: list[SQLColumnExpression[Any]] = [Training.code, Training.title_nl, Training.title_fr]
    place = select(Venue.id).where(or_(*_contain((Venue.town_nl, Venue.town_fr, Venue.name_nl), text)))
    who = (
        select(Enrolment.session_id)
        .join(Participant, Participant.enrolment_id == Enrolment.id)
        .where(
            or_(
                *_contain((Enrolment.last_name, Enrolment.organisation, Enrolment.email), text),
                *_contain((Participant.last_name, Participant.email), text),
            )
        )
    )
    reference = _number_of(text)
    numbered = select(Enrolment.session_id).where(Enrolment.id == reference)
    training = select(Training.id).where(or_(*_contain(named, text)))
    return or_(
        TrainingSession.training_id.in_(training),
        TrainingSession.venue_id.in_(place),
        TrainingSession.id.in_(who),
        *([TrainingSession.id.in_(numbered)] if reference is not None else []),
    )


def _contain(columns: Sequence[Any], text: str) -> list[ColumnElement[bool]]:
    return [column.icontains(text, autoescape=True) for column in columns]


def _number_of(text: str) -> int | None:
    """Return the number of an enrolment that was asked for by its reference, INS-2026-000123."""
    head, _, tail = text.strip().upper().rpartition("-")
    return int(tail) if head.startswith("INS-") and tail.isascii() and tail.isdigit() and len(tail) < 16 else None


def session(number: int) -> TrainingSession | None:
    """Return a session in any state."""
    return db.session.get(TrainingSession, number)


def enrolments_of(session_id: int) -> Sequence[Enrolment]:
    """Return the enrolments in a session with their participants, in the order in which they came."""
    found = select(Enrolment).where(Enrolment.session_id == session_id).order_by(Enrolment.received_at, Enrolment.id)
    return db.session.scalars(
        found.options(selectinload(Enrolment.participants), selectinload(Enrolment.practical))
    ).all()


def waiting_list(session_id: int) -> Sequence[Enrolment]:
    """Return who waits for a place in a session, in order."""
    found = select(Enrolment).where(Enrolment.session_id == session_id, Enrolment.state == EnrolmentState.WAITING_LIST)
    order = Enrolment.waiting_position, Enrolment.id
    return db.session.scalars(found.order_by(*order).options(selectinload(Enrolment.participants))).all()


def participants_of(session_id: int) -> Sequence[Participant]:
    """Return who takes part in a session, by name: nobody who was replaced, cancelled or waits."""
    found = (
        select(Participant)
        .join(Participant.enrolment)
        .options(contains_eager(Participant.enrolment))
        .where(
            Enrolment.session_id == session_id,
            Enrolment.state.in_(SEATED),
            Participant.replaced_at.is_(None),
        )
    )
    order = Participant.last_name, Participant.first_name, Participant.id
    return db.session.scalars(found.order_by(*order)).all()


def attending(session_id: int) -> Attending:
    """Count the participants of a session by what was written of their attendance."""
    counts: dict[Attendance | None, int] = {}
    for one in participants_of(session_id):
        counts[one.attendance] = counts.get(one.attendance, 0) + 1
    return Attending(counts)


def events_of(session_id: int) -> Sequence[SessionEvent]:
    """Return the history of a session, the latest first."""
    found = select(SessionEvent).where(SessionEvent.session_id == session_id)
    return db.session.scalars(found.order_by(SessionEvent.at.desc(), SessionEvent.id.desc())).all()


def alternatives(session: TrainingSession, *, most: int = 3) -> Sequence[TrainingSession]:
    """Return the next sessions of the same training in which somebody can enrol, those in the same language first."""
    found = select(TrainingSession).where(
        TrainingSession.training_id == session.training_id,
        TrainingSession.id != session.id,
        TrainingSession.state.in_((SessionState.OPEN, SessionState.CONFIRMED)),
        TrainingSession.deadline >= clock.today(),
        TrainingSession.starts_at > clock.now(),
        TrainingSession.seats_taken < TrainingSession.maximum,
    )
    order = TrainingSession.language != session.language, TrainingSession.starts_at, TrainingSession.id
    return db.session.scalars(found.order_by(*order).limit(most)).all()
