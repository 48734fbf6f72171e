"""Writes of sessions. What a participant's calendar shows raises the sequence number (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import ColumnElement, update

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.enrolment.errors import BadTimes, LateDeadline, NotPossible, TooFewPlaces
from cesi_site.enrolment.models import SessionAct, SessionPart, SessionTrainer, Training, TrainingSession
from cesi_site.enrolment.operations.attendance import issue_certificates
from cesi_site.enrolment.operations.history import note
from cesi_site.enrolment.operations.seats import hold
from cesi_site.enrolment.operations.telling import end_enrolments, tell_of_change
from cesi_site.enrolment.series import Part
from cesi_site.enrolment.words import SessionState

S = SessionState
# From which states each act leads, and where to.
STEPS = {
    "open": (frozenset({S.DRAFT, S.CONFIRMED, S.FULL}), S.OPEN),
    "confirm": (frozenset({S.OPEN, S.FULL}), S.CONFIRMED),
    "cancel": (frozenset({S.DRAFT, S.OPEN, S.FULL, S.CONFIRMED}), S.CANCELLED),
    "hold": (frozenset({S.OPEN, S.FULL, S.CONFIRMED}), S.HELD),
}
HISTORY = {
    "open": SessionAct.OPENED,
    "confirm": SessionAct.CONFIRMED,
    "cancel": SessionAct.CALLED_OFF,
    "hold": SessionAct.HELD,
}
CLOSED = frozenset({S.CANCELLED, S.HELD})


@dataclass(frozen=True, kw_only=True)
class SessionFacts:
    """What staff decide of a session beside its dates. `venue_id` is None for one online."""

    language: str
    venue_id: int | None
    minimum: int
    maximum: int
    trainers: tuple[str, ...] = ()


def plan_sessions(
    training: Training,
    dates: Sequence[Sequence[Part]],
    facts: SessionFacts,
    *,
    deadline_days: int,
    state: SessionState = S.DRAFT,
    by: Account | None,
) -> list[TrainingSession]:
    """Add a session for each sequence of day parts; enrolment ends `deadline_days` before the first day.

    Raises `BadTimes` for day parts that overlap, or for a session without any.
    """
    with transaction() as session:
        planned = []
        for parts in dates:
            starts_at, ends_at = _edges(parts)
            first_day = clock.day_in_brussels(starts_at)
            one = TrainingSession(
                training_id=training.id,
                state=state,
                starts_at=starts_at,
                ends_at=ends_at,
                deadline=first_day - dt.timedelta(days=deadline_days),
                sequence=0,
                changed_at=clock.now(),
                parts=[_part(*part) for part in sorted(parts)],
            )
            _write(one, facts)
            session.add(one)
            planned.append(one)
        session.flush()
        for one in planned:
            record("enrolment:session:planned", subject=one, actor=by, details={"training": training.id})
    return planned


def change_session(
    session: TrainingSession, parts: Sequence[Part], facts: SessionFacts, *, deadline: dt.date, by: Account | None
) -> TrainingSession:
    """Change a session. New dates, another place or language raise its sequence number, and are mailed to all in it.

    Raises `NotPossible` for one that was held or cancelled, `BadTimes`, `LateDeadline` for a last day to enrol that
    comes after the first day, and `TooFewPlaces` for fewer than are taken.
    """
    with transaction():
        session = hold_session(session.id)
        if session.state in CLOSED:
            raise NotPossible
        if facts.maximum < session.seats_taken:
            raise TooFewPlaces
        before = _in_calendars(session)
        kept = {part.id: (part.id, part.starts_at.isoformat(), part.ends_at.isoformat()) for part in session.parts}
        session.starts_at, session.ends_at = _edges(parts)
        if deadline > clock.day_in_brussels(session.starts_at):
            raise LateDeadline
        session.deadline = deadline
        _write_parts(session, sorted(parts))
        _write(session, facts)
        if _in_calendars(session) != before:
            session.sequence += 1
            note(session, SessionAct.CHANGED, by=by)
            gone = kept.keys() - {part.id for part in session.parts}
            tell_of_change(session, gone=[kept[id_] for id_ in sorted(gone)], by=by)
        session.changed_at = clock.now()
        record("enrolment:session:changed", subject=session, actor=by, details={"sequence": session.sequence})
    return session


def step_session(
    session: TrainingSession, step: str, *, by: Account | None, reason: Mapping[str, str] | None = None
) -> TrainingSession:
    """Bring a session into another state: "open", "confirm", "cancel" or "hold". Raises `NotPossible`.

    Who is enrolled in one that is called off is mailed `reason` (by language) with other dates; one that is held
    brings certificates for who was there.
    """
    possible, state = STEPS[step]
    with transaction():
        session = hold_session(session.id)
        if session.state not in possible or (step == "hold" and not _is_on_its_last_day(session)):
            raise NotPossible
        session.state = state
        session.changed_at = clock.now()
        note(session, HISTORY[step], by=by)
        if state is S.CANCELLED:
            session.sequence += 1
            end_enrolments(session, reason, by=by)
        record(f"enrolment:session:{state.value}", subject=session, actor=by)
        issue_certificates(session, by=by)
    return session


def hold_session(session_id: int) -> TrainingSession:
    """Return a session as it stands, kept from everybody else until the transaction ends."""
    hold(session_id)
    return db.session.get_one(TrainingSession, session_id, populate_existing=True)


def note_in_calendars(*which: ColumnElement[bool]) -> None:
    """Raise the sequence number of these sessions that are not over: what calendars show of them has changed."""
    known = TrainingSession.state.not_in({S.DRAFT, S.HELD}), TrainingSession.ends_at >= clock.now()
    raised = {"sequence": TrainingSession.sequence + 1, "changed_at": clock.now()}
    db.session.execute(update(TrainingSession).where(*known, *which).values(raised))


def possible_steps(session: TrainingSession) -> list[str]:
    """Return the acts that fit the state of a session."""
    over = _is_on_its_last_day(session)
    return [name for name, (possible, _) in STEPS.items() if session.state in possible and (name != "hold" or over)]


def _is_on_its_last_day(session: TrainingSession) -> bool:
    """Whether its last day part began, or it is over: before that nobody can say that it was held."""
    return session.parts[-1].starts_at <= clock.now()


def _part(starts_at: dt.datetime, ends_at: dt.datetime) -> SessionPart:
    return SessionPart(starts_at=starts_at.astimezone(dt.UTC), ends_at=ends_at.astimezone(dt.UTC))


def _edges(parts: Sequence[Part]) -> Part:
    ordered = sorted(parts)
    if not ordered or any(start >= end for start, end in ordered):
        raise BadTimes
    if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
        raise BadTimes
    return ordered[0][0].astimezone(dt.UTC), ordered[-1][1].astimezone(dt.UTC)


def _write(session: TrainingSession, facts: SessionFacts) -> None:
    session.language, session.venue_id = facts.language, facts.venue_id
    session.minimum, session.maximum = facts.minimum, facts.maximum
    if tuple(one.name for one in session.trainers) != facts.trainers:
        session.trainers = [SessionTrainer(name=name) for name in facts.trainers]


def _write_parts(session: TrainingSession, parts: Sequence[Part]) -> None:
    """Keep the rows of the day parts in their order: calendars know a part by its number."""
    for row, (start, end) in zip(session.parts, parts, strict=False):
        row.starts_at, row.ends_at = start.astimezone(dt.UTC), end.astimezone(dt.UTC)
    session.parts = [
        *session.parts[: len(parts)],
        *(_part(*part) for part in parts[len(session.parts) :]),
    ]


def _in_calendars(session: TrainingSession) -> tuple[object, ...]:
    parts = [(part.starts_at, part.ends_at) for part in session.parts]
    return parts, session.venue_id, session.language
