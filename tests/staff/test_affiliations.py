"""The desk of affiliations: from a request to a member, with reasons, and what an officer alone may see."""

from __future__ import annotations

from contextvars import Context

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import StaffRoleName
from cesi_site.affiliation import queries
from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.affiliation.operations import load_starter
from cesi_site.affiliation.states import Act, State
from cesi_site.audit.models import AuditEntry
from cesi_site.core.database import db
from cesi_site.members.queries import managers, organisation_by_number
from tests.affiliation.conftest import Applicant
from tests.staff.people import Desk, staff
from tests.support.client import CheckingClient


@pytest.fixture
def officer(context: Flask) -> Desk:
    return Desk(context, staff("Farah Aziz", StaffRoleName.AFFILIATION_OFFICER))


@pytest.fixture
def number(context: Flask) -> int:
    """A request that an employer sent."""
    load_starter()
    client = context.test_client()
    assert isinstance(client, CheckingClient)
    Context().run(Applicant(client).apply)
    return db.session.scalars(select(AffiliationRequest.id)).one()


def state(number: int) -> State:
    db.session.expire_all()
    return db.session.get_one(AffiliationRequest, number).state


def test_a_request_becomes_a_member_step_by_step(officer: Desk, number: int) -> None:
    page = f"/staff/affiliations/{number}"
    assert f'href="{page}"' in officer.get("/staff/affiliations").text
    for step, expected in (("take-up", State.IN_REVIEW), ("offer", State.OFFER_SENT), ("sign", State.SIGNED)):
        assert officer.post(f"{page}/{step}", page=page).status_code == 303
        assert state(number) == expected
    form = officer.get(f"{page}/accept").text
    assert "els.peeters@korenaar.example" in form
    facts = {"affiliated_on": "2027-01-01", "manager_name": "Jan Peeters", "manager_language": "nl"}
    assert officer.post(f"{page}/accept", manager_email="geen", **facts).status_code == 422
    assert officer.post(f"{page}/accept", manager_email="jan@korenaar.example", **facts).status_code == 303
    assert state(number) == State.ACTIVE
    member = organisation_by_number("0123456749")
    assert member is not None
    assert [person.email for person in managers(member.id)] == ["jan@korenaar.example"]
    assert f"/staff/members/{member.id}" in officer.get(page).text


def test_questions_and_refusals_need_words(officer: Desk, number: int) -> None:
    page = f"/staff/affiliations/{number}"
    for step in ("ask", "refuse", "withdraw"):
        assert officer.post(f"{page}/{step}", page=page, prefix=f"{step}-", words=" ").status_code == 422
    officer.post(f"{page}/ask", page=page, prefix="ask-", words="Hoeveel jobstudenten?")
    assert state(number) == State.INCOMPLETE
    officer.post(f"{page}/complete", page=page)
    officer.post(f"{page}/note", page=page, prefix="note-", words="Belde terug")
    officer.post(f"{page}/refuse", page=page, prefix="refuse-", words="Buiten ons werkgebied")
    assert state(number) == State.REFUSED
    request = queries.request(number)
    assert request is not None
    acts = [event.act for event in request.events]
    assert acts == [Act.RECEIVED, Act.ASKED, Act.COMPLETED, Act.NOTED, Act.REFUSED]
    history = officer.get(page).text
    assert "Buiten ons werkgebied" in history and "Farah Aziz" in history
    officer.post(f"{page}/take-up", page=page)
    assert state(number) == State.REFUSED
    assert "Dit kan niet in de huidige toestand" in officer.get(page).text


def test_search_filters_csv_and_the_log(officer: Desk, number: int) -> None:
    for text, found in (("korenaar", True), ("0123.456.749", True), ("Niemand", False)):
        answer = officer.post("/staff/affiliations/search", page="/staff/affiliations", text=text)
        assert "korenaar" not in answer.location
        assert (f"/staff/affiliations/{number}" in officer.get(answer.location).text) == found
    assert f'/staff/affiliations/{number}"' not in officer.get("/staff/affiliations?state=refused").text
    taken = officer.get("/staff/affiliations.csv").text
    assert "Bakkerij De Korenaar" in taken and "Peeters" not in taken
    for _ in range(2):
        officer.get(f"/staff/affiliations/{number}")
    read = select(AuditEntry).where(AuditEntry.action == "affiliation:request:read")
    assert len(db.session.scalars(read).all()) == 1
    assert officer.get("/staff/affiliations/4711").status_code == 404


def test_readers_and_tariff_are_set(officer: Desk, number: int) -> None:
    page = "/staff/affiliations/settings"
    assert officer.post(f"{page}/readers", page=page, prefix="readers-", nl="x@cesi.example", fr="").status_code == 422
    officer.post(f"{page}/readers", page=page, prefix="readers-", nl="x@cesi.example", fr="y@cesi.example")
    assert queries.readers("fr") == ("y@cesi.example",)
    fields = {"year": "2031", "group": "3", "above_five": "95,50", "up_to_five": "70.00"}
    unclear = fields | {"above_five": "1.250"}
    assert officer.post(f"{page}/tariff", page=page, prefix="tariff-", **unclear).status_code == 422
    assert officer.post(f"{page}/tariff", page=page, prefix="tariff-", **fields).status_code == 303
    tariff = queries.tariff(3, 2031)
    assert tariff is not None and str(tariff.above_five) == "95.50"


def test_only_officers_come_here(context: Flask, number: int) -> None:
    for role in StaffRoleName:
        if role is not StaffRoleName.AFFILIATION_OFFICER:
            desk = Desk(context, staff(f"Iemand {role.value}", role))
            assert desk.get(f"/staff/affiliations/{number}").status_code == 403
