"""Messages are proposed for a member's file by person, then by claimed domain, never where it would be wrong."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event

from cesi_site.core.database import db
from cesi_site.members import operations
from cesi_site.members.queries import Match, Proposal, propose_for
from cesi_site.members.roles import Reason, Role
from tests.members.people import NUMBERS, organisation, person

pytestmark = pytest.mark.promise("E4")


def test_E4_a_person_of_an_organisation_comes_before_a_claimed_domain(context: Flask) -> None:
    ours, theirs = organisation(0), organisation(1)
    person(ours, Role.READER, "an@groep.example")
    operations.claim_domain(theirs, by=None, domain="groep.example")
    assert propose_for(email="an@groep.example", topic_restricted=False) == [Proposal(ours.id, Match.PERSON)]
    assert propose_for(email="jan@groep.example", topic_restricted=False) == [Proposal(theirs.id, Match.DOMAIN)]
    assert propose_for(email="jan@elders.example", topic_restricted=False) == []


def test_E4_a_restricted_topic_is_never_proposed(context: Flask) -> None:
    ours = organisation()
    person(ours, Role.ACCESS_MANAGER, "an@groep.example")
    operations.claim_domain(ours, by=None, domain="groep.example")
    assert propose_for(email="an@groep.example", topic_restricted=True) == []


def test_E4_a_domain_open_to_everyone_is_never_asked_though_its_person_is(context: Flask) -> None:
    ours = organisation()
    person(ours, Role.CONTACT, "an@gmail.com")
    assert propose_for(email="an@gmail.com", topic_restricted=False) == [Proposal(ours.id, Match.PERSON)]
    assert propose_for(email="jan@gmail.com", topic_restricted=False) == []


def test_E4_who_left_and_who_left_us_are_not_proposed(context: Flask) -> None:
    ours, gone = organisation(0), organisation(1)
    leaver = person(ours, Role.READER, "an@groep.example")
    operations.withdraw(by=None, person=leaver, reason=Reason.LEFT)
    operations.claim_domain(gone, by=None, domain="voorbij.example")
    person(gone, Role.READER, "jan@elders.example")
    operations.end_affiliation(gone, by=None, last_day=gone.affiliated_on)
    for email in ("an@groep.example", "x@voorbij.example", "jan@elders.example"):
        assert propose_for(email=email, topic_restricted=False) == []


def test_E4_who_works_for_several_is_proposed_for_each_unless_the_number_says_which(context: Flask) -> None:
    ours, theirs = organisation(0), organisation(1)
    for one in (ours, theirs):
        person(one, Role.READER, "kantoor@loon.example")
    both = propose_for(email="kantoor@loon.example", topic_restricted=False)
    assert {p.organisation_id for p in both} == {ours.id, theirs.id}
    named = propose_for(email="kantoor@loon.example", topic_restricted=False, enterprise_number=NUMBERS[1])
    assert named == [Proposal(theirs.id, Match.PERSON)]
    stranger = propose_for(email="kantoor@loon.example", topic_restricted=False, enterprise_number=NUMBERS[4])
    assert len(stranger) == 2


def test_a_proposal_costs_one_query_and_none_on_a_restricted_topic(context: Flask) -> None:
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda c, cur, sql, *rest: asked.append(sql))
    propose_for(email="an@groep.example", topic_restricted=True)
    assert asked == []
    propose_for(email="an@groep.example", topic_restricted=False)
    assert len(asked) == 1
