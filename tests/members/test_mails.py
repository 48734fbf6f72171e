"""The mails about access: whom they go to, in whose language, and that what is gone is not mailed."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from cesi_site.accounts.policy import tell_of_factor_reset
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.members import mails, operations
from cesi_site.members.models import MemberPerson
from cesi_site.members.roles import Reason, Role
from cesi_site.outbox import queue_mail
from tests.members.people import organisation, person
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
