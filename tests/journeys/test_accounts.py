"""Accounts in a real browser: invited, second step, recovery codes, passkeys; every page without an axe violation."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from passlib.totp import TOTP
from playwright.sync_api import Page

from tests.journeys.test_pages import RULES
from tests.support import live
from tests.support.live import LiveSite
from tests.support.smtp import Inbox

pytestmark = pytest.mark.journey

PASSWORD = "une matinée calme à Namur"
EMAIL = "chef@cesi.example"
STEP = 30
# Where somebody lands who is in: staff without an organisation are asked which one they act for.
INSIDE = re.compile("/fr/mycesi/(choisir-organisation)?$")


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


def mail_link(inbox: Inbox, part: str) -> str:
    """Wait for a mail with a link that holds `part`, and return the link."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for mail in reversed(inbox.to(EMAIL)):
            if found := re.search(rf"http://\S*{part}\S*", mail.text):
                return found[0]
        time.sleep(0.2)
    raise AssertionError(f"no mail with {part}")


def check(page: Page) -> None:
    """Fail on anything that axe finds on this page."""
    result = Axe().run(page, options=RULES)
    assert result.violations_count == 0, page.url + "\n" + result.generate_report()


def press(page: Page, name: str) -> None:
    """Press a button of the page's content."""
    page.get_by_role("main").get_by_role("button", name=re.compile(name)).click()


def next_code(totp: TOTP, last: list[int]) -> str:
    """Return a code that was not used yet, waiting for the next step where it must."""
    while last and int(time.time()) // STEP <= last[-1]:
        time.sleep(0.5)
    last.append(int(time.time()) // STEP)
    return str(totp.generate().token)


@pytest.mark.promise("G2")
@pytest.mark.engine("sqlite")
def test_an_invited_member_of_staff_gets_in_by_all_ways(site: LiveSite, key: Page, smtp: Inbox) -> None:
    page = key
    used: list[int] = []
    live.flask(site.environ, "staff", "create", EMAIL, "--name", "Claire Lambert", "--language", "fr")
    page.goto(mail_link(smtp, "/invitation/"))
    check(page)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password_confirm").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()

    page.wait_for_url("**/fr/mycesi/connexion")
    check(page)
    sign_in(page)
    page.wait_for_url("**/fr/mycesi/securite/application")
    check(page)
    page.locator("main form button[type=submit]").first.click()
    totp = TOTP(key=page.locator("code.key").inner_text().replace("-", "").replace(" ", ""))
    check(page)
    page.locator("#code").fill(next_code(totp, used))
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(INSIDE)

    home = site.host("my")
    page.goto(f"{home}/fr/mycesi/securite/codes-de-recuperation")
    check(page)
    page.locator("main form button[type=submit]").click()
    codes = page.locator("ol.codes code").all_inner_texts()
    assert len(codes) == 10
    check(page)

    add_passkey(page, home)
    sign_out(page)
    press_passkey(page)
    page.wait_for_url(INSIDE)

    sign_out(page)
    sign_in(page)
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


def sign_in(page: Page) -> None:
    """Fill in address and password."""
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form.form button[type=submit]").click()


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
