"""What journeys do alike in a browser: fill in, go on, follow a mail, come in, and look for barriers."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping

import pytest
from passlib.totp import TOTP
from playwright.sync_api import Page

from tests.support.barriers import check
from tests.support.live import wait_until
from tests.support.smtp import Inbox

# Every two of database, language and script meet once: each combination of all three would find nothing more.
LANGUAGE_AND_SCRIPT = [
    pytest.param("nl", True, marks=pytest.mark.engine("sqlite"), id="nl-script"),
    pytest.param("nl", False, marks=pytest.mark.engine("postgresql"), id="nl-no-script"),
    pytest.param("fr", True, marks=pytest.mark.engine("postgresql"), id="fr-script"),
    pytest.param("fr", False, marks=pytest.mark.engine("sqlite"), id="fr-no-script"),
]
PASSWORD = "une matinée calme à Namur"
STEP = 30


def fill(page: Page, values: Mapping[str, str]) -> None:
    """Type into fields, by their name."""
    for name, value in values.items():
        page.fill(f"[name={name}]", value)


def submit(page: Page) -> None:
    """Press the button of the page's first form."""
    page.locator("main form button[type=submit]").first.click()


def go_on(page: Page, value: str = "next") -> None:
    """Press the button that shows on a step of the request to join."""
    page.locator(f"button[name=go][value={value}]:not([tabindex])").click()


def press_return(page: Page, field: str) -> None:
    """Press the return key in a field, and wait until the page that follows has taken the place of this one."""
    with page.expect_navigation():
        page.press(f"[name={field}]", "Enter")


def mail_link(inbox: Inbox, address: str, part: str) -> str:
    """Wait for a mail to `address` with a link that holds `part`, and return the newest such link."""

    def links() -> list[str]:
        return [found[0] for mail in inbox.to(address) if (found := re.search(rf"http://\S*{part}\S*", mail.text))]

    wait_until(links, seconds=20, what=f"a mail to {address} with {part}")
    return links()[-1]


class Authenticator:
    """An authenticator app: it never shows a code twice, since a code that was used is refused."""

    def __init__(self, key: str) -> None:
        self._totp = TOTP(key=re.sub(r"[-\s]", "", key))
        self._shown = 0

    def code(self) -> str:
        """Return a code that was not shown yet, waiting for the next one where it must."""
        wait_until(lambda: self._step() > self._shown, seconds=STEP + 1, what="the next code")
        self._shown = self._step()
        return str(self._totp.generate(self._shown * STEP).token)

    @staticmethod
    def _step() -> int:
        return int(time.time()) // STEP


def accept_invitation(page: Page, link: str) -> None:
    """Choose a password from the mailed link; the page to sign in follows."""
    page.goto(link)
    check(page)
    fill(page, {"password": PASSWORD, "password_confirm": PASSWORD})
    submit(page)
    page.wait_for_url(re.compile("/(fr/mycesi/connexion|nl/mycesi/aanmelden)$"))
    check(page)


def sign_in(page: Page, email: str) -> None:
    """Fill in address and password."""
    fill(page, {"email": email, "password": PASSWORD})
    submit(page)


def set_up_app(page: Page) -> list[str]:
    """Set up the second factor that is asked at the first sign-in in French; return the recovery codes that end it.

    The first code is mistyped: what the app scanned stays on the page.
    """
    page.wait_for_url("**/fr/mycesi/securite/application")
    check(page)
    submit(page)
    key = page.locator("code.key").inner_text()
    app = Authenticator(key)
    check(page)
    fill(page, {"code": "000000"})
    submit(page)
    assert page.locator("code.key").inner_text() == key and page.locator(".qr-code").is_visible()
    check(page)
    fill(page, {"code": app.code()})
    submit(page)
    page.wait_for_url("**/fr/mycesi/securite/codes-de-recuperation")
    check(page)
    codes = page.locator("ol.codes code").all_inner_texts()
    page.locator("main a.button").click()
    return codes
