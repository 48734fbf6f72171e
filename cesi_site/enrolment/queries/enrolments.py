"""Reads of enrolments: drafts, one enrolment with all that hangs on it, and those of a person or a member."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.enrolment.models import DRAFT_KEPT, Enrolment, EnrolmentDraft, Participant, Training, TrainingSession
from cesi_site.enrolment.states import EnrolmentState
from cesi_site.enrolment.words import SHOWN

MOST_OFFERED = 60


def hash_of(token: str) -> str:
    """Return what is kept of a draft's token. It is long and random: a plain hash cannot be turned round."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_draft(token: str) -> EnrolmentDraft | None:
    """Return the draft behind a token, or None: not there, or over its last day."""
    draft = db.session.scalars(select(EnrolmentDraft).where(EnrolmentDraft.token_hash == hash_of(token))).first()
    return draft if draft is not None and DRAFT_KEPT.last_day(draft.changed_at) >= clock.today() else None


def enrolment(enrolment_id: int) -> Enrolment | None:
    """Return an enrolment as it stands in the database now, with its session and participants, or None."""
    found = _whole().where(Enrolment.id == enrolment_id).execution_options(populate_existing=True)
    return db.session.scalars(found).first()


def enrolment_of_submission(submission: str) -> Enrolment | None:
    """Return the enrolment that a draft (by the hash of its token) became, or None."""
    return db.session.scalars(_whole().where(Enrolment.submission == submission)).first()


def participant(participant_id: int) -> Participant | None:
    """Return one participant, or None where the row is gone."""
    return db.session.get(Participant, participant_id)


def sent_since(email: str, moment: dt.datetime) -> int:
    """Return how many enrolments an address sent since then."""
    sent = select(func.count(Enrolment.id)).where(Enrolment.email == email, Enrolment.received_at >= moment)
    return db.session.scalar(sent) or 0


def waiting(session_id: int) -> Sequence[Enrolment]:
    """Return who waits for a place in a session, in their order, those with an offer included."""
    line = select(Enrolment).where(Enrolment.session_id == session_id, Enrolment.state == EnrolmentState.WAITING_LIST)
    return db.session.scalars(line.order_by(Enrolment.waiting_position)).all()


def place_in_line(enrolment: Enrolment) -> int:
    """Return how many wait before this one, and itself: 1 for the first."""
    before = select(func.count(Enrolment.id)).where(
        Enrolment.session_id == enrolment.session_id,
        Enrolment.state == EnrolmentState.WAITING_LIST,
        Enrolment.waiting_position <= enrolment.waiting_position,
    )
    return db.session.scalar(before) or 1


def lapsed_offers() -> Sequence[int]:
    """Return the keys of enrolments whose offer has ended, the oldest offer first."""
    over = select(Enrolment.id).where(Enrolment.offer_until.is_not(None), Enrolment.offer_until <= clock.now())
    return db.session.scalars(over.order_by(Enrolment.offer_until, Enrolment.id)).all()


def sessions_with_room() -> Sequence[int]:
    """Return the keys of sessions ahead that have free places while somebody waits."""
    with_room = (
        select(TrainingSession.id)
        .join(Enrolment, Enrolment.session_id == TrainingSession.id)
        .where(
            Enrolment.state == EnrolmentState.WAITING_LIST,
            Enrolment.offer_until.is_(None),
            TrainingSession.seats_taken < TrainingSession.maximum,
            TrainingSession.state.in_(SHOWN),
            TrainingSession.starts_at > clock.now(),
        )
        .distinct()
    )
    return db.session.scalars(with_room).all()


def other_sessions(session: TrainingSession) -> Sequence[TrainingSession]:
    """Return the other dates of the same training for which one can enrol, the next one first."""
    others = (
        _open(TrainingSession.training_id == session.training_id)
        .where(TrainingSession.id != session.id)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return db.session.scalars(others).all()


def open_sessions(limit: int = MOST_OFFERED) -> Sequence[TrainingSession]:
    """Return the next dates of all public trainings for which one can enrol."""
    ahead = _open(Training.published_at.is_not(None)).options(joinedload(TrainingSession.training))
    return db.session.scalars(ahead.order_by(TrainingSession.starts_at, TrainingSession.id).limit(limit)).all()


def enrolments_of_organisation(
    organisation_id: int, *, by: int | None = None, limit: int, offset: int = 0
) -> Sequence[Enrolment]:
    """Return what was enrolled for a member by its own people in MyCESI, the latest session first.

    `by` is the account that enrolled them, for who does not see the whole organisation.
    """
    found = _of_organisation(organisation_id, by)
    ordered = found.order_by(TrainingSession.starts_at.desc(), Enrolment.id.desc())
    return db.session.scalars(ordered.limit(limit).offset(offset)).unique().all()


def coming_of_organisation(organisation_id: int, *, by: int | None = None, limit: int) -> Sequence[Enrolment]:
    """Return those of `enrolments_of_organisation` that are not over, the next session first."""
    coming = _of_organisation(organisation_id, by).where(*_coming())
    return db.session.scalars(coming.order_by(TrainingSession.starts_at, Enrolment.id).limit(limit)).unique().all()


def _of_organisation(organisation_id: int, by: int | None) -> Select[Enrolment]:
    own = _whole().join(TrainingSession, TrainingSession.id == Enrolment.session_id)
    found = own.where(Enrolment.organisation_id == organisation_id)
    return found if by is None else found.where(Enrolment.account_id == by)


def coming_of(emails: Sequence[str], *which: ColumnElement[bool]) -> Sequence[Enrolment]:
    """Return the enrolments by these addresses that are not over, in sessions that have not begun."""
    coming = select(Enrolment).join(TrainingSession).where(Enrolment.email.in_(emails), *which, *_coming())
    return db.session.scalars(coming.order_by(Enrolment.id)).all()


def coming_places_of(emails: Sequence[str], *which: ColumnElement[bool]) -> Sequence[Participant]:
    """Return the places that somebody else took for these addresses, in sessions that have not begun."""
    coming = (
        select(Participant)
        .join(Enrolment)
        .join(TrainingSession, TrainingSession.id == Enrolment.session_id)
        .where(Participant.email.in_(emails), Participant.replaced_at.is_(None), *which)
        .where(Enrolment.email.not_in(emails), *_coming())
    )
    return db.session.scalars(coming.order_by(Participant.id)).all()


def _coming() -> tuple[ColumnElement[bool], ...]:
    living = (EnrolmentState.RECEIVED, EnrolmentState.CONFIRMED, EnrolmentState.WAITING_LIST)
    return Enrolment.state.in_(living), TrainingSession.starts_at > clock.now()


def _open(*which: ColumnElement[bool]) -> Select[TrainingSession]:
    takes_enrolments = (
        TrainingSession.state.in_(SHOWN),
        TrainingSession.deadline >= clock.today(),
        TrainingSession.starts_at > clock.now(),
    )
    return select(TrainingSession).join(Training).where(*which, *takes_enrolments)


def _whole() -> Select[Enrolment]:
    return select(Enrolment).options(
        joinedload(Enrolment.session).joinedload(TrainingSession.training),
        selectinload(Enrolment.participants),
        selectinload(Enrolment.events),
        selectinload(Enrolment.practical),
    )
