"""The topics desk: both languages side by side, nothing typed is lost, a topic always has readers."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import StaffRoleName
from cesi_site.audit.models import AuditEntry
from cesi_site.contact import operations, queries
from cesi_site.core.database import db
from tests.members.people import organisation
from tests.staff.people import Desk, staff

FIELDS: dict[str, Any] = {
    "name_nl": "Vaccinatie",
    "name_fr": "Vaccination",
    "slug_nl": "vaccinatie",
    "slug_fr": "vaccination",
    "team_nl": "Team Vaccinatie",
    "team_fr": "Équipe Vaccination",
    "addresses_nl": "vaccinatie@cesi.example",
    "addresses_fr": "vaccination@cesi.example",
    "answer_days": "3",
    "active": "y",
}


@pytest.fixture
def admin(context: Flask, topics: None) -> Desk:
    return Desk(context, staff("Bea Claes", StaffRoleName.ADMINISTRATOR))


def test_a_topic_is_added_and_changed(admin: Desk) -> None:
    page = "/staff/topics/new"
    assert admin.post(page, key="vaccination", **FIELDS).status_code == 303
    topic = queries.find_topic("vaccination")
    assert (
        topic is not None
        and topic.name.fr == "Vaccination"
        and topic.addresses_in("nl") == ("vaccinatie@cesi.example",)
    )
    changed = {**FIELDS, "addresses_fr": "a@cesi.example\nb@cesi.example", "answer_days": "5", "restricted": "y"}
    assert admin.post("/staff/topics/vaccination", **changed).status_code == 303
    topic = queries.find_topic("vaccination")
    assert topic is not None and topic.restricted and topic.answer_days == 5
    assert topic.addresses_in("fr") == ("a@cesi.example", "b@cesi.example")
    logged = db.session.scalars(select(AuditEntry.actor).where(AuditEntry.action.like("contact:topic:%"))).all()
    assert len(logged) == 3 and all(logged)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"addresses_fr": ""}, "Vul dit veld in"),
        ({"addresses_nl": "geen adres"}, "geen"),
        ({"answer_days": "31"}, "30"),
        ({"slug_nl": "opleiding"}, "opleiding"),
        ({"slug_fr": "Pas Bien"}, "Pas Bien"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(admin: Desk, wrong: dict[str, str], said: str) -> None:
    answer = admin.post("/staff/topics/invoice", **{**FIELDS, "team_nl": "Zelf getypt", **wrong})
    assert answer.status_code == 422 and said in answer.text and "Zelf getypt" in answer.text
    topic = queries.find_topic("invoice")
    assert topic is not None and topic.team.nl == "Dienst Facturatie"


def test_topics_change_places(admin: Desk) -> None:
    before = [topic.key for topic in queries.all_topics()]
    admin.post(f"/staff/topics/{before[1]}/up", page="/staff/topics")
    assert [topic.key for topic in queries.all_topics()][:2] == [before[1], before[0]]
    admin.post(f"/staff/topics/{before[1]}/up", page="/staff/topics")
    assert queries.all_topics()[0].key == before[1]
    assert admin.post("/staff/topics/nothing/down", page="/staff/topics").status_code == 404


def test_messages_leave_their_file_when_the_topic_becomes_confidential(admin: Desk, send: Any, agent: Any) -> None:
    ours = organisation(0)
    number = send()
    operations.put_in_file(number, organisation_id=ours.id, by=agent)
    fields = {**FIELDS, "slug_nl": "opleiding", "slug_fr": "formation", "restricted": "y"}
    assert admin.post("/staff/topics/training", **fields).status_code == 303
    db.session.expire_all()
    assert queries.filings(number) == []
