"""Dynamics: leads and choices go there once, through the queue, whatever breaks off; what is gone here goes there."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select

from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.choices.models import Address, Barred, Decision, Method, Reason, Use
from cesi_site.choices.operations import record_choice, restrict, suppress, unrestrict
from cesi_site.contact.models import ContactMessage
from cesi_site.contact.operations import load_topics
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.core.settings import SettingError
from cesi_site.integrations.dynamics import operations
from cesi_site.integrations.dynamics.dataverse import DataverseError
from cesi_site.integrations.dynamics.jobs import dataverse
from cesi_site.integrations.dynamics.models import HandedOver, Kind
from cesi_site.outbox.delivery import Delivery
from cesi_site.outbox.leases import Leases
from cesi_site.outbox.models import OutboxRow
from tests.support.dataverse import FakeDataverse, running

EMAIL = "els.peeters@korenaar.example"
SETTINGS = {"DYNAMICS_TENANT": "tenant", "DYNAMICS_CLIENT_ID": "site", "DYNAMICS_CLIENT_SECRET": "s3cret"}


@pytest.fixture
def fake() -> Iterator[FakeDataverse]:
    """A Dataverse of our own."""
    with running() as dataverse:
        yield dataverse


@pytest.fixture
def linked(make_app: Callable[..., Flask], fake: FakeDataverse) -> Iterator[Flask]:
    """The site with Dynamics switched on."""
    app = make_app(DYNAMICS_URL=fake.url, DYNAMICS_LOGIN_URL=fake.url, **SETTINGS)
    with app.app_context():
        load_topics()
        yield app


def deliver(app: Flask) -> None:
    operations.look()
    Delivery(app, Leases(), threading.Event()).run_jobs()
    db.session.expire_all()


def request_to_join(**values: Any) -> AffiliationRequest:
    given: dict[str, Any] = {
        "submission": "1" * 64,
        "received_at": clock.now(),
        "released_at": clock.now(),
        "legal_name": "Bakkerij De Korenaar",
        "legal_form": "bv",
        "enterprise_number": "0123456749",
        "street": "Stationsstraat 12",
        "postcode": "9000",
        "town": "Gent",
        "country": "BE",
        "main_activity": "Bakkerij",
        "joint_committees": [],
        "works_at_office": False,
        "worker_count": 12,
        "risks": [],
        "contact_first_name": "Els",
        "contact_last_name": "Peeters",
        "email": EMAIL,
        "language": "nl",
        "signatory_is_contact": True,
        "start_date": dt.date(2027, 1, 1),
        "current_service": "none",
        "conditions_version": 1,
        "information_version": 1,
    }
    with transaction() as session:
        row = AffiliationRequest(**(given | values))
        session.add(row)
    return row


def message(topic: str, number: int, **values: Any) -> ContactMessage:
    given: dict[str, Any] = {
        "submission": f"m{number}",
        "topic": topic,
        "language": "fr",
        "name": "An Maes",
        "email": f"an{number}@example.be",
        "body": "Un texte que personne d’autre ne lit",
        "source": "contact",
        "state": "received",
        "quarantine_reasons": [],
        "received_at": clock.now(),
    }
    with transaction() as session:
        row = ContactMessage(**(given | values))
        session.add(row)
    return row


def choose(decision: Decision, use: Use = Use.NEWSLETTER, email: str = EMAIL) -> None:
    record_choice(email, use, decision, method=Method.PAGE, language="nl")


@pytest.mark.promise("F8")
def test_F8_a_request_becomes_one_lead_with_what_may_be_mailed(linked: Flask, fake: FakeDataverse) -> None:
    request_to_join()
    deliver(linked)
    deliver(linked)
    (lead,) = fake.table("leads")
    assert (lead["companyname"], lead["emailaddress1"], lead["numberofemployees"]) == (
        "Bakkerij De Korenaar",
        EMAIL,
        12,
    )
    assert (lead["cesi_newsletter"], lead["donotbulkemail"]) == (False, True)
    assert len(fake.calls) == 1 and fake.tokens == 1
    assert fake.asked_for_token["scope"] == [f"{fake.url}/.default"]


@pytest.mark.promise("F8")
def test_F8_only_commercial_questions_go_and_never_their_text(linked: Flask, fake: FakeDataverse) -> None:
    message("affiliation", 1)
    message("risk", 2, source="service:ergonomics")
    message("risk", 3)
    message("psychosocial", 4, source="service:psychosocial")
    message("affiliation", 5, state="quarantined")
    deliver(linked)
    assert sorted(row["emailaddress1"] for row in fake.table("leads")) == ["an1@example.be", "an2@example.be"]
    assert "Un texte" not in str(fake.rows)


@pytest.mark.promise("F8")
def test_F8_choices_follow_each_other_to_one_contact(linked: Flask, fake: FakeDataverse) -> None:
    choose(Decision.CONSENT)
    deliver(linked)
    (contact,) = fake.table("contacts")
    assert (contact["cesi_newsletter"], contact["cesi_analysis"], contact["donotbulkemail"]) == (True, False, False)
    choose(Decision.WITHDRAWAL)
    deliver(linked)
    (contact,) = fake.table("contacts")
    assert (contact["cesi_newsletter"], contact["donotbulkemail"]) == (False, True)
    assert EMAIL not in " ".join(fake.calls)


@pytest.mark.promise("F8")
@pytest.mark.promise("K5")
@pytest.mark.parametrize("how", ["withdrawal", "suppression", "restriction", "bounce"])
def test_F8_a_lead_and_a_contact_lose_what_may_be_mailed_no_more(linked: Flask, fake: FakeDataverse, how: str) -> None:
    request_to_join()
    message("affiliation", 1, email=EMAIL)
    choose(Decision.CONSENT)
    deliver(linked)
    everything = [*fake.table("leads"), *fake.table("contacts")]
    assert [(row["cesi_newsletter"], row["donotbulkemail"]) for row in everything] == [(True, False)] * 3
    calls = len(fake.calls)
    deliver(linked)
    assert len(fake.calls) == calls, "what did not change is not handed over again"
    match how:
        case "withdrawal":
            choose(Decision.WITHDRAWAL)
        case "suppression":
            suppress(EMAIL, Barred.EVERYTHING, Reason.OBJECTED)
        case "restriction":
            restrict(EMAIL, reason="article 18")
        case _:
            suppress(EMAIL, Barred.UNDELIVERABLE, Reason.BOUNCED)
    deliver(linked)
    everything = [*fake.table("leads"), *fake.table("contacts")]
    assert [(row["cesi_newsletter"], row["donotbulkemail"]) for row in everything] == [(False, True)] * 3
    assert {row["emailaddress1"] for row in everything} == {EMAIL} and len(fake.calls) == calls + 3
    if how == "restriction":
        unrestrict(EMAIL)
        deliver(linked)
        assert [row["cesi_newsletter"] for row in fake.table("leads")] == [True, True]


@pytest.mark.promise("F8")
@pytest.mark.parametrize("status", [429, 500, 503])
def test_F8_what_is_not_taken_is_tried_again_and_written_once(linked: Flask, fake: FakeDataverse, status: int) -> None:
    request_to_join()
    fake.failing = [status]
    deliver(linked)
    assert fake.rows == {}
    (row,) = db.session.scalars(select(OutboxRow).where(OutboxRow.name == operations.HAND_OVER))
    assert row.done_at is None and row.error and str(status) in row.error and "els@example" not in row.error
    with time_machine.travel(clock.now() + dt.timedelta(hours=1), tick=False):
        deliver(linked)
    assert len(fake.table("leads")) == 1 and len(fake.calls) == 2
    assert len({call.split()[1] for call in fake.calls}) == 1


@pytest.mark.promise("F8")
def test_F8_an_answer_that_is_lost_makes_no_second_lead(linked: Flask, fake: FakeDataverse) -> None:
    number = request_to_join().id
    there = dataverse()
    assert there is not None
    for _ in range(2):
        operations.hand_over(Kind.REQUEST, number, there)
        with transaction() as session:  # as if this side had died before it noted the answer
            session.scalars(select(HandedOver)).one().at = None
    assert len(fake.table("leads")) == 1


@pytest.mark.promise("K4")
def test_K4_what_is_gone_here_is_removed_there(linked: Flask, fake: FakeDataverse) -> None:
    request_to_join()
    choose(Decision.CONSENT)
    deliver(linked)
    assert len(fake.rows) == 2
    with transaction() as session:
        session.execute(delete(AffiliationRequest))
        session.execute(delete(Address))
    deliver(linked)
    assert fake.rows == {} and not db.session.scalars(select(HandedOver)).all()


def test_nobody_whose_data_is_restricted_is_handed_over(linked: Flask, fake: FakeDataverse) -> None:
    restrict(EMAIL, reason="article 18")
    request_to_join()
    deliver(linked)
    assert fake.rows == {}


def test_a_token_that_was_taken_back_is_asked_anew(linked: Flask, fake: FakeDataverse) -> None:
    there = dataverse()
    assert there is not None
    there.upsert("leads", "a" * 32, {"subject": "x"})
    fake.tokens += 1
    with pytest.raises(DataverseError, match="401"):
        there.upsert("leads", "a" * 32, {"subject": "y"})
    there.upsert("leads", "a" * 32, {"subject": "z"})
    assert fake.table("leads") == [{"subject": "z"}]
    there.remove("leads", "a" * 32)
    there.remove("leads", "a" * 32)


def test_switched_off_it_is_nowhere(app: Flask) -> None:
    with app.app_context():
        request_to_join()
        assert dataverse() is None
    page = app.test_client().get("/nl/privacy").text
    assert "Microsoft" not in page


@pytest.mark.promise("J2")
def test_J2_switched_on_the_policy_names_it(linked: Flask) -> None:
    for path in ("/nl/privacy", "/fr/vie-privee"):
        assert "Microsoft Ireland Operations Limited" in linked.test_client().get(path).text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"DYNAMICS_CLIENT_SECRET": ""}, "CESI_DYNAMICS_CLIENT_SECRET is missing"),
        ({"DYNAMICS_URL": "http://contoso.example"}, "must begin with https"),
    ],
)
def test_half_a_setting_stops_the_start(make_app: Callable[..., Flask], wrong: dict[str, str], words: str) -> None:
    with pytest.raises(SettingError, match=words):
        make_app(**({"DYNAMICS_URL": "https://contoso.crm4.example", **SETTINGS} | wrong))
