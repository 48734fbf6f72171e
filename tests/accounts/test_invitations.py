"""Invitations, changes of address, "this was not me", and the reset of a lost second factor."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts import operations, policy, queries
from cesi_site.accounts.models import Account, ConnectionAlert, ConnectionEvent, Happening, StaffRoleName
from cesi_site.accounts.places import NOWHERE
from cesi_site.core import clock
from cesi_site.core.database import db
from tests.accounts.people import PASSWORD, Browser, make_account, set_up_app
from tests.support.smtp import Inbox

GONE = 410


def link_in(text: str) -> str:
    found = re.search(r"http://my\.localhost(/\S+/\S{20,})", text)
    assert found, text
    return found[1]


def test_ASVS_6_4_1_an_invitation_works_once_for_seven_days(
    browser: Browser, context: Flask, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    boss = make_account("baas@voorbeeld.be")
    invited = operations.invite(
        email="luc@exemple.be", name="Luc Dubois", language="fr", invited_by=boss, on_behalf_of="Bakkerij <Peeters>"
    )
    assert not invited.account.active
    deliver()
    (mail,) = smtp.to("luc@exemple.be")
    assert "Bakkerij <Peeters>" in mail.text
    assert "Bakkerij &lt;Peeters&gt;" in mail.html
    link = link_in(mail.text)
    assert link.startswith("/fr/mycesi/invitation/")
    assert "luc" not in link
    with time_machine.travel(clock.now() + dt.timedelta(days=7, minutes=1), tick=True):
        assert browser.get(link).status_code == GONE
    assert browser.send(link, password="azerty123", password_confirm="azerty123").status_code == 200
    assert browser.send(link, password=PASSWORD, password_confirm="another").status_code == 200
    assert browser.send(link, password=PASSWORD, password_confirm=PASSWORD).location == "/fr/mycesi/connexion"
    assert browser.get(link).status_code == GONE
    assert browser.sign_in("luc@exemple.be").status_code == 302


def test_a_new_invitation_replaces_the_old_one(context: Flask, browser: Browser) -> None:
    first = operations.invite(email="luc@exemple.be", name="Luc", language="fr").invitation
    second = operations.invite(email="luc@exemple.be", name="Luc", language="fr").invitation
    assert first
    assert second
    with pytest.raises(operations.LinkUsed):
        operations.accept_invitation(invitation_id=first.id, password=PASSWORD, place=NOWHERE)
    account = operations.accept_invitation(invitation_id=second.id, password=PASSWORD, place=NOWHERE)
    assert operations.invite(email="luc@exemple.be", name="Luc", language="fr").invitation is None
    assert account.active


def test_a_forged_invitation_opens_nothing(browser: Browser) -> None:
    for token in ("x", "MQ.aaaa.bbbb", "../../etc"):
        assert browser.get(f"/nl/mycesi/uitnodiging/{token}").status_code in {GONE, 404}


def test_an_address_is_confirmed_from_the_new_one(
    browser: Browser, context: Flask, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    make_account()
    browser.sign_in()
    browser.send("/nl/mycesi/e-mailadres", email="Ann@Nieuw.example")
    deliver()
    assert smtp.to("an@voorbeeld.be") == []
    link = link_in(smtp.to("ann@nieuw.example")[0].text)
    assert "nieuw" not in link
    browser.get(link)
    db.session.rollback()
    assert queries.account_by_email("an@voorbeeld.be"), "opening the link changes nothing"
    assert browser.send(link).location == "/nl/mycesi/aanmelden"
    assert not browser.is_in(), "sessions end with the change"
    deliver()
    assert len(smtp.to("an@voorbeeld.be")) == 1, "the old address is told"
    assert browser.get(link).status_code == GONE
    assert browser.sign_in("an@voorbeeld.be").status_code == 200
    assert browser.sign_in("ann@nieuw.example").status_code == 302


def test_nobody_learns_that_an_address_is_taken(browser: Browser, smtp: Inbox, deliver: Callable[[], None]) -> None:
    account = make_account()
    make_account("els@voorbeeld.be")
    browser.sign_in()
    assert browser.send("/nl/mycesi/e-mailadres", email="els@voorbeeld.be").location == "/nl/mycesi/beveiliging"
    deliver()
    assert browser.send(link_in(smtp.to("els@voorbeeld.be")[0].text)).status_code == GONE
    db.session.expire_all()
    assert db.session.get_one(Account, account.id).email == "an@voorbeeld.be"


def test_ASVS_6_3_5_a_new_device_is_told_of_and_can_be_thrown_out(
    browser: Browser, context: Flask, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    account = make_account()
    browser.sign_in()
    deliver()
    assert smtp.received == [], "the first device of all is nothing to tell"
    Browser(context, ip="192.0.2.99").sign_in()
    deliver()
    assert smtp.received == [], "the same browser on the same network is known"
    thief = Browser(context, ip="203.0.113.7")
    thief.sign_in()
    deliver()
    (mail,) = smtp.to("an@voorbeeld.be")
    assert "Firefox, Linux" in mail.text
    link = link_in(mail.text)
    anybody = Browser(context, ip="198.51.100.1")
    anybody.get(link)
    assert thief.is_in(), "opening the link does nothing"
    assert anybody.send(link).location == "/nl/mycesi/beveiligd"
    assert anybody.get("/nl/mycesi/beveiligd").status_code == 200
    assert not thief.is_in()
    assert not browser.is_in()
    deliver()
    assert "/nl/mycesi/wachtwoord-vergeten/" in smtp.to("an@voorbeeld.be")[-1].text
    db.session.rollback()
    assert [alert.kind for alert in db.session.scalars(select(ConnectionAlert))] == ["not_me"]
    assert Happening.NOT_ME in [event.happening for event in queries.history(account.id).events]


def test_a_lost_factor_is_reset_by_two_persons(
    browser: Browser, smtp: Inbox, deliver: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    member = make_account("an@voorbeeld.be", StaffRoleName.CONTENT_EDITOR)
    set_up_app(browser)
    one = make_account("een@cesi.example", StaffRoleName.MEMBER_SUPPORT)
    two = make_account("twee@cesi.example", StaffRoleName.ADMINISTRATOR)
    stranger = make_account("drie@cesi.example", StaffRoleName.CONTENT_EDITOR)
    told: list[int] = []
    monkeypatch.setattr(policy, "_told", [told.append])
    with pytest.raises(operations.NotAllowed, match="role"):
        operations.ask_factor_reset(account_id=member.id, by=stranger, reason="called")
    with pytest.raises(operations.NotAllowed, match="own"):
        operations.ask_factor_reset(account_id=one.id, by=one, reason="me")
    asked = operations.ask_factor_reset(account_id=member.id, by=one, reason="called back on the known number")
    with pytest.raises(operations.NotAllowed, match="second_person"):
        operations.decide_factor_reset(reset_id=asked.id, by=one, granted=True)
    operations.decide_factor_reset(reset_id=asked.id, by=two, granted=True)
    with pytest.raises(operations.NotAllowed, match="decided"):
        operations.decide_factor_reset(reset_id=asked.id, by=two, granted=True)
    assert told == [member.id]
    assert not browser.is_in()
    deliver()
    assert len(smtp.to("an@voorbeeld.be")) == 3
    assert browser.sign_in().location.endswith("/nl/mycesi/beveiliging/app"), "a new factor is set up"
    db.session.rollback()
    assert Happening.FACTOR_RESET in db.session.scalars(select(ConnectionEvent.happening)).all()


def test_the_last_administrator_stays(context: Flask) -> None:
    one = make_account("een@cesi.example", StaffRoleName.ADMINISTRATOR)
    two = make_account("twee@cesi.example", StaffRoleName.ADMINISTRATOR)
    operations.end_staff_role(account=one, role=StaffRoleName.ADMINISTRATOR, by=two, reason="moved")
    assert not one.staff_roles
    with pytest.raises(operations.NotAllowed, match="last_administrator"):
        operations.end_staff_role(account=two, role=StaffRoleName.ADMINISTRATOR, by=one, reason="revenge")
    with pytest.raises(operations.NotAllowed, match="own"):
        operations.give_staff_role(account=two, role=StaffRoleName.DPO, by=two, reason="more")


def test_staff_are_created_from_the_command_line(
    app: Flask, context: Flask, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    done = app.test_cli_runner().invoke(
        args=["staff", "create", "Chef@CESI.example", "--name", "Chef", "--language", "nl"]
    )
    assert done.exit_code == 0, done.output
    account = queries.account_by_email("chef@cesi.example")
    assert account
    assert account.staff_roles == {StaffRoleName.ADMINISTRATOR}
    deliver()
    assert "/nl/mycesi/uitnodiging/" in smtp.to("chef@cesi.example")[0].text
