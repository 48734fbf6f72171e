"""Sessions are rows: they end on every machine at once, and by themselves."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import random
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts import operations, queries
from cesi_site.accounts.models import Account, SignIn, StaffRoleName
from cesi_site.accounts.places import NOWHERE
from cesi_site.core import clock
from cesi_site.core.database import db
from tests.accounts.people import CHEAP, CHROME, HOST, PASSWORD, AuthenticatorApp, Browser, make_account, set_up_app
from tests.support.client import find_all, hidden_fields, parse

SECURITY = "/nl/mycesi/beveiliging"


def cookie_of(browser: Browser) -> str:
    cookie = browser.client.get_cookie("cesi_session", domain="my.localhost")
    assert cookie is not None
    return cookie.value


def test_ASVS_7_2_3_a_session_is_known_by_256_random_bits_of_which_the_hash_is_kept(context: Flask) -> None:
    account = make_account()
    tokens = []
    for _ in range(50):
        random.seed(1)  # a generator that can be foretold would now repeat itself
        tokens.append(operations.begin_session(account=account, place=NOWHERE, strong=False, how="password"))
    assert len(set(tokens)) == 50
    raw = [base64.urlsafe_b64decode(token + "=") for token in tokens]
    assert {len(bits) for bits in raw} == {32}
    ones = sum(bin(int.from_bytes(bits)).count("1") for bits in raw) / (50 * 256)
    assert 0.45 < ones < 0.55, "each bit is as often set as not"
    kept = set(db.session.scalars(select(SignIn.token_hash)))
    assert kept == {hashlib.sha256(token.encode()).hexdigest() for token in tokens}


def test_ASVS_7_2_4_a_new_session_at_each_sign_in(browser: Browser) -> None:
    make_account()
    browser.sign_in()
    first = cookie_of(browser)
    browser.post("/nl/mycesi/afmelden", {"csrf_token": hidden_fields(browser.get(SECURITY).text)["csrf_token"]})
    browser.sign_in()
    assert cookie_of(browser) != first
    assert len(db.session.scalars(select(SignIn.token_hash).distinct()).all()) == 2


def test_ASVS_7_4_1_a_copied_cookie_is_worth_nothing_after_logout(browser: Browser, context: Flask) -> None:
    make_account()
    browser.sign_in()
    copied = cookie_of(browser)
    out = browser.post("/nl/mycesi/afmelden", {"csrf_token": hidden_fields(browser.get(SECURITY).text)["csrf_token"]})
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = Browser(context)
    thief.client.set_cookie("cesi_session", copied, domain="my.localhost")
    assert not thief.is_in()


def test_ASVS_7_3_1_an_unused_session_ends(browser: Browser, context: Flask) -> None:
    make_account()
    make_account("staff@cesi.example", StaffRoleName.DPO)
    browser.sign_in()
    staff = Browser(context)
    set_up_app(staff, "staff@cesi.example")
    with time_machine.travel(clock.now() + dt.timedelta(minutes=31), tick=True):
        assert browser.is_in()
        assert not staff.is_in(), "30 minutes for staff"
    with time_machine.travel(clock.now() + dt.timedelta(minutes=31 + 61), tick=True):
        assert not browser.is_in(), "60 minutes for members"
    assert {row.end_reason for row in db.session.scalars(select(SignIn))} == {"idle"}


def test_ASVS_7_3_2_a_session_ends_after_twelve_hours(browser: Browser) -> None:
    make_account()
    browser.sign_in()
    start = clock.now()
    for minutes in range(50, 12 * 60, 50):
        with time_machine.travel(start + dt.timedelta(minutes=minutes), tick=True):
            assert browser.is_in()
    with time_machine.travel(start + dt.timedelta(minutes=12 * 60 + 5), tick=True):
        assert not browser.is_in()


def test_ASVS_7_5_2_see_and_end_ones_own_sessions(browser: Browser, context: Flask) -> None:
    account = make_account()
    other = Browser(context, ip="203.0.113.7", agent=CHROME)
    browser.sign_in()
    other.sign_in()
    newest, oldest = queries.open_sessions(account.id)
    assert (newest.browser, newest.system, newest.ip) == ("Chrome", "Windows", "203.0.113.7")
    path = f"{SECURITY}/sessies/{newest.id}"
    assert browser.send(path, page=SECURITY).location == SECURITY
    assert not other.is_in()
    other.sign_in()
    assert browser.send(f"{SECURITY}/sessies", page=SECURITY).location == SECURITY
    assert not other.is_in()
    assert browser.is_in()
    assert (
        browser.send(f"{SECURITY}/sessies/{oldest.id}", page="/nl/mycesi/wachtwoord").location == "/nl/mycesi/aanmelden"
    )
    assert not browser.is_in()


def test_another_persons_session_is_not_found(browser: Browser, context: Flask) -> None:
    make_account()
    make_account("els@voorbeeld.be")
    browser.sign_in()
    other = Browser(context)
    other.sign_in("els@voorbeeld.be")
    (theirs,) = db.session.scalars(select(SignIn).order_by(SignIn.id.desc()).limit(1))
    assert browser.send(f"{SECURITY}/sessies/{theirs.id}", page="/nl/mycesi/wachtwoord").status_code == 404
    assert other.is_in()


def test_ASVS_7_4_2_all_sessions_end_when_access_is_withdrawn(browser: Browser) -> None:
    account = make_account()
    browser.sign_in()
    assert operations.end_sessions(account.id, "withdrawn") == 1
    assert not browser.is_in()


NEW = "negen geduldige reigers"


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("/nl/mycesi/wachtwoord", {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}),
        ("/nl/mycesi/beveiliging/herstelcodes", {}),
        ("/nl/mycesi/beveiliging/app", {"setup": "disable"}),
    ],
)
def test_ASVS_7_4_3_after_a_change_of_how_one_signs_in_the_other_sessions_end_or_can_be_ended(
    context: Flask, page: str, fields: dict[str, str]
) -> None:
    account = make_account(tf_primary_method="authenticator", tf_totp_secret="kept")
    browser, other = (in_session(context, account) for _ in range(2))
    done = browser.send(page, **fields)
    assert done.status_code in {200, 302, 303}
    offered = browser.get(SECURITY).text
    if other.is_in():
        assert f'action="{SECURITY}/sessies"' in offered
        browser.send(f"{SECURITY}/sessies", page=SECURITY)
    assert not other.is_in()
    assert browser.is_in()


def test_ASVS_7_4_3_a_new_app_leads_to_the_page_where_other_sessions_are_ended(context: Flask) -> None:
    account = make_account()
    browser, other = (in_session(context, account) for _ in range(2))
    page = browser.send(f"{SECURITY}/app", setup="authenticator").text
    (form,) = find_all(parse(page), "form", class_="form")
    fields = {**hidden_fields(page, form.get("action")), "code": AuthenticatorApp(page).code()}
    codes = browser.post(form.get("action"), fields).location
    assert f'href="{SECURITY}"' in browser.get(codes).text
    assert browser.send(f"{SECURITY}/sessies", page=SECURITY).location == SECURITY
    assert (browser.is_in(), other.is_in()) == (True, False)


def in_session(app: Flask, account: Account) -> Browser:
    """Return a browser in which somebody is signed in with both steps, a moment ago."""
    browser = Browser(app)
    token = operations.begin_session(account=account, place=NOWHERE, strong=True, how="totp")
    with browser.client.session_transaction(base_url=HOST) as session:
        now = clock.now().timestamp()
        session.update({"sid": token, "_user_id": account.fs_uniquifier, "_fresh": True, "fs_paa": now})
    return browser


def test_ASVS_7_4_5_all_sessions_end_when_the_key_of_the_site_is_another(
    browser: Browser, make_app: Callable[..., Flask]
) -> None:
    make_account()
    browser.sign_in()
    assert browser.is_in()
    other = Browser(make_app(**CHEAP, SECRET_KEY="another key, of a length that will do"))
    other.client.set_cookie("cesi_session", cookie_of(browser), domain="my.localhost")
    assert not other.is_in()


@pytest.mark.parametrize("host", [HOST, "http://localhost"])
def test_ASVS_14_3_1_a_browser_that_signs_out_is_told_to_forget_what_it_kept(context: Flask, host: str) -> None:
    make_account()
    browser = Browser(context, host=host)
    browser.sign_in()
    assert "Clear-Site-Data" not in browser.get(SECURITY).headers
    out = browser.post("/nl/mycesi/afmelden", {"csrf_token": hidden_fields(browser.get(SECURITY).text)["csrf_token"]})
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_ASVS_14_3_1_a_browser_whose_session_was_ended_is_told_so_once(browser: Browser) -> None:
    account = make_account()
    browser.sign_in()
    operations.end_sessions(account.id, "withdrawn")
    led = browser.get(SECURITY)
    assert led.location.startswith("/nl/mycesi/aanmelden")
    assert led.headers["Clear-Site-Data"] == '"cache", "storage"'
    page = browser.get(led.location)
    assert "Clear-Site-Data" not in page.headers
    assert browser.sign_in().status_code == 302, "the form that follows works"


def test_ASVS_7_5_1_sensitive_pages_ask_the_password_again(browser: Browser) -> None:
    make_account()
    browser.sign_in()
    with time_machine.travel(clock.now() + dt.timedelta(minutes=21), tick=True):
        for path in (
            "/nl/mycesi/e-mailadres",
            "/nl/mycesi/beveiliging/herstelcodes",
            "/nl/mycesi/beveiliging/passkeys",
        ):
            assert "/nl/mycesi/wachtwoord-bevestigen?next=" in browser.get(path).location, path
        asked = browser.get("/nl/mycesi/e-mailadres").location
        assert browser.send(asked, password="wrong one").status_code == 200
        assert browser.send(asked, password="een rustige ochtend in Gent").location == "/nl/mycesi/e-mailadres"
        assert browser.get("/nl/mycesi/e-mailadres").status_code == 200


def test_ASVS_14_3_2_nothing_private_is_stored(browser: Browser) -> None:
    make_account()
    browser.sign_in()
    for path in (SECURITY, "/nl/mycesi/wachtwoord", "/nl/mycesi/aanmelden", "/nl/mycesi/profiel"):
        assert "no-store" in browser.get(path).headers["Cache-Control"], path


def test_logging_out_from_another_site_is_refused(browser: Browser, make_app: Callable[..., Flask]) -> None:
    make_account()
    browser.sign_in()
    answer = browser._send("POST", "/nl/mycesi/afmelden", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert browser.is_in()
