"""Requests about rights (promise K7): the form, each step, its mail and its log."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.audit.models import AuditEntry
from cesi_site.core import clock
from cesi_site.core.companies import PRIVACY_ADDRESS
from cesi_site.core.database import db, transaction
from cesi_site.outbox.models import OutboxRow
from cesi_site.privacy import operations
from cesi_site.privacy.decisions import GAP, OUTCOMES, suggestion
from cesi_site.privacy.errors import IdentityMissing, NotOpen, TooLate
from cesi_site.privacy.models import Channel, Identity, Right, RightsRequest, RightsState
from cesi_site.privacy.operations import Asked
from tests.members.people import Browser
from tests.staff.people import staff
from tests.support.client import hidden_fields
from tests.support.smtp import Inbox

NOOR = "noor@voorbeeld.be"
FORM = {"right": "access", "name": "Noor Janssens", "email": NOOR, "message": "Wat weet u van mij?"}


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """A visitor's browser."""
    client = Browser(app, app.response_class, use_cookies=True)
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


@pytest.fixture
def officer(context: Flask) -> Account:
    """The data protection officer."""
    return staff("Dana De Wit", StaffRoleName.DPO)


def ask(right: Right = Right.ACCESS, **changes: object) -> RightsRequest:
    facts: dict[str, object] = {"right": right, "language": "nl", "name": "Noor Janssens", "email": NOOR}
    return operations.receive_request(Asked(**facts | changes), submission=f"{right}{len(changes)}")  # type: ignore[arg-type]


@pytest.mark.promise("K7")
@pytest.mark.parametrize(("language", "path"), [("nl", "/nl/mijn-rechten"), ("fr", "/fr/mes-droits")])
def test_K7_a_form_a_receipt_and_a_link_that_shows_whose_address_it_is(
    visitor: Browser, context: Flask, smtp: Inbox, run: Callable[..., str], language: str, path: str
) -> None:
    sent = visitor.post(path, data=hidden_fields(visitor.get(path).text, path) | FORM)
    assert sent.status_code == 303, sent.text
    assert NOOR not in sent.location
    page = visitor.get(sent.location).text
    (asked,) = db.session.scalars(select(RightsRequest)).all()
    assert asked.reference in page
    run("outbox", "deliver", "--once")
    (mail,) = smtp.to(NOOR)
    (team,) = smtp.to(PRIVACY_ADDRESS)
    assert FORM["message"] not in team.text
    found = re.search(r"http://localhost(/\S+(?:bevestigen|confirmer)/\S+)", mail.text)
    assert found
    visitor.get(found[1])
    assert (
        db.session.scalars(select(RightsRequest.identity)).one() is Identity.UNPROVEN
    )  # a mail filter that follows links proves nothing
    visitor.post(found[1], data=hidden_fields(visitor.get(found[1]).text, ""))
    assert db.session.scalars(select(RightsRequest.identity)).one() is Identity.ADDRESS


@pytest.mark.promise("K7")
def test_K7_each_step_is_a_line_in_its_history_and_in_the_log(context: Flask, officer: Account) -> None:
    asked = ask()
    operations.take(asked.id, by=officer)
    operations.ask_identity(asked.id, words="Op welke dag schreef u ons?", by=officer)
    assert asked.state is RightsState.WAITING
    operations.show_identity(asked.id, identity=Identity.KNOWN, by=officer)
    operations.extend(asked.id, reason="Er zijn veel bestanden.", by=officer)
    operations.decide(asked.id, outcome=RightsState.GRANTED, words="Hierbij.", by=officer)
    acts = [event.act.value for event in asked.events]
    assert acts == ["received", "taken", "identity_asked", "identity_shown", "extended", "decided"]
    lines = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject == f"rights_request:{asked.id}"))
    assert [line.rpartition(":")[2] for line in lines] == acts
    assert asked.decided_at is not None
    with pytest.raises(NotOpen):
        operations.take(asked.id, by=officer)


@pytest.mark.promise("K7")
def test_K7_a_refusal_names_the_authority_and_the_courts(
    context: Flask, officer: Account, smtp: Inbox, run: Callable[..., str]
) -> None:
    asked = ask(language="fr", email="noor@exemple.be")
    operations.decide(asked.id, outcome=RightsState.REFUSED, words="Voici pourquoi.", by=officer)
    run("outbox", "deliver", "--once")
    decision = smtp.to("noor@exemple.be")[-1]
    assert "Voici pourquoi." in decision.text
    assert "1000 Brux" in decision.text or "1000 Brussels" in decision.text
    assert decision.message["Reply-To"].addresses[0].addr_spec == PRIVACY_ADDRESS


