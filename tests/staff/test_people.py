"""Colleagues: invited, given and taken roles and topics with a reason; a lost second factor needs two persons."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts import queries as accounts
from cesi_site.accounts.models import Account, FactorReset, StaffRole, StaffRoleName
from cesi_site.audit.models import AuditEntry
from cesi_site.contact import operations as contact
from cesi_site.contact import queries
from cesi_site.contact.models import ContactMessage
from cesi_site.core.database import db
from cesi_site.members.roles import Role
from cesi_site.privacy.models import Right
from cesi_site.privacy.operations import Asked, receive_request
from tests.members.people import organisation, person
from tests.staff.people import HOST, Desk, staff
from tests.support.statements import noted

ADMIN, AGENT = StaffRoleName.ADMINISTRATOR, StaffRoleName.CONTACT_AGENT


@pytest.fixture
def boss(context: Flask, topics: None) -> Account:
    return staff("Bea Claes", ADMIN)


@pytest.fixture
def admin(context: Flask, boss: Account) -> Desk:
    return Desk(context, boss)


def reload(account: Account) -> Account:
    db.session.expire_all()
    return account


def test_a_colleague_is_invited_with_roles_and_topics(admin: Desk) -> None:
    page = "/staff/people/invite"
    fields = {"name": "Carla Maes", "email": "Carla@cesi.example", "language": "fr", "reason": "Nieuw in het team"}
    assert admin.post(page, **fields).status_code == 422
    assert "Carla Maes" in admin.post(page, **fields).text
    assert admin.post(page, roles="contact_agent", topics=["training", "invoice"], **fields).status_code == 303
    made = accounts.account_by_email("carla@cesi.example")
    assert made is not None and made.staff_roles == {AGENT} and not made.active
    assert queries.topics_read_by(made.id) == {"training", "invoice"}
    assert accounts.open_invitation(made.id) is not None
    assert "Carla Maes" in admin.get("/staff/people").text
    assert "Nieuw in het team" in admin.get(f"/staff/people/{made.id}").text


def test_roles_are_given_and_taken_with_a_reason_and_sessions_end(context: Flask, admin: Desk, agent: Account) -> None:
    theirs = Desk(context, agent)
    page = f"/staff/people/{agent.id}"
    assert admin.post(f"{page}/role", page=page, prefix="give-", role="dpo", reason="").status_code == 422
    admin.post(f"{page}/role", page=page, prefix="give-", role="dpo", reason="Vervangt Hanne")
    assert reload(agent).staff_roles == {AGENT, StaffRoleName.DPO}
    assert theirs.get("/staff/").status_code == 302
    for role in ("dpo", "contact_agent"):
        admin.post(f"{page}/role/end", page=page, prefix="end-", role=role, reason="Ander werk")
    assert reload(agent).staff_roles == set()
    assert queries.topics_read_by(agent.id) == set()
    rows = db.session.scalars(select(StaffRole).where(StaffRole.account_id == agent.id)).all()
    assert {row.end_reason for row in rows} == {"Ander werk"} and all(row.ended_by for row in rows)
    assert Desk(context, agent).get("/staff/").status_code == 403


def test_ASVS_7_4_5_an_administrator_ends_the_sessions_of_a_colleague(
    context: Flask, admin: Desk, agent: Account, boss: Account
) -> None:
    theirs = Desk(context, agent)
    assert theirs.get("/staff/").status_code == 200
    page = f"/staff/people/{agent.id}"
    admin.post(f"{page}/end-sessions", page=page)
    assert theirs.get("/staff/").status_code == 302
    line = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "accounts:account:sessions_ended")).one()
    assert (line.subject, line.actor) == (f"account:{agent.id}", f"account:{boss.id}")
    assert Desk(context, agent).get("/staff/").status_code == 200, "the access itself stays"


def test_what_somebody_had_in_hand_goes_back_to_the_team(admin: Desk, agent: Account, send: Callable[..., int]) -> None:
    number = send()
    contact.take(number, by=agent)
    page = f"/staff/people/{agent.id}"
    admin.post(f"{page}/topics", page=page, prefix="topics-", topics=["invoice", "other"], reason="Ander team")
    assert queries.topics_read_by(agent.id) == {"invoice", "other"}
    db.session.expire_all()
    message = db.session.get_one(ContactMessage, number)
    assert message.owner_id is None and message.state == "received"


def test_nobody_changes_their_own_roles_and_one_administrator_stays(context: Flask, admin: Desk, boss: Account) -> None:
    page = f"/staff/people/{boss.id}"
    admin.post(f"{page}/role", page="/staff/people/invite", prefix="give-", role="dpo", reason="Zelf")
    admin.post(f"{page}/topics", page="/staff/people/invite", prefix="topics-", topics="privacy", reason="Zelf")
    assert reload(boss).staff_roles == {ADMIN} and queries.topics_read_by(boss.id) == set()
    other = staff("Dirk Bos", ADMIN)
    assert "Dit kan alleen voor een andere medewerker" in admin.get(page).text
    theirs = Desk(context, other)
    theirs.post(f"{page}/dismiss", page=page, prefix="dismiss-", reason="Vertrekt")
    assert reload(boss).staff_roles == set() and not boss.active
    assert admin.get("/staff/").status_code == 302


def test_a_lost_second_factor_needs_two_persons(context: Flask, admin: Desk, agent: Account, boss: Account) -> None:
    agent.tf_primary_method, agent.tf_totp_secret = "authenticator", "x"
    db.session.commit()
    assert admin.post("/staff/resets", email="niemand@cesi.example", reason="Gebeld").status_code == 422
    admin.post("/staff/resets", email=agent.email, reason="Teruggebeld op het nummer in het dossier")
    reset = db.session.scalars(select(FactorReset)).one()
    admin.post(f"/staff/resets/{reset.id}/grant", page="/staff/resets")
    assert reload(agent).has_second_factor
    support = Desk(context, staff("Gilles Renard", StaffRoleName.MEMBER_SUPPORT))
    assert "Teruggebeld op het nummer" in support.get("/staff/resets").text
    support.post(f"/staff/resets/{reset.id}/grant", page="/staff/resets")
    assert not reload(agent).has_second_factor
    logged = set(db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("accounts:factor_reset:%"))))
    assert logged == {"accounts:factor_reset:asked", "accounts:factor_reset:granted"}


def test_sensitive_pages_ask_the_password_again(context: Flask, boss: Account, agent: Account) -> None:
    stale = Desk(context, boss, fresh=False)
    for path in ("/staff/people/invite", f"/staff/people/{agent.id}", "/staff/resets"):
        answer = stale.get(path)
        assert answer.status_code == 302 and "next=" in answer.location
    assert stale.get("/staff/people").status_code == 200


def test_what_is_pressed_asks_the_password_and_comes_back_to_its_page(context: Flask, topics: None) -> None:
    officer = Desk(context, staff("Dana De Wit", StaffRoleName.DPO), fresh=False)
    number = receive_request(Asked(right=Right.ERASURE, language="nl", name="Jan", email="jan@x.be"), submission="x").id
    page = f"/staff/rights/{number}/data"
    headers = {"Referer": f"{HOST}{page}", "Sec-Fetch-Site": "same-origin"}
    for method, path in (("POST", f"/staff/rights/{number}/erase"), ("GET", f"/staff/rights/{number}/copy/zip")):
        answer = officer._send(method, path, headers=headers)
        assert answer.status_code == 302
        (back,) = parse_qs(urlsplit(answer.location).query)["next"]
        assert back == (page if method == "POST" else path)


def test_ending_the_sessions_of_a_member_asks_the_password(context: Flask, topics: None) -> None:
    ours = organisation()
    manager = person(ours, Role.ACCESS_MANAGER)
    support = Desk(context, staff("Gilles Renard", StaffRoleName.MEMBER_SUPPORT), fresh=False)
    page = f"/staff/members/{ours.id}/people/{manager.id}"
    assert support.get(page).status_code == 200
    answer = support.post(f"{page}/end-sessions", page=page)
    assert answer.status_code == 302 and "next=" not in answer.location
    headers = {"Referer": "https://elsewhere.example/x", "Sec-Fetch-Site": "same-origin"}
    assert "elsewhere" not in support._send("POST", f"{page}/end-sessions", headers=headers).location


def test_who_never_was_staff_is_not_found(admin: Desk) -> None:
    stranger = staff("Zomaar Iemand")
    assert admin.get(f"/staff/people/{stranger.id}").status_code == 404


def test_the_list_asks_for_the_topics_of_all_at_once(admin: Desk) -> None:
    def asked() -> int:
        with noted() as seen:
            assert admin.get("/staff/people").status_code == admin.get("/staff/people.csv").status_code == 200
        return sum("FROM contact_topic_reader" in one for one in seen)

    few = asked()
    for number in range(3):
        colleague = staff(f"Collega {number}", AGENT)
        contact.give_topic(account=colleague, topic="invoice", by=None, reason="Nieuw")
    assert asked() == few == 2
