"""The demo's enrolments: every desk and MyCESI have something to show, and nobody is mailed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from cesi_site.accounts.queries import account_by_email
from cesi_site.core.database import db
from cesi_site.development.demo import load_demo
from cesi_site.enrolment.models import Enrolment, Participant, TrainingSession
from cesi_site.enrolment.operations.demo_enrolments import load_demo_enrolments
from cesi_site.enrolment.queries.announced import reach
from cesi_site.enrolment.queries.enrolments import enrolments_of_organisation
from cesi_site.enrolment.queries.history import history_of
from cesi_site.enrolment.queries.running import SessionFilter, find_sessions
from cesi_site.enrolment.states import SEATED, EnrolmentState
from cesi_site.enrolment.words import Organiser, SessionState
from cesi_site.members.queries import organisation_by_number
from cesi_site.outbox.models import OutboxRow
from tests.staff.people import Desk


@pytest.fixture
def demo(make_app: Callable[..., Flask]) -> Iterator[Flask]:
    app = make_app(DEVELOPMENT=True, DEMO_PASSWORD="een rustige zin voor de demo")
    with app.app_context():
        list(load_demo())
        db.session.expire_all()  # places are taken by statements of their own
        yield app


def test_there_is_one_of_each_once_and_nobody_is_mailed(demo: Flask) -> None:
    states = set(db.session.scalars(select(Enrolment.state)))
    assert states == set(EnrolmentState) - {EnrolmentState.CANCELLED_BY_ORGANISER}
    assert load_demo_enrolments() == 0
    mails = select(func.count()).where(OutboxRow.name.like("enrolment.%"), OutboxRow.kind == "mail")
    assert db.session.scalar(mails) == 0
    assert all(email.endswith(".example") for email in db.session.scalars(select(Enrolment.email)))


def test_places_are_taken_as_the_enrolments_say(demo: Flask) -> None:
    for session in db.session.scalars(select(TrainingSession)):
        seated = select(func.sum(Enrolment.seats)).where(
            Enrolment.session_id == session.id, Enrolment.state.in_(SEATED)
        )
        assert session.seats_taken == (db.session.scalar(seated) or 0) <= session.maximum
        waits = select(Enrolment.id).where(
            Enrolment.session_id == session.id, Enrolment.state == EnrolmentState.WAITING_LIST
        )
        assert not db.session.scalars(waits).all() or session.seats_taken == session.maximum


def test_the_desks_mycesi_and_the_draft_of_an_announcement_have_something_to_show(demo: Flask) -> None:
    assert reach(Organiser.CESI).people >= 2 and reach(Organiser.ONEMANAGEMENT).people == 1
    ahead = find_sessions(SessionFilter(), cursor=None).rows
    assert any(row.waiting for row in ahead) and sum(row.confirmed for row in ahead) > 10
    over = find_sessions(SessionFilter(when="over"), cursor=None).rows
    assert [(row.session.state, row.unnoted) for row in over] == [(SessionState.HELD, 0)]
    certified = db.session.scalars(select(Participant).where(Participant.certificate_code.is_not(None))).all()
    assert len(certified) == 3
    bakery, tom = organisation_by_number("0123456749"), account_by_email("tom@bakkerij.example")
    assert bakery is not None and tom is not None
    assert len(enrolments_of_organisation(bakery.id, by=tom.id, limit=9)) == 2
    assert len(history_of(tom.email)) == 2
    manager = account_by_email("ilse.jacobs@cesi.example")
    assert manager is not None
    desk = Desk(demo, manager)
    for row in [*ahead, *over]:
        assert desk.get(f"/staff/sessions/{row.session.id}").status_code == 200
    for number in db.session.scalars(select(Enrolment.id)):
        assert desk.get(f"/staff/sessions/enrolments/{number}").status_code == 200
