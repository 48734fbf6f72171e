"""What the contact form keeps goes in the night after its last day, and belongs to who wrote it."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.contact import operations
from cesi_site.contact.models import ContactAttachment, ContactMessage, PendingUpload
from cesi_site.contact.processing import ATTACHMENTS, CONTACT, MESSAGES, UPLOADS
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import db, transaction
from cesi_site.core.uploads import Upload
from cesi_site.register import Person
from cesi_site.register.retention import last_day, purge
from tests.contact.conftest import draft, pdf

pytestmark = [pytest.mark.usefixtures("topics"), pytest.mark.promise("I1")]

RECEIVED = dt.datetime(2027, 3, 5, 10, tzinfo=dt.UTC)
FILE = Upload("een.pdf", "application/pdf", pdf())


def rows(model: type[object]) -> int:
    return len(db.session.scalars(select(model)).all())


def in_the_night_after(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(0, 10), BRUSSELS)


@pytest.fixture
def message(context: Flask) -> ContactMessage:
    """A message of 5 March 2027 with a file."""
    taken = operations.receive_message(draft(), number="one", uploads=[FILE])
    found = db.session.get_one(ContactMessage, taken.id)
    with transaction():
        found.received_at = RECEIVED
    return found


@pytest.mark.promise("E3")
def test_a_message_goes_with_its_files_three_years_after_it_came(context: Flask, message: ContactMessage) -> None:
    day = dt.date(2030, 3, 5)
    assert last_day(MESSAGES, message.id) == day
    register = context.extensions["register"]
    purge(register, in_the_night_after(day) - dt.timedelta(minutes=11))
    assert (rows(ContactMessage), rows(ContactAttachment)) == (1, 1)
    purge(register, in_the_night_after(day))
    assert (rows(ContactMessage), rows(ContactAttachment)) == (0, 0)


def test_the_clock_of_a_closed_message_starts_at_its_end(context: Flask, message: ContactMessage) -> None:
    with transaction():
        message.closed_at = dt.datetime(2027, 5, 1, 10, tzinfo=dt.UTC)
    assert last_day(MESSAGES, message.id) == dt.date(2030, 5, 1)
    assert last_day(ATTACHMENTS, 1) == dt.date(2030, 5, 1)


def test_a_stopped_worker_keeps_no_file_longer_than_a_day(context: Flask) -> None:
    (kept,) = operations.keep_uploads([FILE])
    day = last_day(UPLOADS, kept.id)
    assert day == kept.kept_at.astimezone(BRUSSELS).date() + dt.timedelta(days=1)
    purge(context.extensions["register"], in_the_night_after(day))
    assert rows(PendingUpload) == 0


@pytest.mark.promise("K2")
def test_a_person_finds_their_own_messages_and_files(context: Flask, message: ContactMessage) -> None:
    operations.receive_message(draft(email="another@voorbeeld.be"), number="two", uploads=[FILE])
    person = Person(emails=frozenset({message.email}))
    for holding in (MESSAGES, ATTACHMENTS):
        found = db.session.scalars(select(holding.primary_key).where(holding.on, holding.subject(person))).all()
        assert found == [1]


def test_what_a_person_typed_is_theirs_to_take_along(context: Flask) -> None:
    typed = {column.key for column in MESSAGES.provided}
    assert typed >= {"name", "email", "phone", "organisation", "enterprise_number", "subject", "body"}
    assert CONTACT.balancing is not None
