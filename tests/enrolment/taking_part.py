"""Builders: an enrolment as it stands once it was sent, with its places taken, and sessions that began."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.enrolment.models import Enrolment, Participant, TrainingSession
from cesi_site.enrolment.operations import seats
from cesi_site.enrolment.states import EnrolmentState

COUNT = iter(range(1, 100_000))
ENROLER = "els.peeters@korenaar.example"


def enrol(
    session: TrainingSession,
    *names: str,
    state: EnrolmentState = EnrolmentState.CONFIRMED,
    emails: tuple[str | None, ...] = (),
    functions: tuple[str | None, ...] = (),
    **facts: Any,
) -> Enrolment:
    """Enrol people by their names ("Noor Aerts"); each has an address of their own unless `emails` says otherwise."""
    number = next(COUNT)
    names = names or ("Noor Aerts",)
    given: dict[str, Any] = {
        "submission": f"submission {number}",
        "session_id": session.id,
        "state": state,
        "training": session.training.title_nl,
        "seats": len(names),
        "language": "nl",
        "source": "test",
        "first_name": "Els",
        "last_name": "Peeters",
        "email": ENROLER,
        "organisation": "Bakkerij De Korenaar",
        "price_each": Decimal("200"),
        "vat_rate": Decimal(21),
        "conditions_version": 1,
        "no_announcements": False,
        "announcements_partner": False,
        "no_analysis": False,
        "waiting_position": number if state is EnrolmentState.WAITING_LIST else None,
    }
    with transaction() as db_session:
        if state in {EnrolmentState.CONFIRMED, EnrolmentState.RECEIVED}:
            assert seats.take(session.id, len(names))
        enrolment = Enrolment(**(given | facts))
        for place, name in enumerate(names):
            first, _, last = name.partition(" ")
            email = emails[place] if emails else f"{first.lower()}.{last.lower()}@korenaar.example"
            function = functions[place] if functions else None
            enrolment.participants.append(
                Participant(
                    position=place,
                    training=session.training.title_nl,
                    first_name=first,
                    last_name=last,
                    email=email,
                    language=enrolment.language,
                    function=function,
                )
            )
        db_session.add(enrolment)
    db.session.expire_all()
    return enrolment


def move_back(session: TrainingSession, days: int) -> TrainingSession:
    """Let a session have been so many days earlier."""
    by = dt.timedelta(days=days)
    with transaction():
        for part in session.parts:
            part.starts_at, part.ends_at = part.starts_at - by, part.ends_at - by
        session.starts_at, session.ends_at = session.starts_at - by, session.ends_at - by
        session.deadline -= by
        session.changed_at = clock.now()
    return session
