"""`flask privacy audit`: a sound database passes, and each broken promise is found, said in words, with what to do."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, text, update

from cesi_site.choices.models import Choice, Decision, Method, Use
from cesi_site.choices.operations import address_of, record_choice
from cesi_site.contact.models import ContactTopic
from cesi_site.contact.operations import load_topics
from cesi_site.core import clock
from cesi_site.core.cookie_gate import REFUSED, UNDECLARED
from cesi_site.core.database import db, transaction
from cesi_site.newsletter.models import (
    Kind,
    Mailing,
    MailingRecipient,
    Origin,
    RecipientState,
    Subscription,
)
from cesi_site.outbox import queue_job
from cesi_site.outbox.models import OutboxRow, OutboxSchedule, OutboxWorker
from cesi_site.outbox.schedules import queue_due
from cesi_site.outbox.upkeep import show_alive
from cesi_site.privacy import ledger
from cesi_site.privacy.checks import declared
from cesi_site.privacy.models import ErasureEntry, Right, RightsRequest
from cesi_site.privacy.operations import Asked, erase, note_dropped, purge_expired, receive_request
from cesi_site.privacy.versions import CURRENT
from cesi_site.register import Register
from cesi_site.register.checking import all_checks, run_checks
from tests.newsletter.mailings.writing import reader
from tests.privacy.filling import PERSON
from tests.privacy.test_purge import add_sent_mail

DAY = dt.timedelta(days=1)
LONG_AGO = dt.timedelta(days=40)
Break = Callable[[], None]


@pytest.fixture
def sound(context: Flask, register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site in order: its worker lives, its schedules were on time, last night's purge is done."""
    load_topics()
    show_alive("machine:1", clock.now())
    queue_due()
    purge_expired(register=register, at=clock.now())
    monkeypatch.setattr(declared, "policy_fingerprint", lambda _: CURRENT.fingerprint)


def test_a_sound_site_passes(sound: None, run: Callable[..., str]) -> None:
    answer = run("privacy", "audit")
    assert "0 findings" in answer
    assert answer.count("ok  ") == len(all_checks())


def row_past_its_day() -> None:
    add_sent_mail(clock.now() - LONG_AGO)


def purge_missed() -> None:
    db.session.execute(text("UPDATE retention_run SET started_at = :then"), {"then": clock.now() - 3 * DAY})


def worker_gone() -> None:
    db.session.execute(update(OutboxWorker).values(seen_at=clock.now() - DAY))


def schedule_missed() -> None:
    db.session.execute(update(OutboxSchedule).values(last_slot=clock.now() - 40 * DAY))


def job_given_up() -> None:
    with transaction():
        queue_job("privacy.alarms")
    db.session.execute(update(OutboxRow).values(dead_at=clock.now()))


def consent_without_words() -> None:
    address = address_of("noor@voorbeeld.be")
    row = Choice(
        address_id=address.id, use=Use.NEWSLETTER, decision=Decision.CONSENT, method=Method.PAGE, language="nl"
    )
    db.session.add(row)


def reader_without_consent() -> None:
    db.session.add(
        Subscription(
            address_id=address_of("noor@voorbeeld.be").id,
            language="nl",
            themes=[],
            confirmed_at=clock.now(),
            origin=Origin.PAGE,
            text_version="1",
        )
    )


def mail_after_an_objection() -> None:
    subscription = reader("noor@voorbeeld.be")
    record_choice(
        subscription.address.email, Use.NEWSLETTER, Decision.OBJECTION, method=Method.PAGE, language="nl", page="x"
    )
    mailing = Mailing(kind=Kind.NEWSLETTER)
    db.session.add(mailing)
    db.session.flush()
    db.session.add(
        MailingRecipient(
            mailing_id=mailing.id,
            email=subscription.address.email,
            language="nl",
            address_id=subscription.address_id,
            state=RecipientState.SENT,
            sent_at=clock.now() + dt.timedelta(hours=1),
        )
    )


