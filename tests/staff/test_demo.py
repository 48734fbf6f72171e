"""The demo staff: one for each role, once, with something to answer."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import StaffRoleName
from cesi_site.contact.models import ContactMessage, MessageState
from cesi_site.contact.operations import load_demo_staff
from cesi_site.core.database import db
from tests.staff.people import Desk


def test_every_role_has_somebody_and_messages_are_in_several_states(context: Flask, topics: None) -> None:
    made = load_demo_staff("een rustige ochtend in Gent")
    assert {role for demo in made for role in demo.roles} == set(StaffRoleName)
    assert all(demo.account.active for demo in made)
    states = set(db.session.scalars(select(ContactMessage.state)))
    assert states == {"quarantined", "received", "in_progress", "answered", "closed"} <= set(MessageState)
    assert load_demo_staff("een rustige ochtend in Gent") == []
    assert "Plaatsen voor EHBO" in Desk(context, made[0].account).get("/staff/").text
