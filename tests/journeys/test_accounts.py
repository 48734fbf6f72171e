"""Accounts in a real browser: invited, second step, recovery codes, passkeys; every page without an axe violation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.support import live
from tests.support.barriers import check
from tests.support.journeys import accept_invitation, mail_link, set_up_app, sign_in
from tests.support.live import LiveSite
from tests.support.smtp import Inbox

pytestmark = pytest.mark.journey

EMAIL = "chef@cesi.example"
# Where staff land who are in.
INSIDE = "**/staff/"


@pytest.fixture
def key(visit: Callable[..., Page]) -> Iterator[Page]:
    """A browser with a passkey in the device, that answers by itself; it fails on a refused script or style."""
    page = visit("fr")
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    yield page
    assert refused == []


@pytest.mark.promise("G2")
@pytest.mark.engine("sqlite")
def test_an_invited_member_of_staff_gets_in_by_all_ways(site: LiveSite, key: Page, smtp: Inbox) -> None:
    page = key
    live.flask(site.environ, "staff", "create", EMAIL, "--name", "Claire Lambert", "--language", "fr")
    accept_invitation(page, mail_link(smtp, EMAIL, "/invitation/"))
    sign_in(page, EMAIL)
    first = set_up_app(page)
    page.wait_for_url(INSIDE)

    home = site.host("my")
    page.goto(f"{home}/fr/mycesi/securite/codes-de-recuperation")
    check(page)
    page.locator("main form button[type=submit]").click()
    codes = page.locator("ol.codes code").all_inner_texts()
    assert len(codes) == 10 and not set(codes) & set(first)
    check(page)
    page.reload()
    assert page.locator("ol.codes").count() == 0

    add_passkey(page, home)
    sign_out(page)
    press_passkey(page)
    page.wait_for_url(INSIDE)

    sign_out(page)
    sign_in(page, EMAIL)
    page.wait_for_url(re.compile("/fr/mycesi/deuxieme-etape"))
    check(page)
    page.locator("main a[href*='code-de-recuperation']").click()
    check(page)
    page.locator("#code").fill(codes[0])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(INSIDE)
    for path in ("securite/passkeys", "mot-de-passe", "adresse-e-mail", "mot-de-passe-oublie", "deuxieme-etape/aide"):
        page.goto(f"{home}/fr/mycesi/{path}")
        check(page)


def sign_out(page: Page) -> None:
    """Leave through the button of the member area."""
    page.locator("form[action$='deconnexion'] button").click()
    page.wait_for_url("**/fr/mycesi/connexion")


def add_passkey(page: Page, home: str) -> None:
    """Add a passkey that signs in by itself."""
    page.goto(f"{home}/fr/mycesi/securite/passkeys")
    page.locator("#name").fill("mon portable")
    page.locator("input[value=first]").check()
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/fr/mycesi/securite")
    assert "mon portable" in page.locator("main").inner_text()


def press_passkey(page: Page) -> None:
    """Sign in with the passkey alone."""
    page.locator("form[data-passkey-only] button").click()
