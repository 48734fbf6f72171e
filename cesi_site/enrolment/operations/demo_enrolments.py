"""Invented enrolments, to try the desks and MyCESI with: confirmed, waiting, set apart, cancelled, and one held.

They take places, terms, choices and lines of the log as any other. Nobody is mailed: nobody stands behind them.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from cesi_site.accounts.models import Account
from cesi_site.accounts.queries import account_by_email
from cesi_site.audit.operations import record
from cesi_site.choices.operations import touch
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.core.working_days import working_days_after
from cesi_site.enrolment.certificates import new_code
from cesi_site.enrolment.models import Enrolment, Participant, SessionAct, Training, TrainingSession
from cesi_site.enrolment.operations import seats
from cesi_site.enrolment.operations.attendance import note_attendance
from cesi_site.enrolment.operations.choosing import note_choices
from cesi_site.enrolment.operations.history import log, note
from cesi_site.enrolment.operations.naming import name_training
from cesi_site.enrolment.operations.sessions import SessionFacts, plan_sessions
from cesi_site.enrolment.operations.terms import terms_for
from cesi_site.enrolment.queries.enrolments import hash_of
from cesi_site.enrolment.series import parts_of
from cesi_site.enrolment.states import SEATED, Attendance, EnrolmentAct, EnrolmentState, MemberWish
from cesi_site.enrolment.words import SessionState
from cesi_site.members.queries import organisation_by_number

STAFF = "ilse.jacobs@cesi.example"
ACTS = {
    EnrolmentState.RECEIVED: EnrolmentAct.RECEIVED,
    EnrolmentState.CONFIRMED: EnrolmentAct.CONFIRMED,
    EnrolmentState.WAITING_LIST: EnrolmentAct.WAITING,
    EnrolmentState.CANCELLED_BY_CUSTOMER: EnrolmentAct.CONFIRMED,
}
HELD_DAYS_AGO, PLANNED_DAYS_BEFORE = 40, 30
HOURS = ((dt.time(9), dt.time(12)), (dt.time(13), dt.time(16)))
# Beside the firm of who enrols, as long as a place is free: with it a session is full, and somebody waits.
CROWD = ("Jan Mol", "Eva Smet", "Bram Cools", "Nele Bosmans", "Koen Vos", "Femke Jans", "Stijn De Wit")


@dataclass(frozen=True, kw_only=True)
class Demo:
    """Somebody who enrolled others: `number` is their firm's enterprise number, for a member who signed in."""

    name: str
    email: str
    firm: str
    people: Sequence[str]
    language: str = "nl"
    number: str | None = None
    state: EnrolmentState = EnrolmentState.CONFIRMED
    suspicions: Sequence[str] = ()
    says_member: bool = False


TOM = Demo(
    name="Tom Claes",
    email="tom@bakkerij.example",
    firm="Bakkerij De Demo bv",
    people=("Tom Claes", "Noor Janssens", "Wim Peeters", "Sara Maes"),
    number="0123456749",
)
LUC = Demo(
    name="Luc Lambert",
    email="luc@garage.example",
    firm="Garage La Démo SRL",
    people=("Luc Lambert", "Julie Renard"),
    language="fr",
    number="0777710168",
)
ZORG = Demo(
    name="Mieke Verlinden",
    email="mieke@zorghuis.example",
    firm="Zorghuis Voorbeeld vzw",
    people=CROWD,
    says_member=True,
)
LATE = Demo(
    name="Bart Wouters",
    email="bart@drukkerij.example",
    firm="Drukkerij Voorbeeld nv",
    people=("Bart Wouters", "Ellen Faes"),
    state=EnrolmentState.WAITING_LIST,
)
LATER = Demo(
    name="Sophie Legrand",
    email="sophie@exemple.example",
    firm="Atelier Exemple SC",
    people=("Sophie Legrand",),
    language="fr",
    state=EnrolmentState.WAITING_LIST,
)
SUSPECT = Demo(
    name="Growth Team",
    email="sales@spam.example",
    firm="Growth",
    people=("Growth Team", "More Growth", "Best Growth"),
    state=EnrolmentState.RECEIVED,
    suspicions=("too_fast",),
)
GONE = Demo(
    name="Claire Petit",
    email="claire@exemple.example",
    firm="Fleurs Exemple SRL",
    people=("Claire Petit",),
    language="fr",
    state=EnrolmentState.CANCELLED_BY_CUSTOMER,
)
SOPHIE = Demo(
    name="Sophie Legrand",
    email="sophie@exemple.example",
    firm="Atelier Exemple SC",
    people=("Sophie Legrand", "Hugo Masson"),
    language="fr",
)
# By training and which of its dates ahead: the nearest ones stay free, to try the form with.
AHEAD: Sequence[tuple[str, int, Sequence[Demo]]] = (
    ("DEMO-EHB-01", 1, (TOM, ZORG, LATE, LATER)),
    ("DEMO-EHB-03", 1, (LUC, SUSPECT, GONE)),
    ("DEMO-PSY-03", 1, (SOPHIE,)),
)
PAST = "DEMO-EHB-01"


