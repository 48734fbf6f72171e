"""The desk of rights: the officer answers a request from the rows themselves."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.choices.queries import is_restricted
from cesi_site.contact.models import ContactMessage
from cesi_site.contact.operations import receive_message
from cesi_site.core.database import db
from cesi_site.privacy.models import Identity, Right, RightsRequest, RightsState
from cesi_site.privacy.operations import Asked, receive_request, show_identity
from tests.contact.conftest import draft
from tests.staff.people import Desk, staff

INFO = "info@bakkerij.be"


@pytest.fixture
def officer(topics: None) -> Account:
    """The data protection officer."""
    return staff("Dana De Wit", StaffRoleName.DPO)


@pytest.fixture
def office(context: Flask, officer: Account) -> Desk:
    """The officer's browser."""
    return Desk(context, officer)


def ask(right: Right = Right.ACCESS, name: str = "Jan Peeters") -> RightsRequest:
    return receive_request(Asked(right=right, language="nl", name=name, email=INFO), submission=right.value)


@pytest.mark.promise("K7")
def test_K7_a_request_is_followed_to_its_decision(office: Desk, officer: Account) -> None:
    asked = ask()
    assert asked.reference in office.get("/staff/rights").text
    page = f"/staff/rights/{asked.id}"
    assert "recht" in office.get("/staff/").text.lower()
    assert office.post(f"{page}/take", page=page).status_code == 303
    assert office.post(f"{page}/ask", page=page, prefix="ask-", words="Welke dag?").status_code == 303
    assert office.post(f"{page}/identity", page=page, prefix="identity-", identity="known").status_code == 303
    assert office.post(f"{page}/extend", page=page, prefix="extend-", words="Veel bestanden.").status_code == 303
    unfinished = office.post(f"{page}/decide", outcome="refused", words="De reden: […]")
    assert unfinished.status_code == 422
    assert office.post(f"{page}/decide", outcome="granted", words="Hierbij uw kopie.").status_code == 303
    db.session.refresh(asked)
    assert (asked.state, asked.identity) == (RightsState.GRANTED, Identity.KNOWN)
    assert "Hierbij uw kopie." in office.get(page).text
    assert asked.reference in office.get("/staff/rights?state=done").text


def test_people_who_share_an_address_are_told_apart(office: Desk, officer: Account) -> None:
    for number, name in enumerate(("Jan Peeters", "Fatima El Amrani")):
        receive_message(draft(name=name, email=INFO, body=f"Een vraag van {name}."), number=f"m{number}")
    asked = ask(name="Fatima El Amrani")
    page = f"/staff/rights/{asked.id}"
    assert "Jan Peeters" in office.get(f"{page}/data").text
    assert office.get(f"{page}/copy/zip?who=0").status_code == 303  # nobody knows yet who asks
    show_identity(asked.id, identity=Identity.KNOWN, by=officer)
    content = zipfile.ZipFile(io.BytesIO(office.get(f"{page}/copy/zip?who=0").data))
    rows = json.loads(content.read("data.json"))["holdings"]["contact.messages"]["rows"]
    assert [row["name"] for row in rows] == ["Fatima El Amrani"]
    assert office.get(f"{page}/data?who=7").status_code == 404
    assert office.post(f"{page}/erase?who=0", page=f"{page}/data?who=0").status_code == 303
    assert db.session.scalars(select(ContactMessage.name)).all() == ["Jan Peeters"]


def test_a_letter_is_noted_with_its_month(office: Desk) -> None:
    fields = {"channel": "letter", "right": "access", "name": "Jef", "language": "fr", "postal_address": "Dreef 1"}
    assert office.post("/staff/rights/new", **fields).status_code == 303
    (asked,) = db.session.scalars(select(RightsRequest)).all()
    assert (asked.channel.value, asked.email) == ("letter", None)
    assert office.get(f"/staff/rights/{asked.id}/data").status_code == 303


def test_an_address_is_restricted_and_freed_from_the_desk(office: Desk) -> None:
    asked = ask(Right.RESTRICTION)
    page = f"/staff/rights/{asked.id}"
    office.post(f"{page}/restrict", page=page)
    assert is_restricted(INFO)
    office.post(f"{page}/resume", page=page)
    assert not is_restricted(INFO)
