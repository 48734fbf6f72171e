"""The desk of rights: the officer answers a request from the rows themselves."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.choices.queries import is_restricted
from cesi_site.contact.models import ContactMessage
from cesi_site.contact.operations import receive_message
from cesi_site.core.database import db
from cesi_site.privacy import ledger
from cesi_site.privacy.errors import SeveralPeople
from cesi_site.privacy.models import ErasureEntry, Identity, Right, RightsRequest, RightsState
from cesi_site.privacy.operations import Asked, answering, decide, erase_for, receive_request, show_identity
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


@pytest.fixture
def two_people(context: Flask, topics: None) -> dict[str, str]:
    """Two people write from one address: the key of each by their name."""
    for number, name in enumerate(("Jan Peeters", "Fatima El Amrani")):
        receive_message(draft(name=name, email=INFO, body=f"Een vraag van {name}."), number=f"m{number}")
    return {name: ledger.name_key(name) for name in ("Jan Peeters", "Fatima El Amrani")}


def test_people_who_share_an_address_are_told_apart(office: Desk, officer: Account, two_people: dict[str, str]) -> None:
    asked = ask(name="Fatima El Amrani")
    page, hers = f"/staff/rights/{asked.id}", two_people["Fatima El Amrani"]
    assert f"data?who={two_people['Jan Peeters']}" in office.get(f"{page}/data").text
    assert office.get(f"{page}/copy/zip?who={hers}").status_code == 303  # nobody knows yet who asks
    show_identity(asked.id, identity=Identity.KNOWN, by=officer)
    content = zipfile.ZipFile(io.BytesIO(office.get(f"{page}/copy/zip?who={hers}").data))
    rows = json.loads(content.read("data.json"))["holdings"]["contact.messages"]["rows"]
    assert [row["name"] for row in rows] == ["Fatima El Amrani"]
    assert office.post(f"{page}/erase?who={hers}", page=f"{page}/data?who={hers}").status_code == 303
    assert db.session.scalars(select(ContactMessage.name)).all() == ["Jan Peeters"]


def test_a_choice_holds_whoever_comes_or_goes_at_the_address(
    office: Desk, officer: Account, two_people: dict[str, str]
) -> None:
    asked = ask(name="Jan Peeters")
    show_identity(asked.id, identity=Identity.KNOWN, by=officer)
    his = two_people["Jan Peeters"]
    receive_message(draft(name="An De Smet", email=INFO), number="before him in the list")
    content = zipfile.ZipFile(io.BytesIO(office.get(f"/staff/rights/{asked.id}/copy/zip?who={his}").data))
    rows = json.loads(content.read("data.json"))["holdings"]["contact.messages"]["rows"]
    assert [row["name"] for row in rows] == ["Jan Peeters"]


@pytest.mark.parametrize("who", ["", "?who=0", "?who=" + "9" * 30, "?who=" + "9" * 5000, "?who=abcdef0123456789"])
def test_without_a_person_of_the_address_nothing_is_shown_copied_or_erased(
    office: Desk, officer: Account, two_people: dict[str, str], who: str
) -> None:
    asked = ask()
    show_identity(asked.id, identity=Identity.KNOWN, by=officer)
    page = f"/staff/rights/{asked.id}"
    shown = office.get(f"{page}/data{who}")
    assert shown.status_code == (404 if who else 200)
    assert "Wie vraagt" in shown.text
    for kind in ("zip", "pdf", "portable"):
        assert office.get(f"{page}/copy/{kind}{who}").status_code == 303
    assert office.post(f"{page}/erase{who}", page=page).status_code == 303
    assert len(db.session.scalars(select(ContactMessage.id)).all()) == 2
    with pytest.raises(SeveralPeople):
        erase_for(asked.id, who=None, by=officer)


def test_what_was_decided_is_answered_and_not_done_again(office: Desk, officer: Account, topics: None) -> None:
    receive_message(draft(name="Jan Peeters", email=INFO), number="one")
    asked = ask(Right.ERASURE)
    show_identity(asked.id, identity=Identity.KNOWN, by=officer)
    page = f"/staff/rights/{asked.id}"
    decide(asked.id, outcome=RightsState.REFUSED, words="Neen.", by=officer)
    for path in ("take", "withdraw", "restrict", "resume", "erase"):
        assert office.post(f"{page}/{path}", page=page).status_code == 303
    for path in ("ask", "extend"):
        assert office.post(f"{page}/{path}", page=page, prefix=f"{path}-", words="x").status_code == 303
    assert office.post(f"{page}/identity", page=page, prefix="identity-", identity="known").status_code == 303
    assert db.session.scalars(select(ContactMessage.id)).all()
    assert not is_restricted(INFO)


def test_an_erasure_and_its_note_are_one(
    office: Desk, officer: Account, topics: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive_message(draft(name="Jan Peeters", email=INFO), number="one")
    asked = ask(Right.ERASURE)
    show_identity(asked.id, identity=Identity.KNOWN, by=officer)

    def fail(*_: object, **__: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(answering, "note_step", fail)
    with pytest.raises(OSError, match="power"):
        erase_for(asked.id, who=None, by=officer)
    assert db.session.scalars(select(ContactMessage.id)).all()
    assert db.session.scalars(select(ErasureEntry.id)).all() == []


@pytest.mark.parametrize("text", ["9" * 30, "PRV-2026-" + "9" * 30, "9" * 15])
def test_a_long_number_is_looked_for_at_every_desk(context: Flask, topics: None, text: str) -> None:
    everywhere = Desk(context, staff("Elke Desk", *StaffRoleName))
    lists = {"rights", "inbox", "affiliations", "members", "subscribers", "bounces", "connections", "trainings"}
    for desk in sorted(lists):
        sent = everywhere.post(f"/staff/{desk}/search", page=f"/staff/{desk}", text=text)
        assert sent.status_code == 303, desk
        assert everywhere.get(sent.location).status_code == 200, desk


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


@pytest.mark.parametrize("state", ["", "any"])
def test_a_long_list_has_its_next_page_and_the_way_back(office: Desk, state: str) -> None:
    made = {
        receive_request(Asked(right=Right.ACCESS, language="nl", email=INFO), submission=str(n)).id for n in range(51)
    }
    address, seen = f"/staff/rights?state={state}", []
    for _ in range(2):
        page = office.get(address).text
        seen.append({int(number) for number in re.findall(r"/staff/rights/(\d+)\"", page)})
        follow = re.search(r'href="([^"]+)" rel="next"', page)
        address = unescape(follow[1]) if follow else ""
    assert [len(numbers) for numbers in seen] == [50, 1] and seen[0] | seen[1] == made and not address
    assert 'rel="prev"' in page
