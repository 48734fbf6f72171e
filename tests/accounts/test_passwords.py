"""Passwords: what they must be, a new one by mail, a change."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts import operations, passwords
from cesi_site.accounts.models import Account, ConnectionEvent, Happening
from cesi_site.accounts.places import NOWHERE
from cesi_site.core import clock
from cesi_site.core.database import db
from tests.accounts.people import LOGIN, PASSWORD, Browser, make_account
from tests.support.client import hidden_fields
from tests.support.smtp import Inbox

NEW = "negen geduldige reigers"
FORGOT = "/nl/mycesi/wachtwoord-vergeten"


def link_in(text: str, part: str) -> str:
    found = re.search(rf"http://my\.localhost(/\S*{part}\S*)", text)
    assert found, text
    return found[1]


@pytest.mark.parametrize("typed", ["a", "1234567", "ééééééé"])
def test_ASVS_6_2_1_eight_characters_at_least(typed: str, context: Flask) -> None:
    assert passwords.faults(passwords.normalise(typed) if typed != "ééééééé" else typed)


@pytest.mark.parametrize(
    "typed",
    [
        "wachtwoord",
        "Password123!",
        "motdepasse2026",
        "Azerty1234",
        "qwertyuiop",
        "abcdefgh",
        "12345678",
        "87654321",
        "aaaaaaaaaa",
        "12341234",
        "W4chtw00rd",
        "Welkom2026!",
        "!!soleil!!",
    ],
)
def test_ASVS_6_2_4_common_passwords_are_refused(typed: str, context: Flask) -> None:
    assert passwords.faults(typed) == [str(passwords.TOO_COMMON)]


@pytest.mark.parametrize("typed", ["MyCESI-2026!", "AnPeeters1980", "voorbeeld.be1", "OneManagement99"])
def test_ASVS_6_2_11_words_of_the_context_are_refused(typed: str, context: Flask) -> None:
    assert passwords.faults(typed, "An Peeters", "an@voorbeeld.be") == [str(passwords.FROM_CONTEXT)]


@pytest.mark.parametrize("typed", [PASSWORD, "kwispelstaart", "zzkqxmrt", "é" * 3 + "blauwgroen ezel", "x7" * 64 + "q"])
def test_ASVS_6_2_5_no_rule_of_composition(typed: str, context: Flask) -> None:
    assert passwords.faults(typed, "An Peeters", "an@voorbeeld.be") == []


def test_ASVS_6_2_9_long_passwords_are_taken_whole(context: Flask, browser: Browser) -> None:
    long = "lang wachtwoord met héél veel tekens " * 5
    make_account(password=passwords.normalise(long))
    assert browser.sign_in(password=long[:-2]).status_code == 200
    assert browser.sign_in(password=long).status_code == 302


def test_ASVS_6_2_7_pasting_and_password_managers_are_let_alone(browser: Browser) -> None:
    page = browser.get(LOGIN).text
    assert 'autocomplete="current-password"' in page
    assert 'autocomplete="username"' in page
    assert 'type="password"' in page


def test_a_new_password_by_mail(browser: Browser, context: Flask, smtp: Inbox, deliver: Callable[[], None]) -> None:
    make_account(language="fr")
    thief = Browser(context, ip="203.0.113.7")
    assert thief.sign_in().status_code == 302
    browser.send(FORGOT, email=" An@Voorbeeld.be ")
    deliver()
    (mail,) = smtp.to("an@voorbeeld.be")
    link = link_in(mail.text, "mot-de-passe-oublie/")
    assert "an@voorbeeld" not in link
    done = browser.send(link, password=NEW, password_confirm=NEW)
    assert done.location == "/fr/mycesi/connexion"
    assert not thief.is_in(), "all sessions ended"
    assert browser.sign_in(password=PASSWORD).status_code == 200
    assert browser.sign_in(password=NEW).status_code == 302
    deliver()
    assert len(smtp.to("an@voorbeeld.be")) == 3, "the person is told, and of the new device as well"
    assert browser.get(link).status_code == 302, "the link works once"


def test_ASVS_6_4_3_the_link_works_for_half_an_hour(
    browser: Browser, smtp: Inbox, deliver: Callable[[], None], context: Flask
) -> None:
    make_account()
    browser.send(FORGOT, email="an@voorbeeld.be")
    deliver()
    link = link_in(smtp.to("an@voorbeeld.be")[0].text, "wachtwoord-vergeten/")
    with time_machine.travel(clock.now() + dt.timedelta(minutes=31), tick=True):
        assert Browser(context).get(link).location == FORGOT


def test_ASVS_6_3_8_reset_says_the_same_to_all(browser: Browser, smtp: Inbox, deliver: Callable[[], None]) -> None:
    make_account()
    make_account("weg@voorbeeld.be")
    operations.withdraw_access(
        account_id=db.session.scalars(select(Account.id).where(Account.email == "weg@voorbeeld.be")).one(),
        by=None,
        reason="left",
    )
    pages = []
    for address in ("an@voorbeeld.be", "weg@voorbeeld.be", "nobody@voorbeeld.be"):
        page = browser.send(FORGOT, email=address).text
        pages.append(page.replace(hidden_fields(page)["csrf_token"], "").replace(address, ""))
    assert len(set(pages)) == 1
    deliver()
    assert [mail for mail in smtp.received if "an@voorbeeld.be" not in mail.recipients] == []
    assert len(smtp.received) == 1


def test_a_change_ends_the_other_sessions(
    browser: Browser, context: Flask, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    make_account()
    other = Browser(context, ip="203.0.113.7")
    browser.sign_in()
    other.sign_in()
    path = "/nl/mycesi/wachtwoord"
    assert browser.send(path, password="wrong one", new_password=NEW, new_password_confirm=NEW).status_code == 200
    assert (
        browser.send(path, password=PASSWORD, new_password=PASSWORD, new_password_confirm=PASSWORD).status_code == 200
    )
    assert (
        browser.send(path, password=PASSWORD, new_password="azerty123", new_password_confirm="azerty123").status_code
        == 200
    )
    done = browser.send(path, password=PASSWORD, new_password=NEW, new_password_confirm=NEW)
    assert done.location == "/nl/mycesi/beveiliging"
    assert browser.is_in()
    assert not other.is_in()
    deliver()
    assert "wachtwoord" in smtp.to("an@voorbeeld.be")[-1].text.lower()
    db.session.rollback()
    assert Happening.PASSWORD_CHANGED in db.session.scalars(select(ConnectionEvent.happening)).all()


def test_passwords_are_kept_as_argon2id(context: Flask) -> None:
    account = make_account()
    assert account.password
    assert account.password.startswith("$argon2id$")


def test_a_wrong_present_password_is_counted(context: Flask) -> None:
    account = make_account()
    for _ in range(10):
        with pytest.raises(operations.WrongPassword):
            operations.confirm_password(account=account, password="no", place=NOWHERE)
    with pytest.raises(operations.Locked):
        operations.confirm_password(account=account, password=PASSWORD, place=NOWHERE)
