"""Rights are given, changed and withdrawn within one's own scope, and the last access manager stays."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts import queries as accounts
from cesi_site.accounts.models import SignIn
from cesi_site.accounts.operations import begin_session, change_name
from cesi_site.accounts.places import NOWHERE
from cesi_site.audit.models import AuditEntry
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.members import operations, queries
from cesi_site.members.errors import AlreadyHasAccess, BeyondScope, Ended, LastManager, NotAllowed
from cesi_site.members.models import MemberPerson
from cesi_site.members.roles import Reason, Right, Role
from cesi_site.outbox.models import OutboxRow
from tests.members.people import organisation, person


def queued() -> list[str]:
    return list(db.session.scalars(select(OutboxRow.name).order_by(OutboxRow.id)))


@pytest.mark.promise("G1")
def test_G1_a_manager_invites_changes_and_withdraws_and_each_act_is_logged_with_who_and_why(context: Flask) -> None:
    ours = organisation()
    manager = person(ours, Role.ACCESS_MANAGER)
    colleague = person(ours, Role.READER, "lezer@voorbeeld.example", by=manager)
    operations.change_role(by=manager, person=colleague, role=Role.TRAINING, reason=Reason.OTHER_WORK)
    operations.withdraw(by=manager, person=colleague, reason=Reason.LEFT)

    changes = queries.changes_of_rights(colleague.id)
    assert [(c.verb, c.role, c.reason, c.by) for c in changes] == [
        ("withdrawn", Role.TRAINING, Reason.LEFT, manager.name),
        ("changed", Role.TRAINING, Reason.OTHER_WORK, manager.name),
        ("invited", Role.READER, Reason.NEW_COLLEAGUE, manager.name),
    ]
    assert [name for name in queued() if name.startswith("members.")] == [
        "members.access_changed",
        "members.access_ended",
    ]
    lines = db.session.scalars(select(AuditEntry.details)).all()
    assert not any("@" in line or colleague.name in line for line in lines)


def test_a_withdrawal_ends_the_sessions_at_once_and_closes_the_account(context: Flask) -> None:
    ours = organisation()
    manager, colleague = person(ours, Role.ACCESS_MANAGER), person(ours, Role.READER)
    assert colleague.account
    begin_session(account=colleague.account, place=NOWHERE, strong=False, how="password")
    operations.withdraw(by=manager, person=colleague, reason=Reason.SECURITY)
    assert accounts.open_sessions(colleague.account.id) == []
    assert db.session.scalars(select(SignIn.end_reason)).all() == ["withdrawn"]
    assert not colleague.account.active
    assert queries.roles_of_account(colleague.account.id) == []


def test_who_works_for_two_organisations_keeps_the_other_one(context: Flask) -> None:
    ours, theirs = organisation(0), organisation(1)
    first = person(ours, Role.READER, "kantoor@loon.example")
    second = person(theirs, Role.READER, "kantoor@loon.example")
    assert first.account_id == second.account_id
    assert queued().count("accounts.invitation") == 1
    assert queued().count("members.access_given") == 1
    operations.withdraw(by=None, person=first, reason=Reason.NOT_NEEDED)
    assert second.account
    assert second.account.active
    assert [role.organisation_id for role in queries.roles_of_account(second.account.id)] == [theirs.id]


def test_the_last_access_manager_stays(context: Flask) -> None:
    ours = organisation()
    manager = person(ours, Role.ACCESS_MANAGER)
    other = person(ours, Role.ACCESS_MANAGER, "tweede@voorbeeld.example", by=manager)
    operations.withdraw(by=manager, person=other, reason=Reason.LEFT)
    acts: tuple[Callable[[], MemberPerson], ...] = (
        lambda: operations.withdraw(by=manager, person=manager, reason=Reason.LEFT),
        lambda: operations.change_role(by=manager, person=manager, role=Role.READER, reason=Reason.OTHER_WORK),
        lambda: operations.change_role(
            by=manager,
            person=manager,
            role=Role.ACCESS_MANAGER,
            reason=Reason.OTHER_WORK,
            last_day=clock.today() + dt.timedelta(days=10),
        ),
        lambda: operations.withdraw(by=None, person=manager, reason=Reason.LEFT),
    )
    for act in acts:
        with pytest.raises(LastManager):
            act()
    db.session.refresh(manager)
    assert manager.runs(clock.now())
    assert manager.role == Role.ACCESS_MANAGER


def test_neither_a_manager_of_one_place_nor_one_with_an_end_counts_as_the_last(context: Flask) -> None:
    ours = organisation()
    manager = person(ours, Role.ACCESS_MANAGER)
    place = operations.add_establishment(ours, by=None, name="Gent", street="Kaai 1", postcode="9000", town="Gent")
    person(ours, Role.ACCESS_MANAGER, "gent@voorbeeld.example", establishment_id=place.id)
    person(ours, Role.ACCESS_MANAGER, "kort@voorbeeld.example", last_day=clock.today() + dt.timedelta(days=30))
    with pytest.raises(LastManager):
        operations.withdraw(by=manager, person=manager, reason=Reason.LEFT)


@pytest.mark.parametrize("role", [Role.READER, Role.TRAINING, Role.PREVENTION_ADVISOR])
def test_only_an_access_manager_grants(context: Flask, role: Role) -> None:
    ours = organisation()
    person(ours, Role.ACCESS_MANAGER)
    asker = person(ours, role)
    with pytest.raises(NotAllowed):
        person(ours, Role.READER, "nieuw@voorbeeld.example", by=asker)


def test_nobody_grants_for_another_organisation_or_with_a_right_that_is_gone(context: Flask) -> None:
    ours, theirs = organisation(0), organisation(1)
    manager, second = person(ours, Role.ACCESS_MANAGER), person(ours, Role.ACCESS_MANAGER, "b@voorbeeld.example")
    victim = person(theirs, Role.ACCESS_MANAGER)
    with pytest.raises(NotAllowed):
        person(theirs, Role.READER, "nieuw@voorbeeld.example", by=manager)
    with pytest.raises(NotAllowed):
        operations.withdraw(by=manager, person=victim, reason=Reason.LEFT)
    operations.withdraw(by=second, person=manager, reason=Reason.LEFT)
    with pytest.raises(NotAllowed):
        person(ours, Role.READER, "nieuw@voorbeeld.example", by=manager)


def test_a_manager_of_one_place_gives_no_more_than_that_place(context: Flask) -> None:
    ours, theirs = organisation(0), organisation(1)
    person(ours, Role.ACCESS_MANAGER)
    gent = operations.add_establishment(ours, by=None, name="Gent", street="Kaai 1", postcode="9000", town="Gent")
    luik = operations.add_establishment(ours, by=None, name="Luik", street="Quai 1", postcode="4000", town="Luik")
    abroad = operations.add_establishment(theirs, by=None, name="Aalst", street="Dam 1", postcode="9300", town="Aalst")
    local = person(ours, Role.ACCESS_MANAGER, "gent@voorbeeld.example", establishment_id=gent.id)
    own = person(ours, Role.READER, "lezer@voorbeeld.example", by=local, establishment_id=gent.id)
    for place in (None, luik.id, abroad.id):
        with pytest.raises(BeyondScope):
            person(ours, Role.READER, "meer@voorbeeld.example", by=local, establishment_id=place)
        with pytest.raises(BeyondScope):
            operations.change_role(
                by=local, person=own, role=Role.READER, reason=Reason.OTHER_WORK, establishment_id=place
            )
    wide = person(ours, Role.READER, "breed@voorbeeld.example")
    with pytest.raises(BeyondScope):
        operations.withdraw(by=local, person=wide, reason=Reason.LEFT)
    assert [p.id for p in queries.people(ours.id, within=gent.id)] == [local.id, own.id]


def test_a_second_invitation_for_the_same_organisation_is_refused_and_a_contact_can_be_given_access(
    context: Flask,
) -> None:
    ours = organisation()
    contact = person(ours, Role.CONTACT, "contact@voorbeeld.example")
    assert contact.account is None
    assert "accounts.invitation" not in queued()
    reader = person(ours, Role.READER, "contact@voorbeeld.example")
    assert reader.id == contact.id
    with pytest.raises(AlreadyHasAccess):
        person(ours, Role.TRAINING, "contact@voorbeeld.example")


def test_a_planned_last_day_ends_the_access_by_itself_at_midnight_in_brussels(context: Flask) -> None:
    ours = organisation()
    with time_machine.travel("2027-03-01T12:00:00Z", tick=False):
        reader = person(ours, Role.READER, last_day=dt.date(2027, 3, 5))
    assert reader.account_id
    with time_machine.travel("2027-03-05T22:59:59Z", tick=False):
        assert len(queries.roles_of_account(reader.account_id)) == 1
    with time_machine.travel("2027-03-05T23:00:00Z", tick=False):
        assert queries.roles_of_account(reader.account_id) == []
        assert queries.people(ours.id, ended=True) == [reader]


def test_the_end_of_the_affiliation_ends_every_role_that_would_last_longer(context: Flask) -> None:
    ours = organisation()
    manager = person(ours, Role.ACCESS_MANAGER)
    short = person(ours, Role.READER, last_day=clock.today() + dt.timedelta(days=5))
    ends = short.access_until
    operations.end_affiliation(ours, by=None, last_day=clock.today() + dt.timedelta(days=40))
    for one in (manager, short):
        db.session.refresh(one)
    assert manager.access_until == operations.end_of_day(clock.today() + dt.timedelta(days=40))
    assert manager.end_reason == Reason.AFFILIATION
    assert short.access_until == ends
    operations.end_affiliation(ours, by=None, last_day=clock.today() - dt.timedelta(days=1))
    assert queries.people(ours.id) == []
    with pytest.raises(Ended):
        person(ours, Role.READER, "nieuw@voorbeeld.example")


def test_a_mandate_opens_and_closes_the_access_of_an_office(context: Flask) -> None:
    ours = organisation()
    manager = person(ours, Role.ACCESS_MANAGER)
    mandate = operations.give_mandate(
        by=manager,
        organisation_id=ours.id,
        office_number="0888001247",
        office_name="Loonkantoor",
        last_day=clock.today() + dt.timedelta(days=100),
    )
    clerk = person(ours, Role.ACCESS_MANAGER, "clerk@loon.example", by=manager, mandate_id=mandate.id)
    assert clerk.access_until == mandate.until
    with pytest.raises(BeyondScope):
        person(ours, Role.READER, "vriend@loon.example", by=clerk)
    through = person(ours, Role.READER, "vriend@loon.example", by=clerk, mandate_id=mandate.id)
    with pytest.raises(BeyondScope):
        operations.end_mandate(mandate, by=clerk)
    operations.end_mandate(mandate, by=manager)
    for one in (clerk, through):
        db.session.refresh(one)
        assert not one.runs(clock.now())
        assert one.end_reason == Reason.MANDATE
    with pytest.raises(Ended):
        operations.end_mandate(mandate, by=manager)


def test_a_mandate_lasts_at_most_three_years(context: Flask) -> None:
    ours = organisation()
    manager = person(ours, Role.ACCESS_MANAGER)
    for days in (-1, 3 * 365 + 10):
        with pytest.raises(Ended):
            operations.give_mandate(
                by=manager,
                organisation_id=ours.id,
                office_number="0888001247",
                office_name="Loonkantoor",
                last_day=clock.today() + dt.timedelta(days=days),
            )


def test_the_address_and_the_name_of_a_person_follow_the_account(context: Flask) -> None:
    ours = organisation()
    reader = person(ours, Role.READER)
    assert reader.account
    change_name(account=reader.account, name="Nieuwe Naam")
    with transaction():
        reader.account.email = "nieuw@adres.example"
    db.session.refresh(reader)
    assert (reader.name, reader.email) == ("Nieuwe Naam", "nieuw@adres.example")


def test_access_managers_need_a_second_factor_and_others_do_not(context: Flask) -> None:
    ours = organisation()
    manager, reader = person(ours, Role.ACCESS_MANAGER), person(ours, Role.READER)
    assert manager.account
    assert reader.account
    assert manager.account.needs_second_factor
    assert not reader.account.needs_second_factor


def test_every_right_is_held_by_the_access_manager_and_none_by_a_contact() -> None:
    assert Role.ACCESS_MANAGER.rights == frozenset(Right)
    assert not Role.CONTACT.gives_access
    for role in Role:
        assert role.label.nl
        assert role.label.fr
        assert role.meaning.nl
        assert role.meaning.fr
    assert all(reason.label.nl and reason.label.fr for reason in Reason)


def test_two_managers_who_withdraw_each_other_at_once_leave_one(app: Flask) -> None:
    for number in range(4):
        with app.app_context():
            ours = organisation(number)
            pair = [person(ours, Role.ACCESS_MANAGER, f"{sign}@{number}.example").id for sign in "ab"]
            key = ours.id
        start = threading.Barrier(2)

        def strike(mine: int, theirs: int, start: threading.Barrier = start) -> None:
            with app.app_context():
                by, victim = db.session.get_one(MemberPerson, mine), db.session.get_one(MemberPerson, theirs)
                start.wait()
                with contextlib.suppress(LastManager, NotAllowed, Ended):
                    operations.withdraw(by=by, person=victim, reason=Reason.LEFT)

        threads = [threading.Thread(target=strike, args=pair), threading.Thread(target=strike, args=pair[::-1])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with app.app_context():
            assert len(queries.managers(key)) == 1
