"""A message and the file of a member (promise E4): proposed with its reason, and staff decide."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from cesi_site.accounts.models import Account
from cesi_site.contact import operations, queries
from cesi_site.contact.models import FilingReason, FilingState
from cesi_site.core.database import db
from cesi_site.members import operations as members
from cesi_site.members.roles import Role
from tests.contact.conftest import draft
from tests.members.people import organisation, person
from tests.staff.people import Desk

pytestmark = pytest.mark.promise("E4")
Send = Callable[..., int]


def filed(number: int) -> list[tuple[int, FilingReason, FilingState]]:
    db.session.expire_all()
    return [(one.organisation_id, one.reason, one.state) for one in queries.filings(number)]


def test_a_file_is_proposed_by_person_and_by_domain(context: Flask, send: Send) -> None:
    ours = organisation(0)
    person(ours, Role.READER, "an@voorbeeld.be")
    members.claim_domain(ours, domain="voorbeeld.be", by=None)
    assert filed(send(email="an@voorbeeld.be")) == [(ours.id, FilingReason.PERSON, FilingState.PROPOSED)]
    assert filed(send(email="bo@voorbeeld.be")) == [(ours.id, FilingReason.DOMAIN, FilingState.PROPOSED)]
    assert filed(send(email="an@elders.be")) == []


def test_the_worker_proposes_the_file_of_a_message_that_came_in(
    context: Flask, topics: None, deliver: Callable[[], None]
) -> None:
    ours = organisation(0)
    members.claim_domain(ours, domain="voorbeeld.be", by=None)
    number = operations.receive_message(draft(email="bo@voorbeeld.be"), number="one").id
    restricted = operations.receive_message(draft(topic="psychosocial"), number="two").id
    assert filed(number) == []
    deliver()
    assert filed(number) == [(ours.id, FilingReason.DOMAIN, FilingState.PROPOSED)]
    assert filed(restricted) == []


def test_a_restricted_topic_is_never_filed(desk: Desk, agent: Account, send: Send) -> None:
    ours = organisation(0)
    members.claim_domain(ours, domain="voorbeeld.be", by=None)
    assert filed(send(topic="psychosocial")) == []
    number = send()
    operations.put_in_file(number, organisation_id=ours.id, by=agent)
    operations.hand_over(number, topic="complaint", reason="Een klacht", by=agent)
    assert filed(number) == []
    assert queries.messages_in_file(ours.id) == []


def test_nothing_is_proposed_before_quarantine_is_left(agent: Account, send: Send) -> None:
    ours = organisation(0)
    members.claim_domain(ours, domain="voorbeeld.be", by=None)
    number = send(suspicions=("many_links",))
    assert filed(number) == []
    operations.release(number, by=agent)
    assert filed(number) == [(ours.id, FilingReason.DOMAIN, FilingState.PROPOSED)]


def test_staff_confirm_move_and_detach_on_the_page(desk: Desk, send: Send) -> None:
    ours, other = organisation(0), organisation(1)
    members.claim_domain(ours, domain="voorbeeld.be", by=None)
    number = send()
    page = f"/staff/inbox/{number}"
    assert "het maildomein hoort bij dit lid" in desk.get(page).text
    assert desk.post(f"{page}/file/{ours.id}", page=page).status_code == 303
    assert [message.id for message in queries.messages_in_file(ours.id)] == [number]
    unnamed = desk.post(f"{page}/file", page=page, prefix="file-", member="Nergens", reason="Vergissing")
    assert unnamed.status_code == 422 and "Nergens" in unnamed.text
    desk.post(f"{page}/file", page=page, prefix="file-", member="0999.900.150", reason="Werkt nu elders")
    assert filed(number)[0][2] == FilingState.DETACHED
    assert filed(number)[1] == (other.id, FilingReason.STAFF, FilingState.CONFIRMED)
    assert desk.post(f"{page}/file/{other.id}/detach", page=page, prefix="detach-", reason="").status_code == 422
    desk.post(f"{page}/file/{other.id}/detach", page=page, prefix="detach-", reason="Schreef voor zichzelf")
    assert {state for _, _, state in filed(number)} == {FilingState.DETACHED}
    history = desk.get(page).text
    assert "Schreef voor zichzelf" in history and "Werkt nu elders" in history
