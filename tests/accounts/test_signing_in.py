"""Signing in, with one step and with two."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import quote, urljoin, urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts import operations
from cesi_site.accounts.models import Account, ConnectionEvent, Happening, SignIn, StaffRoleName
from cesi_site.accounts.places import NOWHERE
from cesi_site.core import clock
from cesi_site.core.database import db
from tests.accounts.people import CODES, HOST, LOGIN, PASSWORD, AuthenticatorApp, Browser, make_account, set_up_app
from tests.support.client import hidden_fields

LATER = dt.timedelta(minutes=2)


def happenings() -> list[Happening]:
    db.session.rollback()
    return list(db.session.scalars(select(ConnectionEvent.happening).order_by(ConnectionEvent.id)))


@pytest.mark.parametrize(("path", "title"), [("/nl/mycesi/aanmelden", "nl-BE"), ("/fr/mycesi/connexion", "fr-BE")])
def test_each_language_has_its_address(browser: Browser, path: str, title: str) -> None:
    page = browser.get(path)
    assert page.status_code == 200
    assert f'lang="{title}"' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_member_signs_in_and_out(browser: Browser) -> None:
    make_account()
    assert browser.sign_in().location == "/nl/mycesi/"
    assert browser.is_in()
    page = browser.get("/nl/mycesi/beveiliging")
    out = browser.post("/nl/mycesi/afmelden", {"csrf_token": hidden_fields(page.text)["csrf_token"]})
    assert out.location == LOGIN
    assert not browser.is_in()
    assert happenings() == [Happening.SIGNED_IN, Happening.SIGNED_OUT]


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(browser: Browser) -> None:
    make_account()
    pages = []
    for address in ("an@voorbeeld.be", "nobody@voorbeeld.be"):
        page = browser.sign_in(address, "wrong password").text
        token = hidden_fields(page)["csrf_token"]
        pages.append(page.replace(token, "").replace(address, ""))
    assert pages[0] == pages[1]
    assert happenings() == [Happening.SIGN_IN_FAILED] * 2
    known, unknown = db.session.scalars(select(ConnectionEvent).order_by(ConnectionEvent.id))
    assert known.account_id
    assert known.address_hash is None
    assert unknown.account_id is None
    assert unknown.address_hash
    assert unknown.ip == "192.0.2.10"
    assert (unknown.browser, unknown.network) == ("Firefox", "192.0.2.0/24")


def test_nobody_signs_in_without_the_token_of_the_form(browser: Browser) -> None:
    make_account()
    browser.get(LOGIN)
    assert browser.post(LOGIN, {"email": "an@voorbeeld.be", "password": PASSWORD}).status_code == 400
    assert not browser.is_in()


def test_a_withdrawn_account_does_not_get_in(browser: Browser) -> None:
    account = make_account()
    assert browser.sign_in().status_code == 302
    operations.withdraw_access(account_id=account.id, by=None, reason="left")
    assert not browser.is_in(), "the open session ended at once"
    assert browser.sign_in().status_code == 200


def test_staff_must_set_up_a_second_step_first(browser: Browser) -> None:
    make_account("an@voorbeeld.be", StaffRoleName.ADMINISTRATOR)
    assert browser.sign_in().location == "/nl/mycesi/beveiliging/app"
    assert not browser.is_in(), "the password alone opens nothing"


def test_the_second_step_lets_in(browser: Browser, context: Flask) -> None:
    make_account("an@voorbeeld.be", StaffRoleName.ADMINISTRATOR)
    app = set_up_app(browser)
    assert browser.is_in()
    assert db.session.scalars(select(SignIn)).one().strong
    with time_machine.travel(clock.now() + LATER, tick=True):
        other = Browser(context)
        assert other.sign_in().location.startswith("/nl/mycesi/tweede-stap")
        assert not other.is_in()
        assert other.send("/nl/mycesi/tweede-stap", code="000000").status_code == 200
        assert other.send("/nl/mycesi/tweede-stap", code=app.code()).location == "/nl/mycesi/"
        assert other.is_in()
    assert happenings() == [
        Happening.PASSWORD_RIGHT,
        Happening.FACTOR_SET,
        Happening.SIGNED_IN,
        Happening.CODES_MADE,
        Happening.PASSWORD_RIGHT,
        Happening.CODE_FAILED,
        Happening.SIGNED_IN,
    ]


def test_ASVS_6_5_1_a_code_works_once(browser: Browser, context: Flask) -> None:
    make_account("an@voorbeeld.be", StaffRoleName.ADMINISTRATOR)
    app = set_up_app(browser)
    replay = Browser(context)
    replay.sign_in()
    assert 'id="code-error"' in replay.send("/nl/mycesi/tweede-stap", code=app.code()).text
    assert not replay.is_in()


@pytest.mark.parametrize(
    ("age", "opens"), [(0, True), (30, True), (60, False), (300, False), (-30, True), (-60, False)]
)
def test_ASVS_6_5_5_a_code_lives_for_its_step_of_thirty_seconds_and_one_beside_it(
    browser: Browser, context: Flask, age: int, opens: bool
) -> None:
    make_account("an@voorbeeld.be", StaffRoleName.ADMINISTRATOR)
    app = set_up_app(browser)
    assert app.totp.period == 30
    # The first second of a step, far enough from the set-up that no step was used.
    moment = (int(clock.now().timestamp()) // 30 + 40) * 30 + 1
    with time_machine.travel(moment, tick=False):
        other = Browser(context)
        other.sign_in()
        code = str(app.totp.generate(moment - age).token)
        other.send("/nl/mycesi/tweede-stap", code=code)
        assert other.is_in() is opens


def test_ASVS_6_5_5_no_code_is_sent_by_mail_or_telephone(app: Flask) -> None:
    assert app.config["SECURITY_TWO_FACTOR_ENABLED_METHODS"] == ["authenticator"]
    assert not app.config["SECURITY_TWO_FACTOR_RESCUE_EMAIL"]


def test_ASVS_6_5_1_a_recovery_code_works_once(browser: Browser, context: Flask) -> None:
    account = make_account("an@voorbeeld.be", StaffRoleName.ADMINISTRATOR)
    codes = set_up_app(browser).codes
    assert len(set(codes)) == 10
    first = Browser(context)
    first.sign_in()
    typed = codes[0].upper().replace("-", " ")
    assert first.send("/nl/mycesi/tweede-stap/herstelcode", code=typed).location == "/nl/mycesi/"
    second = Browser(context)
    second.sign_in()
    assert second.send("/nl/mycesi/tweede-stap/herstelcode", code=codes[0]).status_code == 200
    assert not second.is_in()
    db.session.expire_all()
    assert len(db.session.get_one(Account, account.id).recovery_codes) == 9


def test_ASVS_6_5_2_recovery_codes_are_stored_as_hashes(browser: Browser) -> None:
    account = make_account()
    codes = operations.make_recovery_codes(account=account, place=NOWHERE)
    kept = {code.hash for code in account.recovery_codes}
    assert len(kept) == 10
    assert not any(code in hash_ or code.replace("-", "") in hash_ for code in codes for hash_ in kept)


def test_ASVS_6_3_1_many_wrong_codes_cost_a_pause(browser: Browser, context: Flask) -> None:
    make_account("an@voorbeeld.be", StaffRoleName.ADMINISTRATOR)
    app = set_up_app(browser)
    with time_machine.travel(clock.now() + LATER, tick=True):
        thief = Browser(context, ip="203.0.113.5")
        thief.sign_in()
        for _ in range(5):
            thief.send("/nl/mycesi/tweede-stap", code="000000")
        assert 'id="code-error"' in thief.send("/nl/mycesi/tweede-stap", code=app.code()).text
        assert not thief.is_in()
        browser.client.delete_cookie("cesi_session", domain="my.localhost")
        browser.sign_in()
        assert browser.send("/nl/mycesi/tweede-stap", code=app.code()).status_code == 302, "the owner gets in"
    assert Happening.SIGN_IN_LOCKED in happenings()


def test_next_leads_to_our_own_pages_alone(browser: Browser) -> None:
    make_account()
    hidden = hidden_fields(browser.get(LOGIN).text)
    fields = {"csrf_token": hidden["csrf_token"], "email": "an@voorbeeld.be", "password": PASSWORD}
    answer = browser.post(f"{LOGIN}?next=https://evil.example/", fields)
    assert "evil.example" not in (answer.location or "")
    browser2 = Browser(browser.client.application)
    hidden = hidden_fields(browser2.get(LOGIN).text)
    answer = browser2.post(f"{LOGIN}?next=/nl/mycesi/profiel", {**fields, "csrf_token": hidden["csrf_token"]})
    assert answer.location == "/nl/mycesi/profiel"


def test_ASVS_16_3_1_every_step_of_signing_in_is_logged_with_its_outcome_and_its_kind(
    browser: Browser, context: Flask
) -> None:
    make_account("an@voorbeeld.be", StaffRoleName.ADMINISTRATOR)
    app = set_up_app(browser)
    codes = app.codes
    second = "/nl/mycesi/tweede-stap"
    with time_machine.travel(clock.now() + LATER, tick=True):
        other = Browser(context)
        other.sign_in(password="wrong one")
        other.sign_in("nobody@voorbeeld.be")
        other.sign_in()
        other.send(second, code="000000")
        other.send(f"{second}/herstelcode", code="2222-2222-2222-2222")
        other.send(f"{second}/herstelcode", code=codes[0])
        other.send("/nl/mycesi/wachtwoord-bevestigen", password="wrong one")
        other.send("/nl/mycesi/wachtwoord-bevestigen", password=PASSWORD)
        token = hidden_fields(other.get("/nl/mycesi/beveiliging").text)["csrf_token"]
        other.post("/nl/mycesi/afmelden", {"csrf_token": token})
        other.sign_in()
        other.send(second, code=app.code())
        Browser(context).send("/nl/mycesi/wachtwoord-vergeten", email="an@voorbeeld.be")
    db.session.rollback()
    rows = db.session.execute(
        select(ConnectionEvent.happening, ConnectionEvent.detail).order_by(ConnectionEvent.id)
    ).all()
    assert [tuple(row) for row in rows] == [
        (Happening.PASSWORD_RIGHT, None),
        (Happening.FACTOR_SET, None),
        (Happening.SIGNED_IN, "totp"),
        (Happening.CODES_MADE, None),
        (Happening.SIGN_IN_FAILED, None),
        (Happening.SIGN_IN_FAILED, None),
        (Happening.PASSWORD_RIGHT, None),
        (Happening.CODE_FAILED, "totp"),
        (Happening.CODE_FAILED, "recovery_code"),
        (Happening.RECOVERY_CODE_USED, None),
        (Happening.SIGNED_IN, "recovery_code"),
        (Happening.SIGN_IN_FAILED, "again"),
        (Happening.CONFIRMED_AGAIN, None),
        (Happening.SIGNED_OUT, "logout"),
        (Happening.PASSWORD_RIGHT, None),
        (Happening.SIGNED_IN, "totp"),
        (Happening.RESET_ASKED, None),
    ]


DEEP = "/nl/mycesi/beveiliging?from=mail"
SENT = f"{LOGIN}?next=/nl/mycesi/beveiliging?from%3Dmail"


def test_who_sets_up_a_second_step_first_lands_on_the_page_they_were_sent_to(browser: Browser) -> None:
    make_account("an@voorbeeld.be", StaffRoleName.ADMINISTRATOR)
    assert browser.get(DEEP).location == SENT
    assert set_up_app(browser, page=SENT).led == DEEP
    assert browser.get(DEEP).status_code == 200


def test_a_wrong_first_code_does_not_lose_the_page_they_were_sent_to(browser: Browser) -> None:
    make_account("an@voorbeeld.be", StaffRoleName.ADMINISTRATOR)
    led = browser.send(SENT, email="an@voorbeeld.be", password=PASSWORD).location
    page = browser.send(led, setup="authenticator").text
    second = "/nl/mycesi/tweede-stap?next=/nl/mycesi/beveiliging?from%3Dmail"
    assert f'action="{second}"' in page
    app = AuthenticatorApp(page)
    wrong = browser.post(second, {**hidden_fields(page), "code": "000000"}).text
    assert 'id="code-error"' in wrong and 'class="qr-code"' in wrong
    assert AuthenticatorApp(wrong).totp.key == app.totp.key, "the app that was scanned is still the right one"
    assert browser.post(second, {**hidden_fields(wrong), "code": app.code()}).location == CODES
    assert f'href="{DEEP}"' in browser.get(CODES).text


def test_recovery_codes_are_made_when_they_are_shown_and_shown_once(browser: Browser) -> None:
    account = make_account("an@voorbeeld.be", StaffRoleName.ADMINISTRATOR)
    old = set_up_app(browser).codes
    assert "<li><code>" not in browser.get(CODES).text, "loaded again, the page shows nothing"
    asked = browser.send(CODES)
    assert (asked.status_code, asked.location) == (303, CODES)
    db.session.expire_all()
    before = {code.hash for code in db.session.get_one(Account, account.id).recovery_codes}
    new = re.findall("<li><code>([^<]+)</code>", browser.get(CODES).text)
    assert len(new) == 10 and not set(new) & set(old)
    again = browser.get(CODES).text
    assert "<li><code>" not in again and "10" in again
    db.session.expire_all()
    kept = {code.hash for code in db.session.get_one(Account, account.id).recovery_codes}
    assert len(kept) == 10 and not kept & before


def test_a_member_who_adds_an_app_sees_the_square_again_after_a_wrong_code(browser: Browser) -> None:
    make_account()
    browser.sign_in()
    page = browser.send("/nl/mycesi/beveiliging/app", setup="authenticator").text
    app = AuthenticatorApp(page)
    wrong = browser.post("/nl/mycesi/tweede-stap", {**hidden_fields(page), "code": "000000"}).text
    assert AuthenticatorApp(wrong).totp.key == app.totp.key
    assert browser.post("/nl/mycesi/tweede-stap", {**hidden_fields(wrong), "code": app.code()}).location == CODES
    assert browser.get("/nl/mycesi/tweede-stap").location == "/nl/mycesi/beveiliging", "nothing is set up any more"
    assert browser.is_in()


def test_the_code_of_a_sign_in_is_not_announced(browser: Browser, context: Flask) -> None:
    make_account("an@voorbeeld.be", StaffRoleName.ADMINISTRATOR)
    app = set_up_app(browser)
    with time_machine.travel(clock.now() + LATER, tick=True):
        other = Browser(context)
        other.sign_in()
        other.send("/nl/mycesi/tweede-stap", code=app.code())
        assert 'class="callout' not in other.get("/nl/mycesi/beveiliging").text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example"])
def test_a_next_elsewhere_is_ignored(browser: Browser, elsewhere: str) -> None:
    make_account()
    page = browser.get(f"{LOGIN}?next={quote(elsewhere)}").text
    fields = {**hidden_fields(page), "email": "an@voorbeeld.be", "password": PASSWORD}
    assert browser.post(f"{LOGIN}?next={quote(elsewhere)}", fields).location == "/nl/mycesi/"
    assert browser.is_in()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "///evil.example"])
def test_a_set_up_leads_to_our_own_pages_alone(browser: Browser, elsewhere: str) -> None:
    make_account("an@voorbeeld.be", StaffRoleName.ADMINISTRATOR)
    led = browser.sign_in().location
    page = browser.send(f"{led}?next={quote(elsewhere)}", setup="authenticator").text
    fields = {**hidden_fields(page), "code": AuthenticatorApp(page).code()}
    answer = browser.post(f"/nl/mycesi/tweede-stap?next={quote(elsewhere)}", fields)
    assert answer.status_code == 302
    assert urlsplit(urljoin(HOST, answer.location.replace("\\", "/"))).netloc == "my.localhost"


def test_public_pages_open_no_session(browser: Browser) -> None:
    page = browser.get("/nl/contact", base_url="http://localhost")
    assert "Cookie" not in page.headers.get("Vary", "")
    assert "Set-Cookie" not in page.headers
