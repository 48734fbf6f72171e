"""The desk of members and access: what officers and support may do, and that each reading is logged."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from cesi_site.accounts import operations as accounts
from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.audit.models import AuditEntry
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.members import operations, queries
from cesi_site.members.models import MemberDocument, Organisation
from cesi_site.members.roles import Reason, Role
from tests.members.people import MYCESI, PDF, Browser, document, organisation, person, sign_in
from tests.support.client import find_all, hidden_fields, parse, text_of


def staff(role: StaffRoleName) -> Account:
    """Make a member of staff."""
    with transaction():
        account = accounts.invite(email=f"{role.value}@cesi.example", name=role.value, language="nl").account
        accounts.give_staff_role(account=account, role=role, by=None, reason="test")
        account.active = True
    return account


def read(client: Browser, path: str, code: int = 200) -> str:
    answer = client.get(path, base_url=MYCESI)
    assert answer.status_code == code, f"{path}: {answer.status_code}"
    return answer.get_data(as_text=True)


def send(client: Browser, path: str, **fields: Any) -> Any:
    token = hidden_fields(read(client, path))["csrf_token"]
    return client.post(path, data={"csrf_token": token, **fields}, base_url=MYCESI)


def act(client: Browser, page: str, path: str, **fields: Any) -> Any:
    token = hidden_fields(read(client, page))["csrf_token"]
    return client.post(path, data={"csrf_token": token, **fields}, base_url=MYCESI)


def lines(action: str) -> int:
    return db.session.scalar(select(func.count()).where(AuditEntry.action == action)) or 0


@pytest.fixture
def ours(context: Flask) -> Organisation:
    """An organisation with people and a document."""
    made = organisation()
    person(made, Role.ACCESS_MANAGER)
    document(made, "Verslag 2027")
    return made


@pytest.fixture
def officer(app: Flask, ours: Organisation) -> Browser:
    """An affiliation officer's browser."""
    return sign_in(app, staff(StaffRoleName.AFFILIATION_OFFICER))


def test_members_are_listed_searched_and_taken_along(officer: Browser, ours: Organisation) -> None:
    organisation(1, legal_name="Zonder Beheer nv")
    page = read(officer, "/staff/members")
    assert ours.legal_name in page
    assert "Zonder Beheer nv" in page
    answer = act(officer, "/staff/members", "/staff/members/search", text="zonder")
    assert "zonder" not in answer.location
    found = read(officer, answer.location)
    assert "Zonder Beheer nv" in found
    assert ours.legal_name not in found
    assert "Zonder Beheer nv" not in read(officer, "/staff/members?state=ended")
    taken = officer.get("/staff/members.csv", base_url=MYCESI)
    assert taken.mimetype == "text/csv"
    assert ours.legal_name in taken.get_data(as_text=True)
    assert lines("staff:list:exported") == 1


def test_ASVS_16_3_2_reading_a_file_is_logged_once_a_day(officer: Browser, ours: Organisation) -> None:
    for _ in range(3):
        read(officer, f"/staff/members/{ours.id}")
    assert lines("members:organisation:read") == 1
    found = queries.documents(ours.id)[0]
    answer = officer.get(f"/staff/members/{ours.id}/documents/{found.id}", base_url=MYCESI)
    assert answer.data == PDF
    assert lines("members:document:downloaded") == 1
    read(officer, "/staff/members/999", 404)


def test_a_member_is_noted_on_paper_and_its_manager_appointed(officer: Browser) -> None:
    wrong = send(officer, "/staff/members/new", legal_name="Nieuw bv", enterprise_number="0123.456.749")
    assert wrong.status_code == 422
    facts = {
        "legal_name": "Nieuw bv",
        "street": "Markt 1",
        "postcode": "3000",
        "town": "Leuven",
        "language": "nl",
        "employer_group": "D",
        "affiliated_on": "2026-01-01",
    }
    taken = send(officer, "/staff/members/new", enterprise_number="0123.456.749", **facts)
    assert taken.status_code == 422
    assert "Er bestaat al een organisatie" in taken.get_data(as_text=True)
    made = send(officer, "/staff/members/new", enterprise_number="0999.900.150", **facts)
    assert made.status_code == 303
    appointed = send(
        officer, made.location, name="An Baas", email="an@nieuw.example", language="nl", role="access_manager"
    )
    assert appointed.status_code == 303
    new = queries.organisation_by_number("0999900150")
    assert new is not None
    assert [one.email for one in queries.managers(new.id)] == ["an@nieuw.example"]


