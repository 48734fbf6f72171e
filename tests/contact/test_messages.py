"""Taking messages in: all or nothing, once, and never as a relay."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cesi_site.audit.models import AuditEntry
from cesi_site.contact import operations
from cesi_site.contact.mails import receipt_mail
from cesi_site.contact.models import ContactAttachment, ContactMessage
from cesi_site.contact.operations import messages as room
from cesi_site.contact.queries import RECEIPTS_A_DAY, find_receipt
from cesi_site.core.database import db
from cesi_site.outbox.models import OutboxRow
from tests.contact.conftest import draft
from tests.support.client import CheckingClient

pytestmark = pytest.mark.usefixtures("topics")

Messages = Callable[[], list[ContactMessage]]


def queued(name: str) -> int:
    """Count the mails of this name that wait."""
    return len(db.session.scalars(select(OutboxRow).where(OutboxRow.name == name)).all())


def acts() -> list[str]:
    """Return what the log tells of contact."""
    lines = select(AuditEntry.action).where(AuditEntry.action.startswith("contact:message")).order_by(AuditEntry.id)
    return list(db.session.scalars(lines))


def test_message_mails_and_log_line_come_together(context: Flask) -> None:
    taken = operations.receive_message(draft(), number="one")
    (message,) = db.session.scalars(select(ContactMessage)).all()
    assert taken.reference == message.reference
    assert (queued("contact.team"), queued("contact.receipt")) == (1, 1)
    (line,) = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == f"contact_message:{message.id}"))
    assert line.action == "contact:message:received"
    assert "noor" not in line.details.lower()


def test_when_one_part_fails_nothing_is_kept(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(room, "queue_mail", fail)
    with pytest.raises(OSError, match="full"):
        operations.receive_message(draft(), number="one")
    monkeypatch.undo()
    for table in (ContactMessage, OutboxRow):
        assert db.session.scalars(select(table)).all() == []
    assert acts() == []


def test_two_clicks_at_once_are_one_message(app: Flask) -> None:
    threads = 8
    start = threading.Barrier(threads)

    def click(_: int) -> operations.Taken:
        with app.app_context():
            start.wait()
            return operations.receive_message(draft(), number="the same form")

    with ThreadPoolExecutor(threads) as pool:
        taken = list(pool.map(click, range(threads)))
    assert len({one.reference for one in taken}) == 1
    with app.app_context():
        assert queued("contact.team") == queued("contact.receipt") == 1
        assert acts() == ["contact:message:received"]


def test_a_reference_is_never_given_twice(context: Flask) -> None:
    first = operations.receive_message(draft(), number="one")
    db.session.delete(db.session.get(ContactMessage, first.id))
    db.session.commit()
    assert operations.receive_message(draft(), number="two").id != first.id


def test_an_address_gets_a_few_receipts_a_day(context: Flask) -> None:
    numbers = iter(range(100))

    def receipts(how_many: int, **changes: str) -> list[bool]:
        """Send messages; tell of each whether its receipt is sent."""
        taken = [operations.receive_message(draft(**changes), number=str(next(numbers))) for _ in range(how_many)]
        return [receipt_mail(message_id=one.id) is not None for one in taken]

    with time_machine.travel("2026-11-23T10:00Z") as traveller:
        assert receipts(8) == [True] * RECEIPTS_A_DAY + [False] * (8 - RECEIPTS_A_DAY)
        assert receipts(1, email="another@voorbeeld.be") == [True]
        traveller.shift(23 * 3600)
        assert receipts(1) == [False]
        traveller.shift(25 * 3600)
        assert receipts(1) == [True]
    assert queued("contact.team") == 11


def test_a_receipt_that_is_tried_again_later_is_still_sent(context: Flask) -> None:
    taken = [operations.receive_message(draft(), number=str(number)) for number in range(8)]
    sent = [receipt_mail(message_id=one.id) is not None for one in reversed(taken)]
    assert sent == [False] * (8 - RECEIPTS_A_DAY) + [True] * RECEIPTS_A_DAY


class TestQuarantine:
    """Messages that look like abuse."""

    def test_nobody_is_mailed(self, context: Flask) -> None:
        operations.receive_message(draft(), number="one", suspicions=["honeypot"])
        (message,) = db.session.scalars(select(ContactMessage))
        assert (message.state, message.quarantine_reasons) == ("quarantined", ["honeypot"])
        assert queued("contact.team") + queued("contact.receipt") == 0
        assert acts() == ["contact:message:quarantined"]

    def test_it_does_not_use_up_the_receipts_of_the_address(self, context: Flask) -> None:
        for number in range(20):
            operations.receive_message(draft(), number=str(number), suspicions=["too_fast"])
        taken = operations.receive_message(draft(), number="real")
        assert receipt_mail(message_id=taken.id)

    def test_a_released_message_goes_its_way(self, context: Flask) -> None:
        taken = operations.receive_message(draft(), number="one", suspicions=["honeypot"])
        message = operations.release(taken.id)
        assert (message.state, message.reference) == ("received", taken.reference)
        assert (queued("contact.team"), queued("contact.receipt")) == (1, 1)
        assert acts() == ["contact:message:quarantined", "contact:message:released"]

    def test_once_released_it_counts_from_then_on(self, context: Flask) -> None:
        with time_machine.travel("2026-11-23T10:00Z") as traveller:
            held = operations.receive_message(draft(), number="held", suspicions=["honeypot"])
            traveller.shift(3 * 24 * 3600)
            for number in range(RECEIPTS_A_DAY):
                assert receipt_mail(message_id=operations.receive_message(draft(), number=str(number)).id)
            traveller.shift(60)
            operations.release(held.id)
        assert receipt_mail(message_id=held.id) is None

    def test_the_answer_is_promised_from_the_release_on(self, app: Flask) -> None:
        with time_machine.travel("2026-11-23T10:00Z") as traveller, app.app_context():
            taken = operations.receive_message(draft(), number="one", suspicions=["honeypot"])
            traveller.shift(7 * 24 * 3600)
            operations.release(taken.id)
            receipt = find_receipt(taken.id)
        assert receipt is not None
        assert str(receipt.answer_by) == "2026-12-02"

    @pytest.mark.parametrize("state", ["received", "gone"])
    def test_only_what_is_in_quarantine_can_be_released(self, context: Flask, state: str) -> None:
        number = operations.receive_message(draft(), number="one").id if state == "received" else 4711
        with pytest.raises(operations.HandlingError):
            operations.release(number)
        assert queued("contact.team") == (state == "received")


class TestSuspicions:
    """What sets a message apart; the visitor sees no difference."""

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"homepage": "https://spam.example"}, "honeypot"),
            ({"message": "Kijk: " + "http://spam.example/ " * 5}, "many_links"),
            (
                {"subject": "www.a.example www.b.example", "message": "https://c.example https://d.example"},
                "many_links",
            ),
        ],
    )
    def test_a_suspect_message_is_answered_like_any_other(
        self,
        client: CheckingClient,
        fields: dict[str, Any],
        messages: Messages,
        changes: dict[str, str],
        reason: str,
    ) -> None:
        answer = client.post("/nl/contact", data=fields | changes)
        assert answer.status_code == 303
        page, usual = (
            client.get(client.post("/nl/contact", data=sent).location).text for sent in (fields | changes, fields)
        )
        assert len(page) == len(usual)
        first, second, third = messages()
        assert (first.state, first.quarantine_reasons) == ("quarantined", [reason])
        assert (second.state, third.state) == ("quarantined", "received")

    def test_the_time_trap_catches_a_robot_and_lets_people_through(
        self, make_app: Callable[..., Flask], fields: dict[str, Any], messages: Messages
    ) -> None:
        from tests.support.client import hidden_fields

        client = make_app(FORM_MIN_SECONDS=3.0).test_client()
        with time_machine.travel("2026-11-23T10:00Z") as traveller:
            for seconds in (1, 60):
                ticket = hidden_fields(client.get("/nl/contact").text, "/nl/contact")
                traveller.shift(seconds)
                assert client.post("/nl/contact", data=fields | ticket).status_code == 303
            assert client.post("/nl/contact", data=fields).status_code == 303
        assert [message.quarantine_reasons for message in messages()] == [["too_fast"], [], ["no_ticket"]]


class TestRateLimit:
    """Who sends too much is asked to wait, and loses nothing."""

    def test_the_eleventh_message_comes_back_with_everything_kept(
        self, make_app: Callable[..., Flask], fields: dict[str, Any], messages: Messages
    ) -> None:
        client = make_app(RATELIMIT_ENABLED=True).test_client()
        for number in range(10):
            sent = fields | {"subject": f"Vraag {number}"}
            assert client.post("/nl/contact", data=sent).status_code == 303
        answer = client.post("/nl/contact", data=fields | {"subject": "Nog een vraag"})
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "600"
        assert "Nog een vraag" in answer.text
        assert fields["organisation"] in answer.text
        assert "Noor.Janssens@Voorbeeld.be" in answer.text
        assert len(messages()) == 10

    def test_mistakes_are_not_counted(self, make_app: Callable[..., Flask], fields: dict[str, Any]) -> None:
        client = make_app(RATELIMIT_ENABLED=True).test_client()
        for _ in range(15):
            assert client.post("/nl/contact", data=fields | {"email": "noor"}).status_code == 422
        assert client.post("/nl/contact", data=fields).status_code == 303


def test_a_message_without_files_reads_no_files(context: Flask) -> None:
    operations.receive_message(draft(), number="one")
    assert db.session.scalars(select(ContactAttachment)).all() == []
