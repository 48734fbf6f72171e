"""Enrolling: the form, the check page, what is kept and mailed, the personal link and the waiting list."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import StaffRoleName
from cesi_site.choices.models import Address, Choice, Decision, Method, Use
from cesi_site.choices.operations import address_of
from cesi_site.choices.queries import choices_of, current, has_refused
from cesi_site.choices.uses import find_switch
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.enrolment import operations
from cesi_site.enrolment.conditions import CONDITIONS, conditions_fingerprint
from cesi_site.enrolment.enrolling_errors import EnrolmentError, NotApart, NotEnoughSeats, SessionClosed, TooLate
from cesi_site.enrolment.errors import TooFewPlaces
from cesi_site.enrolment.member_links import member_url
from cesi_site.enrolment.models import (
    CancellationPolicy,
    CancellationStep,
    Enrolment,
    EnrolmentDraft,
    EnrolmentPractical,
    Theme,
    TrainingSession,
)
from cesi_site.enrolment.operations import SessionFacts, change_session, step_session, terms
from cesi_site.enrolment.operations.changing import cancel, move, replace_participant
from cesi_site.enrolment.operations.enrolling import release
from cesi_site.enrolment.operations.offers import lapse_offers, leave_waiting_list
from cesi_site.enrolment.queries.running import sessions_with_some_apart
from cesi_site.enrolment.states import EnrolmentAct, EnrolmentState
from cesi_site.enrolment.tokens import token_for
from cesi_site.enrolment.words import Organiser
from cesi_site.members.operations.people import end_role
from cesi_site.members.roles import Reason, Role
from cesi_site.register import Person, current_register
from cesi_site.register.erasing import carry_out, hindrances, prepare
from cesi_site.register.erasing import plan as plan_erasure
from cesi_site.register.finding import select_rows
from tests.enrolment.conftest import add, add_venue, days_ahead, plan
from tests.members.people import MYCESI, organisation, person, sign_in
from tests.staff.people import staff
from tests.support.client import CheckingClient, hidden_fields
from tests.support.smtp import Inbox, Received

Deliver = Callable[[], None]
ANSWERS: dict[str, Any] = {
    "first_name": "Els",
    "last_name": "Peeters",
    "email": "Els.Peeters@Korenaar.example",
    "phone": "09 123 45 67",
    "organisation": "Bakkerij De Korenaar",
    "enterprise_number": "0123.456.749",
    "po_number": "PO-77",
    "conditions": "y",
}
GROUP = {
    "participants-0-first_name": "Noor",
    "participants-0-last_name": "Aerts",
    "participants-0-email": "noor@korenaar.example",
    "participants-1-first_name": "Jan",
    "participants-1-last_name": "Claes",
    "participants-1-email": "",
}


def policy() -> int:
    with transaction() as session:
        steps = [
            CancellationStep(days_before=14, fee=Decimal(60)),
            CancellationStep(days_before=7, percent=Decimal(50)),
            CancellationStep(days_before=0, percent=Decimal(100)),
        ]
        session.add(kept := CancellationPolicy(name_nl="gewoon", name_fr="normal", steps=steps))
    return kept.id


@pytest.fixture
def place(theme: Theme) -> TrainingSession:
    """A session in thirty days, with four places."""
    training = add("EHB-01", theme, policy_id=policy())
    return plan(training, days_ahead(30), venue=add_venue("Gent", "Gand"), maximum=4)


def fill_in(client: CheckingClient, session: TrainingSession, lang: str = "nl", **over: Any) -> str:
    """Send the form; return the address of the check page."""
    path = f"/{lang}/{'inschrijven' if lang == 'nl' else 'inscription'}/{session.id}"
    data = {name: value for name, value in {**ANSWERS, **over}.items() if value is not None}
    answer = client.post(path, data=data)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def send(client: CheckingClient, check: str, go: str = "send") -> Any:
    return client.post(check, data=hidden_fields(client.get(check).text, check) | {"go": go})


def enrol(
    client: CheckingClient, session: TrainingSession, lang: str = "nl", go: str = "send", **over: Any
) -> Enrolment:
    """Fill in, check and send; return what is kept."""
    answer = send(client, fill_in(client, session, lang, **over), go)
    assert answer.status_code == 303, answer.text
    assert client.get(answer.location).status_code == 200
    return newest()


def newest() -> Enrolment:
    db.session.expire_all()
    return db.session.scalars(select(Enrolment).order_by(Enrolment.id.desc())).first()  # type: ignore[return-value]


def taken(session: TrainingSession) -> int:
    db.session.expire_all()
    return db.session.get_one(TrainingSession, session.id).seats_taken


def mail_files(mail: Received) -> str:
    return "".join(part.get_content() for part in mail.message.iter_attachments())


def link(enrolment: Enrolment, rest: str = "") -> str:
    return f"/nl/inschrijving/{token_for(enrolment.id)}{rest}"


def press(client: CheckingClient, address: str, **data: Any) -> Any:
    return client.post(address, data=hidden_fields(client.get(address).text, address) | data)


@pytest.mark.promise("C1", "A2")
def test_somebody_enrols_themselves_and_gets_a_confirmation_with_a_calendar_file(
    client: CheckingClient, place: TrainingSession, deliver: Deliver, smtp: Inbox
) -> None:
    enrolment = enrol(client, place)
    assert (enrolment.state, enrolment.seats, taken(place)) == (EnrolmentState.CONFIRMED, 1, 1)
    assert enrolment.price_each == Decimal(200)
    assert [one.is_enroler for one in enrolment.participants] == [True]
    deliver()
    (mail,) = smtp.received
    assert mail.recipients == ["els.peeters@korenaar.example"]
    assert enrolment.reference in mail.text
    assert token_for(enrolment.id) in mail.text
    assert "text/calendar" in str(mail.message)


def test_a_half_filled_form_goes_on_in_the_other_language(client: CheckingClient, place: TrainingSession) -> None:
    half = {"first_name": "Els", "email": "not yet", "language_switch": "fr", **GROUP}
    answer = client.post(f"/fr/inscription/{place.id}", data=half)
    assert answer.status_code == 200
    assert "aria-invalid" not in answer.text
    for typed in ("Els", "not yet", "noor@korenaar.example", "Claes"):
        assert f'value="{typed}"' in answer.text
    assert newest() is None


@pytest.mark.promise("H2")
def test_a_group_takes_all_its_places_and_each_participant_hears_of_it(
    client: CheckingClient, place: TrainingSession, deliver: Deliver, smtp: Inbox
) -> None:
    enrolment = enrol(client, place, takes_part="y", pasted="Mia; Maes; mia@korenaar.example; bakker", **GROUP)
    assert [one.name for one in enrolment.participants] == ["Els Peeters", "Noor Aerts", "Jan Claes", "Mia Maes"]
    assert taken(place) == 4
    deliver()
    told = {address: mail for mail in smtp.received for address in mail.recipients}
    assert set(told) == {"els.peeters@korenaar.example", "noor@korenaar.example", "mia@korenaar.example"}
    assert "Els Peeters" in told["noor@korenaar.example"].text
    assert "/nl/voorkeuren/" in told["noor@korenaar.example"].text


def test_the_check_page_shows_what_was_filled_in_and_nothing_is_ordered_before(
    client: CheckingClient, place: TrainingSession
) -> None:
    check = fill_in(client, place, practical="Ik kom met de fiets.", **GROUP)
    page = client.get(check).text
    for shown in ("Noor Aerts", "Jan Claes", "0123.456.749", "PO-77", "Ik kom met de fiets."):
        assert shown in page
    assert newest() is None
    back = client.post(check, data={"go": "back"})
    assert "Noor" in client.get(back.location).text


def test_the_same_form_sent_twice_is_one_enrolment(client: CheckingClient, place: TrainingSession) -> None:
    check = fill_in(client, place)
    first, second = send(client, check), client.post(check, data={"go": "send"})
    assert (first.status_code, second.status_code) == (303, 303)
    assert taken(place) == 1


@pytest.mark.parametrize(
    ("over", "message"),
    [
        ({"conditions": None}, "conditions"),
        ({"organisation": "", "enterprise_number": ""}, "organisation"),
        ({"enterprise_number": "0409.122.443"}, "enterprise_number"),
        ({"participants-0-first_name": "Noor"}, "participants-0-last_name"),
        ({"pasted": "zomaar"}, "pasted"),
        ({"pasted": "\n".join(f"Voornaam{n}, Naam" for n in range(16))}, "pasted"),
        ({"takes_part": "y", "pasted": "els, peeters, els.peeters@korenaar.example"}, "pasted"),
        ({"pasted": "Voornaam; Naam; E-mail"}, "pasted"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: CheckingClient, place: TrainingSession, over: dict[str, Any], message: str
) -> None:
    data = {name: value for name, value in {**ANSWERS, **over}.items() if value is not None}
    answer = client.post(f"/nl/inschrijven/{place.id}", data=data)
    assert answer.status_code == 422
    assert f'id="{message}-error"' in answer.text


def test_a_row_is_added_without_a_script(client: CheckingClient, place: TrainingSession) -> None:
    answer = client.post(f"/nl/inschrijven/{place.id}", data={**ANSWERS, **GROUP, "go": "add"})
    assert answer.status_code == 200
    assert 'name="participants-2-first_name"' in answer.text
    assert 'value="Noor"' in answer.text


@pytest.mark.promise("C2")
def test_refusals_are_boxes_of_their_own_and_hold_at_once(client: CheckingClient, place: TrainingSession) -> None:
    form = client.get(f"/nl/inschrijven/{place.id}").text
    for name in ("no_announcements", "announcements_partner", "no_analysis"):
        assert f'name="{name}"' in form
    assert " checked" not in form.split('id="no_announcements"')[1].split(">")[0]
    enrol(client, place, no_announcements="y", announcements_partner="y", no_analysis="y")
    email = "els.peeters@korenaar.example"
    assert has_refused(Use.ANNOUNCEMENTS, email)
    assert has_refused(Use.ANALYSIS, email)
    wished = current(email, Use.ANNOUNCEMENTS_PARTNER)
    assert wished is not None
    assert wished.decision is Decision.CONSENT
    assert "OneManagement" in (wished.text or "")


@pytest.mark.promise("C2", "C3")
def test_the_house_that_sold_announces_and_the_other_only_with_a_yes(
    client: CheckingClient, theme: Theme, place: TrainingSession
) -> None:
    enrol(client, plan(add("HRM-01", theme, organiser=Organiser.ONEMANAGEMENT), days_ahead(40)))
    (address,) = db.session.scalars(select(Address)).all()
    own, other = find_switch("announcements_partner"), find_switch("announcements")
    assert own and other
    assert (own.is_on(address), other.is_on(address)) == (True, False)
    assert choices_of(address.email) == []
    page = client.get(f"/nl/inschrijven/{place.id}").text
    assert "OneManagement mag mij ook" in page


def test_practical_requests_stand_apart(client: CheckingClient, place: TrainingSession) -> None:
    enrolment = enrol(client, place, practical="Ik kom met de fiets.")
    (practical,) = db.session.scalars(select(EnrolmentPractical)).all()
    assert (practical.enrolment_id, practical.request) == (enrolment.id, "Ik kom met de fiets.")


def test_a_full_session_offers_the_waiting_list_and_never_part_of_a_group(
    client: CheckingClient, place: TrainingSession, deliver: Deliver, smtp: Inbox
) -> None:
    enrol(client, place, **GROUP)
    check = fill_in(client, place, takes_part="y", **GROUP)
    refused = send(client, check)
    assert refused.status_code == 409
    assert 'value="wait"' in refused.text
    answer = send(client, check, "wait")
    assert answer.status_code == 303
    waiting = newest()
    assert (waiting.state, waiting.waiting_position, taken(place)) == (EnrolmentState.WAITING_LIST, 1, 2)
    single = enrol(client, place)
    assert single.state is EnrolmentState.CONFIRMED
    assert taken(place) == 3
    deliver()
    assert any(waiting.reference in mail.text and "calendar" not in str(mail.message) for mail in smtp.received)


def test_places_that_come_free_are_offered_in_order_and_taken(
    client: CheckingClient, place: TrainingSession, deliver: Deliver, smtp: Inbox
) -> None:
    first = enrol(client, place, takes_part="y", **GROUP)
    second = enrol(client, place)
    waiting = enrol(client, place, go="wait", **GROUP)
    cancelled = press(client, link(first, "/annuleren"))
    assert cancelled.status_code == 303, cancelled.text
    db.session.expire_all()
    assert db.session.get_one(Enrolment, first.id).cancel_fee == Decimal(180)
    offered = db.session.get_one(Enrolment, waiting.id)
    assert offered.has_offer
    assert taken(place) == 3
    assert press(client, link(waiting), go="take").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Enrolment, waiting.id).state is EnrolmentState.CONFIRMED
    assert taken(place) == 3
    assert second.state is EnrolmentState.CONFIRMED
    deliver()
    assert sum(token_for(waiting.id) in mail.text for mail in smtp.to("els.peeters@korenaar.example")) >= 1


def test_an_offer_that_nobody_takes_passes_on(client: CheckingClient, place: TrainingSession) -> None:
    first = enrol(client, place, takes_part="y", pasted="Mia, Maes", **GROUP)
    one, two = enrol(client, place, go="wait"), enrol(client, place, go="wait", email="an@korenaar.example")
    gone = next(person for person in first.participants)
    press(client, link(first, "/annuleren"))
    db.session.expire_all()
    assert [db.session.get_one(Enrolment, key.id).has_offer for key in (one, two)] == [True, True]
    assert taken(place) == 2
    with time_machine.travel(clock.now() + dt.timedelta(hours=49), tick=False):
        assert lapse_offers() == 2
        late = press(client, link(one), go="take")
        assert late.status_code == 409
    assert taken(place) == 0
    ended = db.session.get_one(Enrolment, one.id)
    assert (ended.state, ended.events[-1].act) == (EnrolmentState.CANCELLED_BY_CUSTOMER, EnrolmentAct.LAPSED)
    assert gone.name == "Els Peeters"


def test_who_waits_leaves_the_list(client: CheckingClient, place: TrainingSession) -> None:
    enrol(client, place, takes_part="y", pasted="Mia, Maes", **GROUP)
    waiting = enrol(client, place, go="wait")
    assert press(client, link(waiting), go="leave").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Enrolment, waiting.id).state.is_over
    assert taken(place) == 4


def test_a_colleague_comes_instead_and_both_are_told(
    client: CheckingClient, place: TrainingSession, deliver: Deliver, smtp: Inbox
) -> None:
    enrolment = enrol(client, place, **GROUP)
    noor = enrolment.participants[0]
    address = link(enrolment, f"/vervangen/{noor.id}")
    answer = press(client, address, first_name="Tom", last_name="Wils", email="tom@korenaar.example", language="nl")
    assert answer.status_code == 303, answer.text
    db.session.expire_all()
    changed = db.session.get_one(Enrolment, enrolment.id)
    assert [one.name for one in changed.taking_part] == ["Jan Claes", "Tom Wils"]
    assert taken(place) == 2
    deliver()
    assert {"noor@korenaar.example", "tom@korenaar.example"} <= {a for m in smtp.received for a in m.recipients}
    assert client.get(address).status_code == 404


def test_an_enrolment_moves_with_all_its_places_or_not_at_all(
    client: CheckingClient, place: TrainingSession, deliver: Deliver, smtp: Inbox
) -> None:
    later = plan(place.training, days_ahead(60), maximum=5)
    small = plan(place.training, days_ahead(50), maximum=5, minimum=1)
    enrol(client, small, takes_part="y", pasted="Mia, Maes", **GROUP)
    enrolment = enrol(client, place, **GROUP)
    page = client.get(link(enrolment, "/verplaatsen")).text
    assert f'value="{later.id}"' in page
    assert f'value="{small.id}"' not in page
    assert press(client, link(enrolment, "/verplaatsen"), session=str(later.id)).status_code == 303
    assert (taken(place), taken(later)) == (0, 2)
    deliver()
    moved = [mail for mail in smtp.received if "METHOD:CANCEL" in mail_files(mail)]
    assert {address for mail in moved for address in mail.recipients} == {
        "els.peeters@korenaar.example",
        "noor@korenaar.example",
    }


@pytest.mark.parametrize("why", ["late", "full", "other training", "same date", "closed", "waits", "no session"])
def test_a_move_that_is_refused_changes_nothing(
    client: CheckingClient, place: TrainingSession, theme: Theme, why: str
) -> None:
    later = plan(add("BRA-01", theme) if why == "other training" else place.training, days_ahead(60), maximum=4)
    if why == "full":
        enrol(client, later, pasted="Mia, Maes", takes_part="y", **GROUP)
    if why == "closed":
        step_session(later, "cancel", by=None)
    full = enrol(client, place, takes_part="y", pasted="Mia, Maes", **GROUP) if why == "waits" else None
    enrolment = enrol(client, place, go="wait" if full else "send", **GROUP)
    before = (taken(place), taken(later), len(enrolment.events))
    expected: dict[str, type[EnrolmentError]] = {
        "full": NotEnoughSeats,
        "other training": SessionClosed,
        "closed": SessionClosed,
    }
    expected |= {"late": TooLate, "same date": TooLate, "waits": TooLate, "no session": SessionClosed}
    target = {"same date": place.id, "no session": 999_999}.get(why, later.id)
    when = place.starts_at - dt.timedelta(days=2) if why == "late" else clock.now()
    with time_machine.travel(when, tick=True), pytest.raises(expected[why]):
        move(enrolment.id, target)
    db.session.expire_all()
    kept = db.session.get_one(Enrolment, enrolment.id)
    assert (taken(place), taken(later), len(kept.events)) == before
    assert (kept.session_id, kept.sequence) == (place.id, 0)


@pytest.mark.parametrize(("days", "fee"), [(30, Decimal(60)), (16, Decimal(60)), (10, Decimal(100)), (2, Decimal(200))])
def test_the_fee_is_shown_first_and_follows_the_steps(
    client: CheckingClient, place: TrainingSession, days: int, fee: Decimal
) -> None:
    enrolment = enrol(client, place)
    with time_machine.travel(place.starts_at - dt.timedelta(days=days), tick=False):
        page = client.get(link(enrolment, "/annuleren"))
        assert hidden_fields(page.text, link(enrolment, "/annuleren"))["fee"] == f"{fee:.2f}"
        old = client.post(link(enrolment, "/annuleren"), data={"fee": "1.00"})
        assert old.status_code == 409
        assert press(client, link(enrolment, "/annuleren")).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Enrolment, enrolment.id).cancel_fee == fee


def test_the_conditions_of_the_receipt_stay(client: CheckingClient, place: TrainingSession) -> None:
    enrolment = enrol(client, place)
    with transaction() as session:
        session.query(CancellationStep).update({"fee": None, "percent": Decimal(100)})
    with time_machine.travel(place.starts_at - dt.timedelta(days=20), tick=False):
        assert (
            hidden_fields(client.get(link(enrolment, "/annuleren")).text, link(enrolment, "/annuleren"))["fee"]
            == "60.00"
        )


def test_a_suspicious_form_holds_places_and_mails_nobody_until_somebody_looked(
    client: CheckingClient, place: TrainingSession, deliver: Deliver, smtp: Inbox
) -> None:
    enrolment = enrol(client, place, homepage="https://robot.example", **GROUP)
    assert (enrolment.state, taken(place)) == (EnrolmentState.RECEIVED, 2)
    deliver()
    assert smtp.received == []
    release(enrolment.id, by=None)
    deliver()
    assert len(smtp.received) == 2


@pytest.mark.promise("C2")
def test_C2_a_yes_on_a_suspicious_form_is_a_consent_once_somebody_looked(
    client: CheckingClient, place: TrainingSession
) -> None:
    boxes = {"announcements_partner": "y", "no_analysis": "y", "homepage": "https://robot.example"}
    enrolment = enrol(client, place, **GROUP, **boxes)
    chosen = select(Choice.use).order_by(Choice.id)
    assert db.session.scalars(chosen).all() == [Use.ANALYSIS]
    release(enrolment.id, by=None)
    assert db.session.scalars(chosen).all() == [Use.ANALYSIS, Use.ANNOUNCEMENTS_PARTNER]


@pytest.mark.promise("C2")
def test_C2_what_the_person_chose_meanwhile_stands_when_their_form_is_released(
    client: CheckingClient, place: TrainingSession
) -> None:
    enrolment = enrol(client, place, announcements_partner="y", homepage="https://robot.example", **GROUP)
    other = find_switch("announcements_partner")
    assert other is not None
    other.turn_off(address_of(enrolment.email), method=Method.PAGE, language="nl", page="preferences")
    release(enrolment.id, by=None)
    assert not other.is_on(address_of(enrolment.email))


def test_what_was_set_apart_changes_and_ends_without_a_mail(
    client: CheckingClient, place: TrainingSession, deliver: Deliver, smtp: Inbox
) -> None:
    robot = {"homepage": "https://robot.example"}
    later = plan(place.training, days_ahead(60), maximum=5)
    enrolment = enrol(client, place, **robot, **GROUP)
    replace_participant(
        enrolment.id,
        enrolment.participants[0].id,
        {"first_name": "Tom", "last_name": "Wils", "email": "tom@korenaar.example", "language": "nl"},
    )
    move(enrolment.id, later.id)
    cancel(enrolment.id, fee=Decimal(0))
    enrol(client, place, takes_part="y", pasted="Mia, Maes", **GROUP, **robot)
    waiting = enrol(client, place, go="wait", **GROUP, **robot)
    assert waiting.state is EnrolmentState.WAITING_LIST
    leave_waiting_list(waiting.id)
    step_session(place, "cancel", by=None)
    assert (taken(place), taken(later)) == (0, 0)
    deliver()
    assert smtp.received == []


def test_who_shares_the_enrolers_address_is_somebody_else(
    client: CheckingClient, place: TrainingSession, deliver: Deliver, smtp: Inbox
) -> None:
    shared = "els.peeters@korenaar.example"
    enrolment = enrol(client, place, takes_part="y", pasted=f"Noor; Aerts; {shared}")
    assert [one.is_enroler for one in enrolment.participants] == [True, False]
    deliver()
    (notice,) = [mail for mail in smtp.to(shared) if "Noor Aerts," in mail.text]
    assert "/nl/voorkeuren/" in notice.text
    own = replace_participant(
        enrolment.id,
        enrolment.participants[1].id,
        {"first_name": "els", "last_name": "PEETERS", "email": shared, "language": "nl"},
    )
    assert own.is_enroler


def test_what_was_set_apart_on_a_waiting_list_is_looked_at_once(
    client: CheckingClient, place: TrainingSession, deliver: Deliver, smtp: Inbox
) -> None:
    full = enrol(client, place, takes_part="y", pasted="Mia, Maes", **GROUP)
    assert sessions_with_some_apart() == []
    waiting = enrol(client, place, go="wait", homepage="https://robot.example", email="an@korenaar.example")
    assert sessions_with_some_apart() == [place.id]
    cancel(full.id, fee=None)
    assert waiting.offer_until is None
    release(waiting.id, by=None)
    assert [event.act for event in waiting.events] == [
        EnrolmentAct.WAITING,
        EnrolmentAct.WAITING,
        EnrolmentAct.OFFERED,
    ]
    assert waiting.has_offer and sessions_with_some_apart() == []
    clerk = staff("Ilse Jacobs", StaffRoleName.TRAINING_MANAGER)
    for again in (release, operations.refuse):
        with pytest.raises(NotApart):
            again(waiting.id, by=clerk)
    deliver()
    assert smtp.to("an@korenaar.example")


def test_nobody_enrols_waits_or_moves_once_the_session_began(client: CheckingClient, place: TrainingSession) -> None:
    late = plan(place.training, days_ahead(9), maximum=1, minimum=1)
    with transaction():
        late.deadline = clock.day_in_brussels(late.starts_at)
    enrolment = enrol(client, plan(place.training, days_ahead(60)))
    check = fill_in(client, late)
    with time_machine.travel(late.starts_at + dt.timedelta(minutes=1), tick=False):
        assert client.post(f"/nl/inschrijven/{late.id}", data=ANSWERS).status_code == 409
        assert send(client, check).status_code == send(client, check, "wait").status_code == 409
        assert f'value="{late.id}"' not in client.get(link(enrolment, "/verplaatsen")).text
        with pytest.raises(SessionClosed):
            move(enrolment.id, late.id)
    assert taken(late) == 0


def test_a_closed_session_says_so(client: CheckingClient, place: TrainingSession) -> None:
    check = fill_in(client, place)
    with time_machine.travel(place.starts_at - dt.timedelta(days=3), tick=False):
        assert "<form" not in client.get(f"/nl/inschrijven/{place.id}").text.split("<main")[1].split("</main")[0]
        assert send(client, check).status_code == 409
    assert taken(place) == 0


def test_drafts_and_links_of_others_open_nothing(app: Flask, client: CheckingClient, place: TrainingSession) -> None:
    assert client.get("/nl/inschrijven/nakijken/zomaar").status_code == 410
    assert client.get("/nl/inschrijving/1-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").status_code == 404
    fill_in(client, place)
    (draft,) = db.session.scalars(select(EnrolmentDraft)).all()
    assert client.get(f"/nl/inschrijven/nakijken/{draft.token_hash}").status_code == 410


@pytest.mark.promise("K4")
def test_an_erasure_cancels_what_comes_and_leaves_the_others_their_place(
    client: CheckingClient, place: TrainingSession
) -> None:
    enrolment = enrol(client, place, **GROUP)
    waiting = enrol(client, place, go="wait", takes_part="y", **GROUP)
    who = Person(emails=frozenset({"els.peeters@korenaar.example"}))
    with transaction():
        selection = select_rows(current_register(), who)
        prepare(selection)
        carry_out(plan_erasure(current_register(), selection))
    db.session.expire_all()
    gone = db.session.get_one(Enrolment, enrolment.id)
    assert (gone.state, gone.email, gone.name, gone.cancel_fee) == (
        EnrolmentState.CANCELLED_BY_CUSTOMER,
        "",
        "",
        Decimal(120),
    )
    assert [one.name for one in gone.participants] == ["Noor Aerts", "Jan Claes"]
    assert db.session.get_one(Enrolment, waiting.id).state.is_over
    assert taken(place) == 0


def test_whom_an_employer_expects_is_looked_at_by_staff(client: CheckingClient, place: TrainingSession) -> None:
    enrol(client, place, **GROUP)
    who = Person(emails=frozenset({"noor@korenaar.example"}))
    (why,) = [str(text) for text in hindrances(select_rows(current_register(), who))]
    assert place.training.title_nl in why or place.training.title_fr in why


def test_a_member_enrols_from_mycesi_at_the_member_price(app: Flask, place: TrainingSession) -> None:
    ours = organisation()
    role = person(ours, Role.TRAINING, "opleiding@voorbeeld.example", name="Lea Smets")
    browser = sign_in(app, role.account)
    page = browser.get("/nl/mycesi/opleidingen", base_url=MYCESI)
    assert page.status_code == 200
    address = re.search(r'href="(http://localhost/nl/inschrijven/\d+\?member=[^"]+)"', page.text)
    assert address is not None
    form = browser.get(address[1])
    assert 'value="Lea"' in form.text
    assert "€\u00a0170,00" in form.text and "ledenprijs" in form.text
    data = {**ANSWERS, "email": "opleiding@voorbeeld.example", "organisation": "Een ander"}
    answer = browser.post(address[1], data=data)
    assert answer.status_code == 303, answer.text
    sent = send(browser, answer.location)
    assert sent.status_code == 303, sent.text
    enrolment = newest()
    assert (enrolment.price_each, enrolment.organisation_id) == (Decimal(170), ours.id)
    assert enrolment.organisation == ours.legal_name
    shown = browser.get("/fr/mycesi/formations", base_url=MYCESI).text
    assert enrolment.reference in shown
    others = sign_in(app, person(organisation(1), Role.TRAINING).account)
    assert enrolment.reference not in others.get("/nl/mycesi/opleidingen", base_url=MYCESI).text


def test_who_lost_the_mandate_before_sending_sees_the_ordinary_price_first(app: Flask, place: TrainingSession) -> None:
    ours = organisation()
    role = person(ours, Role.TRAINING, "opleiding@voorbeeld.example")
    browser = sign_in(app, role.account)
    answer = browser.post(member_url(role, place, "nl"), data=ANSWERS)
    page = browser.get(answer.location).text
    assert "€\u00a0170,00" in page
    sent = hidden_fields(page, answer.location) | {"go": "send"}
    end_role(role, by=None, reason=Reason.LEFT, at=clock.now())
    refused = browser.post(answer.location, data=sent)
    assert refused.status_code == 409 and "€\u00a0200,00" in refused.text and "intussen veranderd" in refused.text
    assert newest() is None
    again = browser.post(answer.location, data=hidden_fields(refused.text, answer.location) | {"go": "send"})
    assert again.status_code == 303
    enrolment = newest()
    assert (enrolment.price_each, enrolment.organisation_id, enrolment.account_id) == (Decimal(200), None, None)


def test_a_member_whose_affiliation_ended_reads_no_member_price(app: Flask, place: TrainingSession) -> None:
    ours = organisation()
    role = person(ours, Role.TRAINING, "opleiding@voorbeeld.example")
    with transaction():
        ours.ended_on = clock.today() - dt.timedelta(days=1)
    form = sign_in(app, role.account).get(member_url(role, place, "nl")).text
    assert "ledenprijs" not in form


@pytest.mark.parametrize("changed", ["price", "vat_rate", "steps", "conditions"])
def test_terms_that_changed_since_the_check_page_are_shown_before_anything_is_sent(
    client: CheckingClient, place: TrainingSession, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = fill_in(client, place, practical="Ik kom met de fiets.")
    seen = hidden_fields(client.get(check).text, check) | {"go": "send"}
    match changed:
        case "steps":
            with transaction() as session:
                session.query(CancellationStep).update({"fee": None, "percent": Decimal(90)})
        case "conditions":
            newer = replace(CONDITIONS[-1], number=CONDITIONS[-1].number + 1)
            monkeypatch.setattr(terms, "CONDITIONS", (*CONDITIONS, newer))
        case _:
            with transaction():
                setattr(place.training, changed, Decimal(12))
    refused = client.post(check, data=seen)
    assert refused.status_code == 409 and "intussen veranderd" in refused.text
    assert "Ik kom met de fiets." in refused.text
    assert newest() is None and taken(place) == 0
    assert client.post(check, data={"go": "send"}).status_code == 409
    again = client.post(check, data=hidden_fields(refused.text, check) | {"go": "send"})
    assert again.status_code == 303
    assert newest().price_each == (Decimal(12) if changed == "price" else Decimal(200))


def test_a_link_from_mycesi_ends_with_the_role(app: Flask, client: CheckingClient, place: TrainingSession) -> None:
    role = person(organisation(), Role.TRAINING)
    address = member_url(role, place, "nl").removeprefix("http://localhost")
    assert 'value="Training"' in client.get(address).text
    end_role(role, by=None, reason=Reason.LEFT, at=clock.now())
    assert 'value="Training"' not in client.get(address).text


def test_the_conditions_have_their_fingerprint() -> None:
    assert conditions_fingerprint() == CONDITIONS[-1].fingerprint


def test_a_session_cannot_get_fewer_places_than_are_taken(client: CheckingClient, place: TrainingSession) -> None:
    enrol(client, place, **GROUP)
    parts = [(part.starts_at, part.ends_at) for part in place.parts]
    facts = SessionFacts(language="nl", venue_id=None, minimum=0, maximum=1)
    with pytest.raises(TooFewPlaces):
        change_session(place, parts, facts, deadline=place.deadline, by=None)
