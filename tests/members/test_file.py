"""The file of an organisation: its documents, how long they stay, and the yearly check of its access."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from cesi_site.core import clock
from cesi_site.core.database import Base, db, transaction
from cesi_site.members import operations, queries
from cesi_site.members.errors import BeyondScope, LastManager, NotAllowed, NumberTaken, OpenToEveryone
from cesi_site.members.models import DocumentKind, Establishment, Mandate, MemberDocument, MemberPerson, Organisation
from cesi_site.members.roles import Reason, Role
from cesi_site.outbox.models import OutboxRow
from cesi_site.register import current_register
from cesi_site.register.retention import purge
from tests.members.people import NUMBERS, document, organisation, person


def count(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_documents_are_found_newest_first_within_the_scope_of_who_asks(context: Flask) -> None:
    ours, theirs = organisation(0), organisation(1)
    gent = operations.add_establishment(ours, by=None, name="Gent", street="Kaai 1", postcode="9000", town="Gent")
    first, second = document(ours, "Eerste"), document(ours, "Tweede", establishment_id=gent.id)
    other = document(theirs, "Van anderen")
    assert [d.id for d in queries.documents(ours.id)] == [second.id, first.id]
    assert [d.id for d in queries.documents(ours.id, within=gent.id)] == [second.id]
    assert [d.id for d in queries.documents(ours.id, before=second.id)] == [first.id]
    assert queries.documents(ours.id, kind=DocumentKind.CONTRACT) == []
    assert queries.document(ours.id, other.id) is None
    assert queries.document(ours.id, first.id, within=gent.id) is None
    with pytest.raises(BeyondScope):
        document(theirs, "Fout", establishment_id=gent.id)


def test_the_content_is_loaded_only_where_it_is_asked_for(context: Flask) -> None:
    ours = organisation()
    key, made = ours.id, document(ours).id
    db.session.expunge_all()
    shown = queries.document(key, made)
    assert shown is not None
    assert "data" not in shown.__dict__
    full = queries.document_content(key, made)
    assert full is not None
    assert full.data.startswith(b"%PDF")


@pytest.mark.promise("I1")
def test_a_report_stays_three_years_and_a_contract_as_long_as_the_affiliation(context: Flask) -> None:
    with time_machine.travel("2027-03-05T12:00:00Z", tick=False):
        ours = organisation()
        report, contract = document(ours), document(ours, "Contract", kind=DocumentKind.CONTRACT)
        assert report.kept_until == dt.date(2030, 3, 5)
        assert contract.kept_until is None
    register = current_register()
    purge(register, dt.datetime(2030, 3, 5, 12, tzinfo=dt.UTC))
    assert count(MemberDocument) == 2
    purge(register, dt.datetime(2030, 3, 6, 12, tzinfo=dt.UTC))
    assert count(MemberDocument) == 1
    with time_machine.travel("2031-01-01T12:00:00Z", tick=False):
        operations.end_affiliation(ours, by=None, last_day=dt.date(2031, 1, 31))
        assert contract.kept_until == dt.date(2034, 1, 31)
    purge(register, dt.datetime(2034, 1, 31, 12, tzinfo=dt.UTC))
    assert count(Organisation) == count(MemberDocument) == 1
    purge(register, dt.datetime(2034, 2, 1, 12, tzinfo=dt.UTC))
    assert count(Organisation) == count(MemberDocument) == 0


@pytest.mark.promise("I1")
def test_people_go_three_years_after_their_role_and_at_the_latest_after_the_affiliation(context: Flask) -> None:
    with time_machine.travel("2027-03-05T12:00:00Z", tick=False):
        ours = organisation()
        manager, leaver = person(ours, Role.ACCESS_MANAGER), person(ours, Role.READER)
        operations.add_establishment(ours, by=None, name="Gent", street="Kaai 1", postcode="9000", town="Gent")
        operations.give_mandate(
            by=manager,
            organisation_id=ours.id,
            office_number=NUMBERS[3],
            office_name="Loonkantoor",
            last_day=dt.date(2027, 12, 31),
        )
        operations.withdraw(by=manager, person=leaver, reason=Reason.LEFT)
    register = current_register()
    purge(register, dt.datetime(2030, 3, 5, 12, tzinfo=dt.UTC))
    assert count(MemberPerson) == 2
    purge(register, dt.datetime(2030, 3, 6, 12, tzinfo=dt.UTC))
    assert count(MemberPerson) == 1
    with time_machine.travel("2030-06-01T12:00:00Z", tick=False):
        operations.end_affiliation(ours, by=None, last_day=dt.date(2030, 6, 30))
    purge(register, dt.datetime(2033, 7, 2, 12, tzinfo=dt.UTC))
    assert count(MemberPerson) == count(Mandate) == count(Establishment) == count(Organisation) == 0


def test_an_enterprise_number_belongs_to_one_organisation_and_the_log_names_what_changed(context: Flask) -> None:
    ours = organisation(0)
    organisation(1)
    organisation(2)
    with pytest.raises(NumberTaken):
        organisation(0)
    facts: dict[str, Any] = {
        "legal_name": "Nieuw bv",
        "street": ours.street,
        "postcode": ours.postcode,
        "town": ours.town,
    }
    with pytest.raises(NumberTaken):
        operations.change_organisation(ours, by=None, enterprise_number=NUMBERS[1], language="nl", **facts)
    operations.change_organisation(
        ours, by=None, enterprise_number=NUMBERS[0], language="fr", details={"employer_group": "C-"}, **facts
    )
    assert (ours.legal_name, ours.language, ours.employer_group) == ("Nieuw bv", "fr", "C-")
    assert queries.organisation_by_number(NUMBERS[0]) is ours
    assert [row.organisation.id for row in queries.find_organisations(text="nieuw")] == [ours.id]
    assert [row.organisation.id for row in queries.find_organisations(text="0123.456")] == [ours.id]


def test_a_domain_open_to_everyone_cannot_be_claimed(context: Flask) -> None:
    ours = organisation()
    for domain in ("gmail.com", "hotmail.be", "telenet.be", "skynet.be", "live.fr"):
        with pytest.raises(OpenToEveryone):
            operations.claim_domain(ours, by=None, domain=domain)
    claim = operations.claim_domain(ours, by=None, domain="voorbeeld.example")
    assert operations.claim_domain(ours, by=None, domain="voorbeeld.example").id == claim.id
    operations.release_domain(claim, by=None)
    assert queries.claimed_domains(ours.id) == []


def test_once_a_year_the_access_managers_are_asked_and_then_once_a_month(context: Flask) -> None:
    start = dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC)

    def asked_on(day: int) -> int:
        with time_machine.travel(start + dt.timedelta(days=day), tick=False):
            return operations.ask_reviews()

    with time_machine.travel(start, tick=False):
        ours = organisation()
        manager, reader = person(ours, Role.ACCESS_MANAGER), person(ours, Role.READER)
        person(organisation(1), Role.READER)  # nobody to ask there
    assert [asked_on(day) for day in (360, 366, 370, 397)] == [0, 1, 0, 1]
    reviews = db.session.scalars(select(OutboxRow).where(OutboxRow.name == "members.review")).all()
    assert [row.arguments for row in reviews] == [{"person_id": manager.id}] * 2
    with time_machine.travel(start + dt.timedelta(days=398), tick=False):
        assert operations.confirm_access(by=manager, keep={manager.id}) == [reader]
        assert not reader.runs(clock.now())
    assert asked_on(430) == 0


def test_a_review_never_leaves_an_organisation_without_a_manager_nor_half_done(context: Flask) -> None:
    ours = organisation()
    manager, reader = person(ours, Role.ACCESS_MANAGER), person(ours, Role.READER)
    asked = ours.access_confirmed_at
    with pytest.raises(LastManager):
        operations.confirm_access(by=manager, keep=set())
    with transaction():
        for one in (ours, reader, manager):
            db.session.refresh(one)
    assert reader.runs(clock.now())
    assert ours.access_confirmed_at == asked
    gent = operations.add_establishment(ours, by=None, name="Gent", street="Kaai 1", postcode="9000", town="Gent")
    local = person(ours, Role.ACCESS_MANAGER, "gent@voorbeeld.example", establishment_id=gent.id)
    with pytest.raises(NotAllowed):
        operations.confirm_access(by=local, keep={local.id})