@pytest.mark.promise("K7")
def test_K7_an_extension_has_reasons_comes_in_time_and_once(context: Flask, officer: Account) -> None:
    asked = ask()
    operations.extend(asked.id, reason="Veel bestanden.", by=officer)
    assert asked.extended_to is not None
    assert asked.extended_to > asked.due_on
    with pytest.raises(TooLate):
        operations.extend(asked.id, reason="Nog meer.", by=officer)
    late = ask(Right.ERASURE, message="x")
    with transaction():
        late.due_on = clock.today() - dt.timedelta(days=1)
    with pytest.raises(TooLate):
        operations.extend(late.id, reason="Te laat.", by=officer)


@pytest.mark.promise("K7")
def test_K7_alarms_go_once_each(context: Flask, smtp: Inbox, run: Callable[..., str]) -> None:
    asked = ask()
    assert operations.send_alarms() == 0
    with transaction():
        asked.received_at -= dt.timedelta(days=28)
    assert [operations.send_alarms(), operations.send_alarms()] == [1, 0]
    with transaction():
        asked.due_on = clock.today() - dt.timedelta(days=1)
    assert operations.send_alarms() == 1
    run("outbox", "deliver", "--once")
    assert len([mail for mail in smtp.to(PRIVACY_ADDRESS) if asked.reference in mail.message["Subject"]]) == 3


@pytest.mark.promise("K7")
def test_K7_nothing_is_handed_over_to_somebody_unknown_and_to_stop_needs_no_proof(
    context: Flask, officer: Account
) -> None:
    asked = ask(Right.PORTABILITY)
    with pytest.raises(IdentityMissing):
        operations.decide(asked.id, outcome=RightsState.GRANTED, words="Hierbij.", by=officer)
    with pytest.raises(IdentityMissing):
        operations.hand_over(asked, who=None, by=officer)
    assert ask(Right.OBJECTION).identity is Identity.NOT_NEEDED


def test_a_robot_is_kept_for_a_person_to_see_and_mails_nobody_else(
    context: Flask, smtp: Inbox, run: Callable[..., str]
) -> None:
    asked = Asked(right=Right.ACCESS, language="nl", name="Bot", email="victim@voorbeeld.be")
    operations.receive_request(asked, submission="bot", suspicions=("honeypot",))
    operations.receive_request(asked, submission="bot", suspicions=("honeypot",))
    run("outbox", "deliver", "--once")
    assert smtp.to("victim@voorbeeld.be") == []
    assert len(smtp.to(PRIVACY_ADDRESS)) == 1


def test_a_letter_without_an_address_is_a_request_too(context: Flask, officer: Account) -> None:
    asked = operations.receive_request(
        Asked(right=Right.ACCESS, language="fr", channel=Channel.LETTER, name="Jef", postal_address="Dreef 1"),
        submission="letter",
        by=officer,
    )
    operations.show_identity(asked.id, identity=Identity.SHOWN, by=officer)
    assert operations.decide(asked.id, outcome=RightsState.GRANTED, words="Par la poste.", by=officer).decided_at


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_decision_has_words_to_begin_with(language: str) -> None:
    for right in Right:
        for outcome in OUTCOMES:
            assert suggestion(right, outcome, language)
    assert GAP in suggestion(Right.ACCESS, RightsState.REFUSED, language)


def test_the_form_fills_nobodys_mailbox(context: Flask, officer: Account) -> None:
    for number in range(8):
        operations.receive_request(
            Asked(right=Right.ACCESS, language="nl", name="Noor", email=NOOR), submission=f"n{number}"
        )
    assert receipts() == 5
    assert len(db.session.scalars(select(RightsRequest.id)).all()) == 8  # each is answered all the same
    operations.receive_request(
        Asked(right=Right.ACCESS, language="nl", name="Noor", email=NOOR), submission="letter", by=officer
    )
    assert receipts() == 6
    with transaction() as session:
        session.execute(update(RightsRequest).values(received_at=clock.now() - dt.timedelta(days=1)))
    ask()
    assert receipts() == 7


def receipts() -> int:
    """How many receipts were queued."""
    return len(db.session.scalars(select(OutboxRow.id).where(OutboxRow.name == "privacy.request_received")).all())
