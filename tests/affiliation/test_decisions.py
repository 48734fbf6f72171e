"""What staff decide, and what becomes of an accepted request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import Account, Invitation
from cesi_site.affiliation import operations, queries
from cesi_site.affiliation.errors import AlreadyMember, Gone, NoReason, NotPossible, NumberNeeded
from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.affiliation.operations import Manager
from cesi_site.affiliation.states import Act, State, possible
from cesi_site.audit.models import AuditEntry
from cesi_site.core.database import db
from cesi_site.members.models import MemberPerson, Organisation
from cesi_site.members.operations import end_affiliation
from cesi_site.members.roles import Role
from tests.affiliation.conftest import Applicant
from tests.support.smtp import Inbox

Requests = Callable[[], list[AffiliationRequest]]


@pytest.fixture
def officer(context: Flask) -> Account:
    """A member of staff."""
    account = Account(email="staff@cesi.example", name="Staf", language="nl", active=True)
    db.session.add(account)
    db.session.commit()
    return account


def test_a_request_goes_its_way_and_keeps_its_history(sent: AffiliationRequest, officer: Account) -> None:
    operations.take_up(sent.id, by=officer)
    operations.ask_for_more(sent.id, by=officer, question="Welk paritair comité?")
    operations.complete(sent.id, by=officer, words="PC 118.03")
    operations.record_offer(sent.id, by=officer)
    operations.note_signature(sent.id, by=officer)
    operations.accept(sent.id, by=officer)
    operations.add_note(sent.id, by=officer, words="Belde nog even na.")
    request = queries.request(sent.id)
    assert request is not None
    assert [(event.act, event.state) for event in request.events] == [
        (Act.RECEIVED, State.RECEIVED),
        (Act.TAKEN_UP, State.IN_REVIEW),
        (Act.ASKED, State.INCOMPLETE),
        (Act.COMPLETED, State.IN_REVIEW),
        (Act.OFFERED, State.OFFER_SENT),
        (Act.SIGNED, State.SIGNED),
        (Act.ACCEPTED, State.ACTIVE),
        (Act.NOTED, State.ACTIVE),
    ]
    assert {event.actor_id for event in request.events[1:]} == {officer.id}
    assert request.events[2].words == "Welk paritair comité?"
    assert request.decided_at is not None
    subject = f"affiliation_request:{sent.id}"
    lines = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject == subject)).all()
    assert {f"affiliation:request:{event.act.value}" for event in request.events} <= set(lines)


@pytest.mark.promise("D2")
def test_accepting_makes_the_member_its_file_and_the_first_manager_in_one_step(
    sent: AffiliationRequest, officer: Account, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    operations.take_up(sent.id, by=officer)
    operations.accept(sent.id, by=officer, employer_group="C-")
    (organisation,) = db.session.scalars(select(Organisation)).all()
    assert (organisation.legal_name, organisation.enterprise_number) == ("Bakkerij De Korenaar", "0123456749")
    assert (organisation.street, organisation.postcode, organisation.town) == ("Stationsstraat 12", "9000", "Gent")
    assert (organisation.legal_form, organisation.nace_code, organisation.employer_group) == ("bv", "10711", "C-")
    assert (organisation.worker_count, organisation.is_micro) == (12, False)
    assert organisation.affiliated_on == dt.date(2027, 1, 1)
    assert [place.unit_number for place in organisation.establishments] == ["2123456791"]
    assert [request.id for request in queries.requests_of_organisation(organisation.id)] == [sent.id]
    accepted = queries.request(sent.id)
    assert accepted is not None
    assert queries.related(accepted).organisation is None

    people = db.session.scalars(select(MemberPerson).order_by(MemberPerson.id)).all()
    assert [(person.email, person.role) for person in people] == [
        ("els.peeters@korenaar.example", Role.ACCESS_MANAGER),
        ("jan@korenaar.example", Role.CONTACT),
        ("facturen@korenaar.example", Role.CONTACT),
        ("noor@korenaar.example", Role.CONTACT),
    ]
    assert people[0].phone == "+3291234567"
    (invitation,) = db.session.scalars(select(Invitation)).all()
    assert invitation.account.email == "els.peeters@korenaar.example"
    deliver()
    assert any("/mycesi/uitnodiging/" in mail.text for mail in smtp.to("els.peeters@korenaar.example"))


def test_another_person_can_be_the_first_manager(sent: AffiliationRequest, officer: Account) -> None:
    operations.take_up(sent.id, by=officer)
    manager = Manager("jan@korenaar.example", "Jan Peeters", "fr")
    operations.accept(sent.id, by=officer, manager=manager, affiliated_on=dt.date(2027, 4, 1))
    people = {person.email: person.role for person in db.session.scalars(select(MemberPerson))}
    assert people["jan@korenaar.example"] == Role.ACCESS_MANAGER
    assert people["els.peeters@korenaar.example"] == Role.CONTACT
    assert db.session.scalars(select(Organisation)).one().affiliated_on == dt.date(2027, 4, 1)


def test_what_does_not_fit_the_state_is_refused(sent: AffiliationRequest, officer: Account) -> None:
    with pytest.raises(NotPossible):
        operations.accept(sent.id, by=officer)
    with pytest.raises(NotPossible):
        operations.note_signature(sent.id, by=officer)
    with pytest.raises(NoReason):
        operations.refuse(sent.id, by=officer, reason="  ")
    with pytest.raises(Gone):
        operations.take_up(sent.id + 1, by=officer)
    operations.refuse(sent.id, by=officer, reason="Geen werkgever.")
    for act in (operations.take_up, operations.record_offer, operations.complete):
        with pytest.raises(NotPossible):
            act(sent.id, by=officer)
    assert possible(State.REFUSED) == ()
    assert db.session.scalars(select(Organisation)).all() == []


def test_of_two_who_accept_at_once_one_is_refused(sent: AffiliationRequest, officer: Account) -> None:
    operations.take_up(sent.id, by=officer)
    operations.accept(sent.id, by=officer)
    with pytest.raises(NotPossible):
        operations.accept(sent.id, by=officer)
    assert len(db.session.scalars(select(Organisation)).all()) == 1


@pytest.mark.parametrize(
    ("decide", "words"),
    [(operations.refuse, "reason"), (operations.withdraw, "reason"), (operations.ask_for_more, "question")],
)
def test_the_applicant_hears_what_was_decided_and_why(
    sent: AffiliationRequest,
    officer: Account,
    smtp: Inbox,
    deliver: Callable[[], None],
    decide: Callable[..., AffiliationRequest],
    words: str,
) -> None:
    decide(sent.id, by=officer, **{words: "Omdat <het> zo is."})
    deliver()
    mail = smtp.to("els.peeters@korenaar.example")[-1]
    assert "Omdat <het> zo is." in mail.text
    assert "Omdat &lt;het&gt; zo is." in mail.html
    assert sent.reference in str(mail.message["Subject"])
    assert mail.message["Reply-To"] == "aansluiting@cesi.example"


def test_the_same_number_is_linked_for_staff_alone(applicant: Applicant, requests: Requests, context: Flask) -> None:
    applicant.apply()
    page = Applicant(applicant.client).apply()
    first, second = requests()
    assert first.reference not in page.text
    with context.app_context():
        assert [request.id for request in queries.related(second).requests] == [first.id]
        operations.take_up(first.id, by=None)
        operations.accept(first.id, by=None)
        found = queries.related(second)
        assert found.requests == []
        assert found.organisation is not None
        assert found.organisation.is_active
        operations.take_up(second.id, by=None)
        with pytest.raises(AlreadyMember):
            operations.accept(second.id, by=None)
        again = queries.request(second.id)
        assert again is not None
        assert again.state == State.IN_REVIEW


def test_who_had_left_comes_back_with_the_new_facts(applicant: Applicant, requests: Requests, context: Flask) -> None:
    applicant.apply()
    Applicant(applicant.client).apply({"identity": {"legal_name": "De Nieuwe Korenaar"}})
    first, second = requests()
    for request in (first, second):
        operations.take_up(request.id, by=None)
    operations.accept(first.id, by=None)
    organisation = db.session.scalars(select(Organisation)).one()
    end_affiliation(organisation, by=None, last_day=dt.date(2020, 1, 1))
    operations.accept(second.id, by=None)
    organisation = db.session.scalars(select(Organisation)).one()
    assert (organisation.legal_name, organisation.is_active) == ("De Nieuwe Korenaar", True)
    assert len(organisation.establishments) == 1


def test_a_founder_joins_once_the_number_is_known(applicant: Applicant, requests: Requests, context: Flask) -> None:
    applicant.apply({"identity": {"enterprise_number": "", "incorporation_pending": "y"}})
    (request,) = requests()
    operations.take_up(request.id, by=None)
    with pytest.raises(NumberNeeded):
        operations.accept(request.id, by=None)
    operations.correct_number(request.id, by=None, enterprise_number="0999900150")
    operations.accept(request.id, by=None)
    assert db.session.scalars(select(Organisation.enterprise_number)).one() == "0999900150"
    with pytest.raises(NotPossible):
        operations.correct_number(request.id, by=None, enterprise_number="0123456749")


def test_one_that_was_set_apart_is_released_or_refused_in_silence(
    applicant: Applicant, requests: Requests, context: Flask, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    for _ in range(2):
        Applicant(applicant.client).apply({"people": {"homepage": "x"}})
    first, second = requests()
    with pytest.raises(NotPossible):
        operations.take_up(first.id, by=None)
    operations.refuse(first.id, by=None, reason="Robot.")
    deliver()
    assert smtp.received == []
    operations.release(second.id, by=None)
    with pytest.raises(NotPossible):
        operations.release(second.id, by=None)
    deliver()
    assert len(smtp.to("els.peeters@korenaar.example")) == 1


def test_staff_find_requests_by_state_language_and_words(applicant: Applicant, context: Flask) -> None:
    applicant.apply()
    Applicant(applicant.client, "fr").apply({"identity": {"legal_name": "Boulangerie 100 % Épi"}})
    found = queries.find_requests()
    assert [request.legal_name for request in found] == ["Boulangerie 100 % Épi", "Bakkerij De Korenaar"]
    newest, oldest = found
    operations.take_up(oldest.id, by=None)
    for words, expected in (
        ({"state": State.IN_REVIEW}, [oldest]),
        ({"open_only": True, "language": "fr"}, [newest]),
        ({"held": True}, []),
        ({"text": "korenaar"}, [newest, oldest]),
        ({"text": "100 %"}, [newest]),
        ({"text": "0123.456"}, [newest, oldest]),
        ({"text": oldest.reference.lower()}, [oldest]),
        ({"before_id": newest.id}, [oldest]),
        ({"limit": 1}, [newest]),
    ):
        assert [request.id for request in queries.find_requests(**words)] == [r.id for r in expected], words
    assert queries.count_by_state() == {State.IN_REVIEW: 1, State.RECEIVED: 1}
