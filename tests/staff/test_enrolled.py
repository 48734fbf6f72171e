"""What staff do with one enrolment when the customer asks: a price, a free cancellation, another date; all are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.audit.models import AuditEntry
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.enrolment.enrolling_errors import NotEnoughSeats, SessionClosed, StillApart, TooLate
from cesi_site.enrolment.models import Enrolment, TrainingSession
from cesi_site.enrolment.operations.correcting import cancel_free, move_for, set_price
from cesi_site.enrolment.operations.enrolling import release
from cesi_site.enrolment.states import Attendance, EnrolmentAct, EnrolmentState, MemberWish
from cesi_site.enrolment.tokens import token_for
from cesi_site.enrolment.words import SessionState
from tests.enrolment.conftest import add, add_theme, days_ahead, plan
from tests.enrolment.taking_part import ENROLER, enrol
from tests.staff.people import Desk, staff
from tests.support.client import CheckingClient, parse, text_of
from tests.support.smtp import Inbox

Deliver = Callable[[], None]
NOOR = "noor.aerts@korenaar.example"
WHY = "U bent lid: de ledenprijs geldt."


@pytest.fixture
def clerk(context: Flask) -> Account:
    return staff("Ilse Jacobs", StaffRoleName.TRAINING_MANAGER)


@pytest.fixture
def manager(context: Flask, clerk: Account) -> Desk:
    return Desk(context, clerk)


@pytest.fixture
def session(context: Flask) -> TrainingSession:
    return plan(add("EHB-01", add_theme(), title_nl="Eerste hulp"), days_ahead(10))


@pytest.fixture
def enrolment(session: TrainingSession) -> Enrolment:
    """Two participants who were told, by an enroler who says that the organisation is a member."""
    made = enrol(session, "Noor Aerts", "Jan Claes", emails=(NOOR, None), member_wish=MemberWish.YES)
    with transaction():
        for one in made.participants:
            one.told_at = clock.now()
    return made


def begin(session: TrainingSession) -> None:
    """Let a session have begun five minutes ago."""
    with transaction():
        session.starts_at, session.ends_at = clock.now() - dt.timedelta(minutes=5), clock.now() + dt.timedelta(hours=3)
        session.deadline = clock.today() - dt.timedelta(days=7)


def page(enrolment: Enrolment, act: str = "") -> str:
    return f"/staff/sessions/enrolments/{enrolment.id}{act}"


def logged(action: str) -> AuditEntry:
    return db.session.scalars(select(AuditEntry).where(AuditEntry.action == f"enrolment:enrolment:{action}")).one()


def acts(enrolment: Enrolment) -> list[tuple[EnrolmentAct, str | None]]:
    db.session.expire_all()
    return [(event.act, event.words) for event in db.session.get_one(Enrolment, enrolment.id).events]


@pytest.mark.promise("C1")
def test_the_member_price_is_checked_set_once_and_mailed_with_its_reason(
    manager: Desk, client: CheckingClient, enrolment: Enrolment, smtp: Inbox, deliver: Deliver
) -> None:
    assert "Ledenprijs na te kijken voor 1 inschrijving" in manager.get("/staff/").text
    assert "€\u00a0170,00" in manager.get(page(enrolment, "/price")).text
    assert manager.post(page(enrolment, "/price"), price="170").status_code == 422
    assert manager.post(page(enrolment, "/price"), price="-1", reason=WHY).status_code == 422
    for _ in range(2):
        assert manager.post(page(enrolment, "/price"), price="170,00", reason=WHY).status_code == 303
    assert acts(enrolment) == [(EnrolmentAct.PRICE_SET, WHY)]
    assert enrolment.price_each == Decimal(170)
    assert logged("price_set").details == '{"from":"200.00","to":"170.00"}'
    deliver()
    (mail,) = smtp.received
    assert mail.recipients == [ENROLER] and WHY in mail.text
    assert "€\u00a0340,00" in mail.text and "€\u00a0411,40" in mail.text
    assert WHY in manager.get(page(enrolment)).text
    assert WHY in client.get(f"/nl/inschrijving/{token_for(enrolment.id)}").text
    assert "Ledenprijs na te kijken" not in manager.get("/staff/").text


def test_who_is_no_member_keeps_the_price_and_is_told_so_once(
    manager: Desk, enrolment: Enrolment, smtp: Inbox, deliver: Deliver
) -> None:
    for _ in range(2):
        manager.post(page(enrolment, "/price"), price="200", reason="U bent geen lid.")
    assert [act for act, _words in acts(enrolment)] == [EnrolmentAct.PRICE_SET]
    deliver()
    assert len(smtp.received) == 1 and not enrolment.awaits_member_check


def test_a_price_can_be_nothing_and_cancelling_then_costs_nothing(
    manager: Desk, enrolment: Enrolment, smtp: Inbox, deliver: Deliver
) -> None:
    with transaction():
        enrolment.language = "fr"
    manager.post(page(enrolment, "/price"), price="0", reason="Nous avons changé la date.")
    deliver()
    assert "Gratuit" in smtp.to(ENROLER)[0].text


def test_an_enrolment_is_cancelled_at_no_cost_up_to_the_end_and_all_are_told(
    manager: Desk, clerk: Account, enrolment: Enrolment, session: TrainingSession, smtp: Inbox, deliver: Deliver
) -> None:
    with transaction():
        enrolment.cancellation = {"steps": [[0, "100", None]]}
    begin(session)
    assert manager.post(page(enrolment, "/cancel")).status_code == 422
    assert manager.post(page(enrolment, "/cancel"), reason="Wij veranderden de plaats.").status_code == 303
    again = manager.post(page(enrolment, "/cancel"), page=page(enrolment, "/price"), reason="Nog eens.")
    assert again.status_code in {403, 422}
    deliver()
    assert acts(enrolment) == [(EnrolmentAct.CANCELLED, "Wij veranderden de plaats.")]
    assert (enrolment.state, enrolment.cancel_fee) == (EnrolmentState.CANCELLED_BY_CUSTOMER, Decimal(0))
    assert session.seats_taken == 0
    assert logged("cancelled").actor == f"account:{clerk.id}"
    (mail,), (out,) = smtp.to(ENROLER), smtp.to(NOOR)
    assert "Wij veranderden de plaats." in mail.text and "kost u niets" in mail.text
    assert "Wij veranderden de plaats." not in out.text and 'method="CANCEL"' in str(out.message)
    assert "niet meer mogelijk" in text_of(parse(manager.get(page(enrolment, "/cancel")).text))


def test_an_enrolment_moves_on_request_after_the_last_day_to_enrol(
    manager: Desk, clerk: Account, enrolment: Enrolment, session: TrainingSession, smtp: Inbox, deliver: Deliver
) -> None:
    near, full = plan(session.training, days_ahead(12)), plan(session.training, days_ahead(13), maximum=1, minimum=1)
    other = plan(add("BRA-01", add_theme()), days_ahead(14))
    assert f'href="{page(enrolment)}"' in manager.get(f"/staff/sessions/{session.id}").text
    begin(session)
    with transaction():
        near.deadline = clock.today() - dt.timedelta(days=1)
    form = manager.get(page(enrolment, "/move")).text
    assert f'value="{near.id}"' in form and f'value="{full.id}"' not in form and f'value="{other.id}"' not in form
    assert manager.post(page(enrolment, "/move"), session=str(full.id)).status_code == 422
    assert manager.post(page(enrolment, "/move"), session=str(near.id)).status_code == 303
    deliver()
    db.session.expire_all()
    assert (enrolment.session_id, session.seats_taken, near.seats_taken) == (near.id, 0, 2)
    assert logged("moved").actor == f"account:{clerk.id}"
    assert acts(enrolment) == [(EnrolmentAct.MOVED, None)]
    assert len(smtp.to(ENROLER)) == len(smtp.to(NOOR)) == 1


def test_what_staff_may_not_do_is_refused_and_changes_nothing(
    clerk: Account, enrolment: Enrolment, session: TrainingSession
) -> None:
    later = plan(session.training, days_ahead(20))
    begun = plan(session.training, days_ahead(5))
    full = plan(session.training, days_ahead(25), maximum=1, minimum=1)
    draft = plan(session.training, days_ahead(26), state=SessionState.DRAFT)
    other = plan(add("BRA-01", add_theme()), days_ahead(14))
    apart = enrol(session, "Ro Bot", state=EnrolmentState.RECEIVED, suspicions=["too_fast"])
    with pytest.raises(StillApart):
        set_price(apart.id, Decimal(0), reason="", by=clerk)
    with pytest.raises(StillApart):
        cancel_free(apart.id, reason="", by=clerk)
    with pytest.raises(StillApart):
        move_for(apart.id, later.id, by=clerk)
    release(apart.id, by=clerk)
    for target, error in (
        (full, NotEnoughSeats),
        (draft, SessionClosed),
        (other, SessionClosed),
        (session, TooLate),
    ):
        with pytest.raises(error):
            move_for(enrolment.id, target.id, by=clerk)
    with time_machine.travel(begun.starts_at + dt.timedelta(minutes=1), tick=False), pytest.raises(SessionClosed):
        move_for(enrolment.id, begun.id, by=clerk)
    with transaction():
        enrolment.participants[0].attendance, enrolment.participants[0].attendance_at = Attendance.PRESENT, clock.now()
    with pytest.raises(TooLate):
        cancel_free(enrolment.id, reason="", by=clerk)
    with pytest.raises(TooLate):
        move_for(enrolment.id, later.id, by=clerk)
    db.session.expire_all()
    assert (session.seats_taken, later.seats_taken, acts(enrolment)) == (3, 0, [])


def test_only_who_manages_trainings_sees_or_changes_an_enrolment(context: Flask, enrolment: Enrolment) -> None:
    others = [role for role in StaffRoleName if role is not StaffRoleName.TRAINING_MANAGER]
    desk = Desk(context, staff("Ander Werk", *others))
    for act in ("", "/price", "/cancel", "/move"):
        assert desk.get(page(enrolment, act)).status_code == 403
        assert Desk(context, None).get(page(enrolment, act)).status_code == 302


@pytest.mark.parametrize(
    ("language", "not_yet", "first", "never"),
    [
        ("nl", "Dit kan nog niet", "Kijk deze inschrijving eerst na", "niet meer mogelijk"),
        ("fr", "Ce n’est pas encore possible", "Vérifiez d’abord cette inscription", "n’est plus possible"),
    ],
)
def test_what_has_to_be_looked_at_first_is_not_possible_yet(
    manager: Desk, clerk: Account, session: TrainingSession, language: str, not_yet: str, first: str, never: str
) -> None:
    with transaction():
        clerk.language = language
    apart = enrol(session, "Ro Bot", state=EnrolmentState.RECEIVED, suspicions=["too_fast"])
    for act in ("/price", "/cancel", "/move"):
        told = text_of(parse(manager.get(page(apart, act)).text))
        assert not_yet in told and first in told and never not in told
    waits = enrol(session, "Wim Nu", state=EnrolmentState.WAITING_LIST)
    for act in ("/cancel", "/move"):
        told = text_of(parse(manager.get(page(waits, act)).text))
        assert not_yet in told and first not in told and never not in told
