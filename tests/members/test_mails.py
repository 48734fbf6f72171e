"""The mails about access: whom they go to, in whose language, and that what is gone is not mailed."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.policy import tell_of_factor_reset
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.members import mails, operations
from cesi_site.members.errors import BeyondScope
from cesi_site.members.models import DocumentKind, MemberPerson, Organisation
from cesi_site.members.roles import Reason, Role
from cesi_site.outbox import queue_mail
from cesi_site.outbox.models import OutboxRow
from tests.members.people import document, organisation, person
from tests.support.smtp import Inbox

TO = "lezer@voorbeeld.example"
NAME = "Bakkerij Ørsted & zonen"


def deliver(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["outbox", "deliver", "--once"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_each_mail_leaves_in_the_language_of_its_reader(app: Flask, smtp: Inbox, language: str) -> None:
    with app.app_context():
        ours = organisation(legal_name=NAME)
        manager = person(ours, Role.ACCESS_MANAGER, "beheer@voorbeeld.example", language=language, name="An Beheer")
        reader = person(ours, Role.READER, TO, language=language, last_day=clock.today() + dt.timedelta(days=9))
        with transaction():
            queue_mail("members.access_given", person_id=reader.id)
            queue_mail("members.review", person_id=manager.id)
            tell_of_factor_reset(reader.account_id or 0)
        operations.change_role(by=manager, person=reader, role=Role.TRAINING, reason=Reason.OTHER_WORK)
    deliver(app)
    with app.app_context():
        operations.withdraw(by=None, person=db.session.get_one(MemberPerson, reader.id), reason=Reason.LEFT)
    deliver(app)
    ours_alone = [mail for mail in smtp.received if NAME in mail.message["Subject"] or "An Beheer" in mail.text]
    assert len(smtp.to(TO)) == 4  # the invitation, given, changed, ended
    assert len(ours_alone) >= 5
    for mail in smtp.received:
        assert f'<html lang="{language}-BE">' in mail.html
        assert f"http://my.localhost/{language}/" in mail.text
        assert "&amp;" not in mail.text
        assert mail.message["Auto-Submitted"] == "auto-generated"


def test_a_mail_about_what_is_gone_is_not_made(context: Flask) -> None:
    reader = person(organisation(), Role.READER)
    assert mails.access_given(person_id=999_999) is None
    operations.withdraw(by=None, person=reader, reason=Reason.LEFT)
    assert mails.access_changed(person_id=reader.id) is None
    assert mails.access_ended(person_id=reader.id) is not None


def told_of_documents() -> list[str]:
    """Return whom the queue holds a mail for about a new document."""
    rows = db.session.scalars(
        select(OutboxRow).where(OutboxRow.name == "members.document_added").order_by(OutboxRow.id)
    )
    return [db.session.get_one(MemberPerson, row.arguments["person_id"]).email for row in rows]


def test_a_new_document_is_told_to_everybody_who_may_read_it_and_to_nobody_else(context: Flask) -> None:
    ours, theirs = organisation(0), organisation(1)
    gent = operations.add_establishment(ours, by=None, name="Gent", street="Kaai 1", postcode="9000", town="Gent")
    lier = operations.add_establishment(ours, by=None, name="Lier", street="Plein 1", postcode="2500", town="Lier")
    for role, email in (
        (Role.ACCESS_MANAGER, "beheer"),
        (Role.PREVENTION_ADVISOR, "preventie"),
        (Role.READER, "lezer"),
    ):
        person(ours, role, f"{email}@voorbeeld.example")
    person(ours, Role.TRAINING, "opleiding@voorbeeld.example")
    person(ours, Role.CONTACT, "contact@voorbeeld.example", accepted=False)
    person(ours, Role.READER, "wacht@voorbeeld.example", accepted=False)
    person(ours, Role.READER, "gent@voorbeeld.example", establishment_id=gent.id)
    person(ours, Role.READER, "lier@voorbeeld.example", establishment_id=lier.id)
    person(theirs, Role.READER, "anderen@voorbeeld.example")
    operations.withdraw(by=None, person=person(ours, Role.READER, "weg@voorbeeld.example"), reason=Reason.LEFT)
    whole = ["beheer@voorbeeld.example", "preventie@voorbeeld.example", "lezer@voorbeeld.example"]
    document(ours)
    assert told_of_documents() == whole
    document(ours, establishment_id=gent.id)
    assert told_of_documents() == [*whole, *whole, "gent@voorbeeld.example"]


def test_an_upload_that_fails_tells_nobody(context: Flask) -> None:
    ours, theirs = organisation(0), organisation(1)
    person(ours, Role.READER)
    elsewhere = operations.add_establishment(theirs, by=None, name="Gent", street="K 1", postcode="9000", town="Gent")
    with pytest.raises(BeyondScope):
        document(ours, establishment_id=elsewhere.id)
    with pytest.raises(RuntimeError):
        _add_and_fail(ours)
    assert told_of_documents() == []


def _add_and_fail(organisation: Organisation) -> None:
    with transaction():
        document(organisation)
        raise RuntimeError


@pytest.mark.parametrize(
    ("language", "path", "kind"),
    [("nl", "/nl/mycesi/dossier", "risicoanalyse"), ("fr", "/fr/mycesi/dossier", "analyse des risques")],
)
def test_the_mail_about_a_document_links_to_the_file_and_holds_nothing_of_it(
    app: Flask, smtp: Inbox, language: str, path: str, kind: str
) -> None:
    with app.app_context():
        ours = organisation(legal_name=NAME, language="nl")
        person(ours, Role.READER, TO, language=language)
        document(ours, "Geheime bevindingen", kind=DocumentKind.RISK_ANALYSIS)
    deliver(app)
    (mail,) = [mail for mail in smtp.to(TO) if "dossier" in mail.message["Subject"]]
    assert NAME in mail.message["Subject"]
    assert mail.recipients == [TO]
    for body in (mail.text, mail.html):
        assert f"http://my.localhost{path}" in body
        assert kind in body
        assert "bevindingen" not in body
    assert [part.get_content_type() for part in mail.message.iter_attachments()] == []


def test_a_mail_about_a_document_that_was_taken_out_is_not_made(context: Flask) -> None:
    ours = organisation()
    reader = person(ours, Role.READER)
    added = document(ours)
    assert mails.document_added(person_id=reader.id, document_id=added.id) is not None
    number = added.id
    operations.remove_document(added, by=None)
    assert mails.document_added(person_id=reader.id, document_id=number) is None
    later = document(ours)
    operations.withdraw(by=None, person=reader, reason=Reason.LEFT)
    assert mails.document_added(person_id=reader.id, document_id=later.id) is None