def load_demo_enrolments() -> int:
    """Add the invented enrolments where there are none; return how many."""
    if db.session.scalar(select(func.count(Enrolment.id))):
        return 0
    with transaction():
        for code, place, demos in AHEAD:
            session = _ahead(code, place)
            # Full once all of them who do not wait have their places.
            if any(one.state is EnrolmentState.WAITING_LIST for one in demos):
                session.maximum = sum(len(one.people) for one in demos if one.state in SEATED)
                session.minimum = min(session.minimum, session.maximum)
                db.session.flush()
            for demo in demos:
                _enrol(demo, session)
        _hold_past_session()
    return sum(len(demos) for _code, _place, demos in AHEAD) + 1


def _ahead(code: str, place: int) -> TrainingSession:
    dates = select(TrainingSession).join(Training).where(Training.code == code, TrainingSession.starts_at > clock.now())
    ahead = list(db.session.scalars(dates.order_by(TrainingSession.starts_at)))
    return ahead[min(place, len(ahead) - 1)]  # the catalogue always has one


def _enrol(demo: Demo, session: TrainingSession, *, at: dt.datetime | None = None) -> Enrolment:
    account = account_by_email(demo.email)
    member = organisation_by_number(demo.number) if demo.number else None
    first, _blank, last = demo.name.partition(" ")
    enrolment = Enrolment(
        submission=hash_of(secrets.token_urlsafe()),
        session_id=session.id,
        session=session,
        state=demo.state,
        suspicions=list(demo.suspicions),
        seats=len(demo.people),
        language=demo.language,
        source=session.training.organiser.value,
        training=None,
        received_at=at or clock.now(),
        decided_at=None if demo.state is EnrolmentState.RECEIVED else at or clock.now(),
        first_name=first,
        last_name=last,
        email=demo.email,
        account_id=account.id if account and member else None,
        organisation=demo.firm,
        organisation_id=member.id if member else None,
        enterprise_number=demo.number,
        member_wish=MemberWish.YES if demo.says_member else None,
        no_announcements=False,
        announcements_partner=False,
        no_analysis=False,
        participants=[_participant(demo, n) for n in range(len(demo.people))],
    )
    _seat(enrolment)
    terms_for(session.training, enrolment.organisation_id).write_on(enrolment)
    name_training(enrolment, session)
    db.session.add(enrolment)
    db.session.flush()
    log(enrolment, ACTS[demo.state])
    if demo.state is EnrolmentState.CANCELLED_BY_CUSTOMER:
        enrolment.cancelled_at, enrolment.cancel_fee = clock.now(), Decimal(0)
        log(enrolment, EnrolmentAct.CANCELLED)
    record("enrolment:enrolment:received", subject=enrolment, details={"session": session.id, "state": demo.state})
    note_choices(enrolment, session.training.organiser)
    touch(enrolment.email, enrolment.received_at)
    return enrolment


def _seat(enrolment: Enrolment) -> None:
    if enrolment.state in SEATED:
        seats.take(enrolment.session_id, enrolment.seats)
    elif enrolment.state is EnrolmentState.WAITING_LIST:
        enrolment.waiting_position = seats.next_in_line(enrolment.session_id)


def _participant(demo: Demo, n: int) -> Participant:
    first, _blank, last = demo.people[n].partition(" ")
    own = demo.people[n] == demo.name
    email = demo.email if own else f"{first.lower()}@{demo.email.partition('@')[2]}"
    return Participant(
        position=n, training=None, first_name=first, last_name=last, email=email, language=demo.language, is_enroler=own
    )


def _hold_past_session() -> None:
    """Add a session of some weeks ago: most were there and have their certificate, one was not."""
    training = db.session.scalars(select(Training).where(Training.code == PAST)).one()
    day = working_days_after(clock.today() - dt.timedelta(days=HELD_DAYS_AGO), 1)
    facts = SessionFacts(
        language="nl", venue_id=_ahead(PAST, 0).venue_id, minimum=2, maximum=12, trainers=("Ann Voorbeeld",)
    )
    parts = parts_of([day], HOURS)
    (session,) = plan_sessions(training, [parts], facts, deadline_days=7, state=SessionState.CONFIRMED, by=None)
    enrolment = _enrol(TOM, session, at=clock.now() - dt.timedelta(days=HELD_DAYS_AGO + PLANNED_DAYS_BEFORE))
    staff = account_by_email(STAFF)
    if staff is not None:
        _note_who_was_there(session, enrolment, staff)


def _note_who_was_there(session: TrainingSession, enrolment: Enrolment, staff: Account) -> None:
    *there, away = enrolment.participants
    marks = {one.id: Attendance.PRESENT for one in there} | {away.id: Attendance.EXCUSED}
    note_attendance(session, marks, by=staff)
    session.state = SessionState.HELD
    note(session, SessionAct.HELD, by=staff)
    for one in there:
        one.certificate_code, one.certificate_issued_at = new_code(), session.ends_at
    note(session, SessionAct.CERTIFICATES, by=staff, count=len(there))
