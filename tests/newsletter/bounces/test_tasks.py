"""A struck-off address of a member's person opens a task for staff, which settles itself when it can (B6, B5)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, select

from cesi_site.choices.models import Barred
from cesi_site.choices.operations import lift
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.members.models import MemberPerson
from cesi_site.members.roles import Role
from cesi_site.newsletter.models import Closing, Undeliverable
from cesi_site.newsletter.operations import confirm, sign_up
from cesi_site.newsletter.operations.bounces import note_refused_address
from cesi_site.newsletter.operations.striking import close_task, settle_tasks, undo
from cesi_site.newsletter.queries.bounces import count_open_tasks, open_tasks
from tests.newsletter.bounces.coming_back import colleague, come_back, sent
from tests.newsletter.mailings.writing import member
from tests.newsletter.readers import reader
from tests.support.statements import noted

pytestmark = [pytest.mark.promise("B6"), pytest.mark.promise("B5")]

AN = "an.peeters@klant.example"


def closings() -> list[Closing | None]:
    return list(db.session.scalars(select(Undeliverable.closing).order_by(Undeliverable.id)))


def test_a_members_contact_that_is_struck_off_is_a_task_with_the_reports_words(context: Flask) -> None:
    person = member(AN)
    come_back(sent(AN))
    (task,) = open_tasks()
    assert (task.person.person_id, task.person.organisation, task.row.email) == (person.id, "Dupont & fils", AN)
    assert task.row.bounce is not None
    assert "User unknown" in task.row.bounce.words
    assert [one.row.id for one in open_tasks(person.organisation_id)] == [task.row.id]
    assert open_tasks(person.organisation_id + 1) == []


def test_each_member_that_the_person_stands_for_gets_its_task_and_each_only_one(context: Flask) -> None:
    member(AN, name="Eerste nv")
    member(AN, name="Tweede nv")
    come_back(sent(AN))
    come_back(sent(AN), mark="2")
    assert sorted(task.person.organisation for task in open_tasks()) == ["Eerste nv", "Tweede nv"]
    assert count_open_tasks() == 2


def test_tasks_are_counted_as_they_are_listed_and_not_read_for_it(context: Flask) -> None:
    assert count_open_tasks() == 0
    for n in range(4):
        member(f"p{n}@klant.example", name=f"Lid {n}")
        come_back(sent(f"p{n}@klant.example"))
    left = open_tasks()[0].row
    with transaction() as session:
        session.execute(delete(MemberPerson).where(MemberPerson.id == open_tasks()[1].person.person_id))
    close_task(left.id, by=colleague(), note="gebeld")
    assert count_open_tasks() == len(open_tasks()) == 2
    db.session.expire_all()
    with noted() as statements:
        count_open_tasks()
    assert len(statements) == 2 and not any("note" in statement for statement in statements)


def test_who_is_not_informed_for_a_member_is_no_task(context: Flask) -> None:
    member(AN, role=Role.READER)
    reader(AN)
    come_back(sent(AN, days_ago=0))
    assert open_tasks() == []


def test_a_refusal_of_any_mail_to_a_members_contact_is_a_task(context: Flask) -> None:
    member(AN)
    note_refused_address(AN, "550 5.1.1 no such user")
    assert len(open_tasks()) == 1


def test_staff_close_it_with_a_note(context: Flask) -> None:
    member(AN)
    come_back(sent(AN))
    (task,) = open_tasks()
    lotte = colleague()
    closed = close_task(task.row.id, by=lotte, note="per post verstuurd")
    assert (closed.closing, closed.note, closed.closed_by_id) == (Closing.NOTED, "per post verstuurd", lotte.id)
    assert open_tasks() == []
    with pytest.raises(LookupError):
        close_task(task.row.id, by=lotte, note="nog eens")


def test_it_settles_itself_when_the_address_is_changed(context: Flask) -> None:
    person = member(AN)
    come_back(sent(AN))
    with transaction():
        person.email = "an@klant.example"
    assert open_tasks() == []
    assert settle_tasks() == 1
    assert closings() == [Closing.CHANGED]


def test_it_settles_itself_when_the_person_confirms_the_address_again(context: Flask) -> None:
    member(AN)
    come_back(sent(AN))
    confirm(signup_id=sign_up(email=AN, language="nl", number="again"), language="nl")
    assert open_tasks() == []
    assert settle_tasks() == 1
    assert closings() == [Closing.CONFIRMED]


def test_it_settles_itself_when_staff_take_the_striking_back(context: Flask) -> None:
    member(AN)
    bounce = come_back(sent(AN))
    undo(bounce.id, by=colleague(), reason="gebeld")
    settle_tasks()
    assert closings() == [Closing.CONFIRMED]


def test_it_settles_itself_when_the_person_leaves(context: Flask) -> None:
    person = member(AN)
    come_back(sent(AN))
    with transaction():
        person.access_until = clock.now()
    assert open_tasks() == []
    settle_tasks()
    assert closings() == [Closing.LEFT]
    assert settle_tasks() == 0


def test_it_goes_on_for_somebody_else_who_is_informed_at_the_address(context: Flask) -> None:
    first = member(AN, name="Eerste nv")
    come_back(sent(AN))
    second = member(AN, name="Tweede nv")
    with transaction():
        first.access_until = clock.now()
    assert [task.person.organisation for task in open_tasks()] == ["Tweede nv"]
    assert settle_tasks() == 0
    (task,) = open_tasks()
    assert (task.row.person_id, closings()) == (second.id, [None])
    with transaction():
        second.access_until = clock.now()
    settle_tasks()
    assert closings() == [Closing.LEFT]


def test_who_leaves_ends_the_task_where_the_other_one_has_a_task_too(context: Flask) -> None:
    first = member(AN, name="Eerste nv")
    member(AN, name="Tweede nv")
    come_back(sent(AN))
    with transaction():
        first.access_until = clock.now()
    assert [task.person.organisation for task in open_tasks()] == ["Tweede nv"]
    assert settle_tasks() == 1
    assert closings() == [Closing.LEFT, None]


def test_struck_off_again_it_is_a_new_task(context: Flask) -> None:
    member(AN)
    come_back(sent(AN))
    lift(AN, Barred.UNDELIVERABLE)
    settle_tasks()
    come_back(sent(AN), mark="2")
    assert len(open_tasks()) == 1
    assert closings() == [Closing.CONFIRMED, None]
