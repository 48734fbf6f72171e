"""What a person took part in, for that person; and what an organisation's people did, for who manages it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager

from cesi_site.core.database import db
from cesi_site.core.languages import LANGUAGES
from cesi_site.enrolment.models import Enrolment, Participant, TrainingSession
from cesi_site.enrolment.states import SEATED, EnrolmentState

A_PAGE = 50
SHOWN_STATES = SEATED | {EnrolmentState.WAITING_LIST}


def history_of(email: str) -> Sequence[Participant]:
    """Return where somebody took part, takes part or waits for a place, the latest first."""
    own = or_(
        Participant.email == email,
        Participant.email.is_(None) & Participant.is_enroler & (Enrolment.email == email),
    )
    return db.session.scalars(_parts(own)).unique().all()


def history_of_organisation(
    organisation_id: int, *, by: int | None = None, offset: int = 0, limit: int = A_PAGE
) -> Sequence[Participant]:
    """Return where people took part whom an organisation enrolled by MyCESI, the latest first.

    `by` is the account that enrolled them, for who does not see the whole organisation.
    """
    found = _parts(_enrolled(organisation_id, by)).offset(offset).limit(limit)
    return db.session.scalars(found).unique().all()


def own_participation(email: str, participant_id: int) -> Participant | None:
    """Return one of somebody's own participations, by its key."""
    return next((one for one in history_of(email) if one.id == participant_id), None)


def participation_of(organisation_id: int, participant_id: int, *, by: int | None = None) -> Participant | None:
    """Return a participation that an organisation enrolled (`by` one account alone), by its key."""
    found = _parts(_enrolled(organisation_id, by)).where(Participant.id == participant_id)
    return db.session.scalars(found).unique().first()


def _enrolled(organisation_id: int, by: int | None) -> ColumnElement[bool]:
    ours = Enrolment.organisation_id == organisation_id
    return ours if by is None else ours & (Enrolment.account_id == by)


def _parts(whose: ColumnElement[bool]) -> Select[Participant]:
    return (
        select(Participant)
        .join(Participant.enrolment)
        .join(Enrolment.session)
        .join(TrainingSession.training)
        .options(
            contains_eager(Participant.enrolment)
            .contains_eager(Enrolment.session)
            .contains_eager(TrainingSession.training)
        )
        .where(whose, Enrolment.state.in_(SHOWN_STATES), Participant.replaced_at.is_(None))
        .order_by(TrainingSession.starts_at.desc(), Participant.id)
    )


def language_of(email: str) -> str:
    """Return the language in which somebody was last enrolled."""
    latest = select(Participant.language).where(Participant.email == email).order_by(Participant.id.desc()).limit(1)
    return db.session.scalar(latest) or LANGUAGES[0]