def test_facts_places_domains_and_the_end_are_kept(officer: Browser, ours: Organisation) -> None:
    page = f"/staff/members/{ours.id}"
    facts = {"street": "Markt 1", "postcode": "3000", "town": "Leuven", "language": "fr", "is_micro": "y"}
    number = "0123.456.749"
    changed = send(officer, f"{page}/facts", legal_name="Anders bv", enterprise_number=number, **facts)
    assert changed.status_code == 303
    place = {"name": "Gent", "street": "Kaai 1", "postcode": "9000", "town": "Gent"}
    assert send(officer, f"{page}/place", **place).status_code == 303
    for domain in ("voorbeeld.example", "gmail.com", "geen domein"):
        assert act(officer, page, f"{page}/domains", domain=domain).status_code == 303
    claims = queries.claimed_domains(ours.id)
    assert [claim.domain for claim in claims] == ["voorbeeld.example"]
    assert act(officer, page, f"{page}/domains/{claims[0].id}").status_code == 303
    assert queries.claimed_domains(ours.id) == []
    today = clock.today().isoformat()
    assert send(officer, f"{page}/end", last_day=today).status_code == 303
    db.session.refresh(ours)
    assert (ours.legal_name, ours.language, ours.is_micro, ours.ended_on) == ("Anders bv", "fr", True, clock.today())
    assert act(officer, page, f"{page}/resume").status_code == 303
    db.session.refresh(ours)
    assert ours.ended_on is None


def test_a_document_is_added_by_its_content_and_removed(officer: Browser, ours: Organisation) -> None:
    page = f"/staff/members/{ours.id}/documents/new"
    fields = {"title": "Advies", "kind": "policy_advice", "language": "nl", "establishment": ""}
    wrong = send(officer, page, file=(io.BytesIO(b"MZ program"), "advies.pdf"), **fields)
    assert wrong.status_code == 422
    assert send(officer, page, **fields).status_code == 422
    assert send(officer, page, file=(io.BytesIO(PDF), "advies.exe"), **fields).status_code == 303
    added = queries.documents(ours.id)[0]
    assert (added.title, added.filename, added.media_type) == ("Advies", "advies.pdf", "application/pdf")
    path, key = f"/staff/members/{ours.id}", added.id
    assert key in [one.id for one in queries.documents(ours.id)]
    assert send(officer, f"{path}/documents/{key}/remove").status_code == 303
    assert db.session.scalars(select(MemberDocument.id).where(MemberDocument.id == key)).first() is None


def test_support_helps_with_access_and_reads_no_document(app: Flask, ours: Organisation) -> None:
    client = sign_in(app, staff(StaffRoleName.MEMBER_SUPPORT))
    page = f"/staff/members/{ours.id}"
    assert "Verslag 2027" not in read(client, page)
    found = queries.documents(ours.id)[0]
    read(client, f"{page}/documents/{found.id}", 403)
    read(client, f"{page}/facts", 403)
    waiting = person(ours, Role.READER, accepted=False)
    shown = f"{page}/people/{waiting.id}"
    assert act(client, shown, f"{shown}/again").status_code == 303
    assert send(client, shown, reason="mistake").status_code == 303
    db.session.refresh(waiting)
    assert waiting.end_reason == Reason.MISTAKE


@pytest.mark.parametrize("role", [StaffRoleName.AFFILIATION_OFFICER, StaffRoleName.MEMBER_SUPPORT])
def test_ASVS_7_4_5_staff_end_the_sessions_of_somebody_who_keeps_their_access(
    app: Flask, ours: Organisation, role: StaffRoleName
) -> None:
    (manager,) = queries.managers(ours.id)
    laptop, phone = (sign_in(app, manager.account) for _ in range(2))
    desk = sign_in(app, staff(role), fresh=True)
    shown = f"/staff/members/{ours.id}/people/{manager.id}"
    assert act(desk, shown, f"{shown}/end-sessions").location == shown
    for browser in (laptop, phone):
        assert browser.get("/nl/mycesi/", base_url=MYCESI).status_code == 302
    assert lines("accounts:account:sessions_ended") == 1
    assert f"{shown}/end-sessions" not in read(desk, shown), "nothing is left to end"
    assert sign_in(app, manager.account).get("/nl/mycesi/", base_url=MYCESI).status_code == 200
    assert laptop.post(f"{shown}/end-sessions", base_url=MYCESI).status_code in {302, 400, 403}


def test_staff_too_leave_the_last_manager_and_see_no_person_of_another_member(
    officer: Browser, ours: Organisation
) -> None:
    (manager,) = queries.managers(ours.id)
    answer = send(officer, f"/staff/members/{ours.id}/people/{manager.id}", reason="left")
    assert answer.status_code == 422
    heading = text_of(find_all(parse(answer.get_data(as_text=True)), "h1")[0])
    assert heading == manager.name
    other = organisation(1)
    read(officer, f"/staff/members/{other.id}/people/{manager.id}", 404)
    operations.end_affiliation(ours, by=None, last_day=clock.today())


def test_staff_who_sign_in_land_at_their_desks(officer: Browser) -> None:
    answer = officer.get("/nl/mycesi/organisatie-kiezen", base_url=MYCESI)
    assert (answer.status_code, answer.location) == (303, "/staff/")


@pytest.mark.parametrize("role", [StaffRoleName.CONTENT_EDITOR, StaffRoleName.CONTACT_AGENT, StaffRoleName.DPO])
def test_other_staff_have_no_business_here(app: Flask, ours: Organisation, role: StaffRoleName) -> None:
    client = sign_in(app, staff(role))
    for path in ("/staff/members", f"/staff/members/{ours.id}", "/staff/members.csv"):
        read(client, path, 403)
