"""The whole life of a reader in a real browser with real mail: from the footer to the last click, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.support.barriers import check
from tests.support.journeys import LANGUAGE_AND_SCRIPT, mail_link, submit
from tests.support.live import LiveSite, wait_until
from tests.support.smtp import Inbox

pytestmark = pytest.mark.journey


@dataclass(frozen=True)
class Words:
    """What the pages of one language are called and say."""

    home: str
    subscribe: str
    confirm: str
    confirmed: str
    change: str
    saved: str
    address: str
    unsubscribe: str
    left: str
    find: str
    preferences: str
    off: str
    former: str


WORDS = {
    "nl": Words(
        home="/nl/over-ons",
        subscribe="/nl/nieuwsbrief",
        confirm="/nl/nieuwsbrief/bevestigen/",
        confirmed="Uw inschrijving is bevestigd",
        change="/nl/nieuwsbrief/wijzigen/",
        saved="Opgeslagen",
        address="/nl/nieuwsbrief/adres/",
        unsubscribe="/nl/nieuwsbrief/uitschrijven/",
        left="U bent uitgeschreven",
        find="/nl/nieuwsbrief/mijn-link",
        preferences="/nl/voorkeuren/",
        off="uit.",
        former="Deze link hoort bij een vroeger adres",
    ),
    "fr": Words(
        home="/fr/a-propos",
        subscribe="/fr/newsletter",
        confirm="/fr/newsletter/confirmer/",
        confirmed="Votre abonnement est confirmé",
        change="/fr/newsletter/modifier/",
        saved="Enregistré",
        address="/fr/newsletter/adresse/",
        unsubscribe="/fr/newsletter/desinscrire/",
        left="Vous êtes désinscrit(e)",
        find="/fr/newsletter/mon-lien",
        preferences="/fr/preferences/",
        off="désactivé.",
        former="Ce lien appartient à une ancienne adresse",
    ),
}


def one_click(link: str) -> None:
    """Do what a mail program does when its reader presses "unsubscribe" (RFC 8058)."""
    request = Request(link, data=b"List-Unsubscribe=One-Click", method="POST")
    request.add_header("Content-Type", "application/x-www-form-urlencoded")
    with urlopen(request) as answer:
        assert (answer.status, answer.read(), answer.url) == (200, b"", link)
        assert "Set-Cookie" not in answer.headers


class Reader:
    """Somebody at a browser, with the site in one language."""

    def __init__(self, page: Page, site: LiveSite, smtp: Inbox, words: Words, *, script: bool) -> None:
        self.page, self.site, self.smtp, self.words, self.script = page, site, smtp, words, script

    def look(self) -> None:
        """Fail on a barrier (axe is a script itself), and on an address in the URL."""
        assert "@" not in self.page.url
        assert "%40" not in self.page.url
        if self.script:
            check(self.page)

    def open(self, address: str) -> None:
        """Go to a page and look at it."""
        self.page.goto(address)
        self.look()

    def press(self) -> None:
        """Press the button of the page and look at what comes."""
        submit(self.page)
        self.look()

    def link(self, email: str, part: str) -> str:
        """Return the newest mailed link that holds `part`."""
        return mail_link(self.smtp, email, part)

    def read(self, heading: str) -> None:
        """Wait for a page with this heading."""
        expect(self.page.locator("h1")).to_have_text(heading)

    def subscribe_from_footer(self, email: str) -> None:
        """Type an address at the foot of a page, choose a theme, confirm from the mail."""
        self.open(self.site.url + self.words.home)
        self.page.fill("footer [name=email]", email)
        self.page.click("footer form button")
        expect(self.page).to_have_url(self.site.url + self.words.subscribe)
        self.page.check("[name=themes][value=hr]")
        self.press()
        self.open(self.link(email, self.words.confirm))
        self.press()
        self.read(self.words.confirmed)

    def have_link_mailed(self, email: str) -> None:
        """Have the personal link mailed."""
        self.open(self.site.url + self.words.find)
        self.page.fill("main [name=email]", email)
        self.press()

    def choose_more(self) -> None:
        """Add a theme on the page that changes things."""
        expect(self.page.locator("[name=themes]:checked")).to_have_count(1)
        self.page.check("[name=themes][value=training]")
        self.press()
        expect(self.page.locator("main [role=status]")).to_contain_text(self.words.saved)

    def move(self, email: str, new: str) -> None:
        """Go on at another address, from the page that changes things."""
        self.page.click(f'main a[href*="{self.words.address}"]')
        self.look()
        self.page.fill("main [name=email]", new)
        self.press()
        self.open(self.link(new, self.words.confirm))
        self.press()
        expect(self.page.locator("main")).to_contain_text(new)
        wait_until(lambda: len(self.smtp.to(email)) == 3, seconds=30, what="the notice to the old address")
        assert new not in self.smtp.to(email)[-1].text


@pytest.mark.promise("B1")
@pytest.mark.promise("B3")
@pytest.mark.promise("B4")
@pytest.mark.promise("K5")
@pytest.mark.parametrize(("language", "script"), LANGUAGE_AND_SCRIPT)
def test_B1_B3_B4_K5_the_life_of_a_reader(
    site: LiveSite, smtp: Inbox, visit: Callable[..., Page], language: str, script: bool
) -> None:
    words, email, new = WORDS[language], f"noor@lezer-{language}.example", f"noor@nieuw-{language}.example"
    page = visit(language, java_script_enabled=script)
    reader = Reader(page, site, smtp, words, script=script)
    reader.subscribe_from_footer(email)
    reader.have_link_mailed(email)
    old = reader.link(email, words.change)
    reader.open(old)
    reader.choose_more()
    reader.move(email, new)
    reader.open(old)
    reader.read(words.former)

    leave = reader.link(new, words.unsubscribe)
    reader.open(leave)
    one_click(leave)
    page.reload()
    reader.read(words.left)
    reader.press()  # it was a mistake
    expect(page).to_have_url(re.compile(re.escape(words.change)))

    reader.open(reader.link(new, words.preferences))
    reader.press()
    expect(page.locator("main [role=status]")).to_contain_text(words.off)
    page.goto(leave)
    reader.read(words.left)
    assert page.context.cookies() == []