def suppression_to_review() -> None:
    record_choice("noor@voorbeeld.be", Use.NEWSLETTER, Decision.OBJECTION, method=Method.PAGE, language="nl")
    db.session.execute(text("UPDATE choice_suppression SET review_on = :day"), {"day": clock.today()})


def text_in_one_language() -> None:
    db.session.execute(update(ContactTopic).where(ContactTopic.key == "training").values(note_nl="Bel.", note_fr=""))


def request_late() -> None:
    receive_request(Asked(right=Right.ACCESS, language="nl", email="noor@voorbeeld.be"), submission="x")
    db.session.execute(update(RightsRequest).values(due_on=clock.today() - DAY))


def erasure_known_to_the_copy_alone() -> None:
    db.session.commit()
    erase(PERSON, language="nl")
    db.session.execute(delete(ErasureEntry))


def copy_unreadable() -> None:
    ledger.path().write_text("half a li")


def stray_table() -> None:
    db.session.execute(text("CREATE TABLE left_by_somebody (name VARCHAR(20))"))


def stray_column() -> None:
    db.session.execute(text("ALTER TABLE contact_message ADD COLUMN shoe_size INTEGER"))


BROKEN: list[tuple[str, Break]] = [
    ("retention.rows", row_past_its_day),
    ("retention.runs", purge_missed),
    ("schedules.worker", worker_gone),
    ("schedules.missed", schedule_missed),
    ("schedules.missed", job_given_up),
    ("consent.proof", consent_without_words),
    ("newsletter.yes", reader_without_consent),
    ("newsletter.no", mail_after_an_objection),
    ("consent.reviews", suppression_to_review),
    ("languages.pages", text_in_one_language),
    ("rights.late", request_late),
    ("erasure.ledger", erasure_known_to_the_copy_alone),
    ("erasure.ledger", copy_unreadable),
    ("declared.columns", stray_table),
    ("declared.columns", stray_column),
]


@pytest.mark.parametrize(("key", "damage"), BROKEN, ids=[damage.__name__ for _, damage in BROKEN])
def test_what_is_not_as_promised_is_found(sound: None, run: Callable[..., str], key: str, damage: Break) -> None:
    damage()
    db.session.commit()
    answer = json.loads(run("privacy", "audit", "--json", fails=True))
    (found,) = [check for check in answer["checks"] if check["key"] == key]
    assert found["promises"]
    for finding in found["findings"]:
        assert finding["count"] > 0
        assert all(finding[part][language] for part in ("what", "todo") for language in ("nl", "fr"))
    assert found["findings"]
    words = run("privacy", "audit", "--language", "fr", fails=True)
    assert found["findings"][0]["what"]["fr"] in words
    assert found["findings"][0]["todo"]["fr"] in words


def test_a_dropped_cookie_is_found(sound: None, context: Flask) -> None:
    note_dropped({("_stray", UNDECLARED): 1, ("_ga", REFUSED): 1})
    with time_machine.travel(clock.now() - dt.timedelta(days=40)):
        note_dropped({("_old", UNDECLARED): 1})
    (result,) = [one for one in run_checks() if one.check.key == "declared.cookies"]
    assert ["_stray" in one.what.nl for one in result.findings] == [True]


def test_a_policy_that_changed_without_a_version_is_found(sound: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declared, "policy_fingerprint", lambda _: "another")
    assert [one.check.key for one in run_checks() if one.findings] == ["declared.policy"]


def test_every_check_was_seen_to_find_something() -> None:
    tested = {key for key, _ in BROKEN} | {"declared.cookies", "declared.policy"}
    untested = {"languages.catalogues", "newsletter.languages"}
    assert {check.key for check in all_checks()} == tested | untested


def test_a_check_that_fails_is_itself_found(sound: None) -> None:
    with transaction() as session:
        session.execute(text("ALTER TABLE choice_suppression RENAME TO elsewhere"))
    found = {one.check.key: one.findings for one in run_checks() if one.findings}
    assert "consent.reviews" in found
    assert "fout" in found["consent.reviews"][0].what.nl
