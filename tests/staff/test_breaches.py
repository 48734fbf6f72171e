"""The desk of breaches: from the first note to the closing, in a browser."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import StaffRoleName
from cesi_site.core import clock
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import db
from cesi_site.privacy.models import Breach, Risk
from cesi_site.staff.breaches.forms import MomentField, moment
from cesi_site.staff.forms import StaffForm
from tests.staff.people import Desk, staff

FACTS = {
    "title": "Laptop kwijt op de trein",
    "harm": "availability",
    "risk": "high",
    "facts": "Een laptop bleef liggen.",
    "persons": "Ongeveer 12 mensen: naam.",
    "effects": "Iemand kan de namen lezen.",
    "measures": "Van op afstand gewist.",
}


@pytest.fixture
def office(context: Flask) -> Desk:
    """The officer's browser."""
    return Desk(context, staff("Dana De Wit", StaffRoleName.DPO))


def the_breach() -> Breach:
    db.session.expire_all()
    return db.session.scalars(select(Breach)).one()


def test_a_breach_is_noted_judged_told_and_closed(office: Desk) -> None:
    known = clock.now() - dt.timedelta(hours=3)
    answer = office.post("/staff/breaches/new", known_at=moment(known), **FACTS)
    assert answer.status_code == 303
    breach = the_breach()
    assert breach.reference in office.get("/staff/breaches").text
    assert "72 uur loopt" in office.get("/staff/breaches").text
    assert "72 uur" in office.get("/staff/").text
    page = f"/staff/breaches/{breach.id}"
    assert office.post(f"{page}/close", page=page).status_code == 303
    assert the_breach().is_open  # two decisions are still to be taken
    empty = office.post(f"{page}/decide/authority", page=page, prefix="authority-", tell="yes", reasons="")
    assert empty.status_code == 422
    for whom in ("authority", "persons"):
        office.post(f"{page}/decide/{whom}", page=page, prefix=f"{whom}-", tell="yes", reasons="Een hoog risico.")
        assert "[…]" in office.get(page).text
        told = {"at": moment(clock.now()), "words": "Kenmerk 12"}
        assert office.post(f"{page}/told/{whom}", page=page, prefix=f"{whom}-told-", **told).status_code == 303
    assert office.post(f"{page}/remark", page=page, prefix="remark-", words="De laptop is terug.").status_code == 303
    assert office.post(f"{page}/close", page=page).status_code == 303
    breach = the_breach()
    assert not breach.is_open
    assert "De laptop is terug." in office.get(page).text
    assert "Heropenen" not in office.get("/staff/breaches").text
    assert office.post(f"{page}/reopen", page=page).status_code == 303
    assert the_breach().is_open


def test_what_is_typed_wrong_is_said_and_kept(office: Desk) -> None:
    answer = office.post("/staff/breaches/new", known_at="gisteren", **FACTS)
    assert answer.status_code == 422
    assert "Typ een dag en een uur" in answer.text
    assert FACTS["facts"] in answer.text
    assert office.post("/staff/breaches/new", known_at="01/01/0001 00:10", **FACTS).status_code == 422
    tomorrow = moment(clock.now() + dt.timedelta(days=1))
    assert "in de toekomst" in office.post("/staff/breaches/new", known_at=tomorrow, **FACTS).text
    assert db.session.scalars(select(Breach)).all() == []


def test_the_facts_are_completed_and_the_register_is_taken_along(office: Desk) -> None:
    office.post("/staff/breaches/new", known_at=moment(clock.now() - dt.timedelta(hours=80)), **FACTS)
    page = f"/staff/breaches/{the_breach().id}"
    assert "De 72 uur zijn voorbij" in office.get(page).text
    changed = FACTS | {"risk": "unlikely", "known_at": moment(the_breach().known_at)}
    assert office.post(f"{page}/facts", **changed).status_code == 303
    assert the_breach().risk is Risk.UNLIKELY
    table = office.get("/staff/breaches.csv").data.decode("utf-8-sig")
    assert the_breach().reference in table
    assert "waarschijnlijk geen risico" in table


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("05/03/2027 14:30", (14, 30)),
        ("5/3/2027 9.05", (9, 5)),
        ("05/03/2027", None),
        ("05/03/2027 25:00", None),
        ("01/01/0001 00:10", None),
    ],
)
def test_moments_are_read_in_brussels(context: Flask, typed: str, read: tuple[int, int] | None) -> None:
    class Form(StaffForm):
        at = MomentField("at")

    with context.test_request_context():
        value = Form(formdata=None, at=typed).at.value
    assert value == (dt.datetime(2027, 3, 5, *read, tzinfo=BRUSSELS) if read else None)
