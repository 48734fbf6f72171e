"""A newsletter from the first word to the last click: written by one, approved by another, read and left by others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from cesi_site.newsletter import verp
from tests.support import live
from tests.support import smtp as smtp_server
from tests.support.barriers import check
from tests.support.journeys import accept_invitation, fill, mail_link, set_up_app, sign_in, submit
from tests.support.live import LiveSite, wait_until
from tests.support.smtp import Inbox, Received

pytestmark = [pytest.mark.journey, pytest.mark.engine("postgresql")]

WRITER, APPROVER = "schrijver@cesi.example", "lecteur@cesi.example"
JAN, ZOE = "jan@lezer.example", "zoe@lectrice.example"
READERS = {
    JAN: ("nl", "/nl/nieuwsbrief", "/nl/nieuwsbrief/bevestigen/"),
    ZOE: ("fr", "/fr/newsletter", "/fr/newsletter/confirmer/"),
}
TEXTS = {
    "subject_nl": "Veilig werken bij vorst",
    "subject_fr": "Travailler en sécurité par temps de gel",
    "summary_nl": "Wat u nu kunt doen.",
    "summary_fr": "Ce que vous pouvez faire maintenant.",
    "body_nl": "Goedendag\n\nStrooi **zout** op de toegang.",
    "body_fr": "Bonjour,\n\nSalez les **accès**.",
}


@pytest.fixture
def site(database: str, tmp_path: Path, smtp: smtp_server.Inbox) -> Iterator[LiveSite]:
    """The whole site, with the rule that every mailing needs a second person."""
    mail = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": smtp.port, "NEWSLETTER_APPROVAL_ABOVE": 0}
    environ = live.environment(database, tmp_path / "instance", **mail)
    with live.running(environ, at_once=True) as site:
        yield site


@pytest.mark.promise("B4")
def test_it_is_written_approved_read_and_left(site: LiveSite, smtp: Inbox, visit: Callable[..., Page]) -> None:
    for email, (language, path, link) in READERS.items():
        subscribe(visit(language), site, smtp, email, path, link)
    writer, approver = visit("fr"), visit("fr")
    start(writer, site, smtp, WRITER, "Wim Schrijver")
    start(approver, site, smtp, APPROVER, "Lise Lecteur")

    address = write(writer)
    look(writer, address)
    count_recipients(writer, address)
    approve(approver)

    to_jan, to_zoe = newsletter_to(smtp, JAN), newsletter_to(smtp, ZOE)
    expect_headers(to_jan, to_zoe)
    read_in_the_archive(visit("nl"), to_jan)
    one_click(to_jan)
    copy_and_send(writer, approver, address)
    wait_until(lambda: len(newsletters(smtp, ZOE)) == 2, seconds=30, what="the second newsletter")
    assert len(newsletters(smtp, JAN)) == 1, "who left got another one"


def subscribe(page: Page, site: LiveSite, smtp: Inbox, email: str, path: str, link: str) -> None:
    """Ask for the newsletter and confirm it by mail."""
    page.goto(site.url + path)
    page.fill("#subscribe [name=email]", email)
    submit(page)
    page.goto(mail_link(smtp, email, link))
    submit(page)


def start(page: Page, site: LiveSite, smtp: Inbox, email: str, name: str) -> None:
    """Come in as a communication officer."""
    words = ("--name", name, "--language", "fr", "--role", "communication_officer")
    live.flask(site.environ, "staff", "create", email, *words)
    accept_invitation(page, mail_link(smtp, email, "/invitation/"))
    sign_in(page, email)
    set_up_app(page)
    page.wait_for_url("**/staff/")


def write(page: Page) -> str:
    """Write both languages side by side and set an article into both; return the mailing's address."""
    page.locator("header a[href$='/staff/mailings']").first.click()
    check(page)
    page.locator("form[action$='/new/newsletter'] button").click()
    page.wait_for_url("**/text")
    fill(page, TEXTS)
    page.select_option("[name=block]", "article first-aid")
    page.locator("button[name=go][value=add]").click()
    expect(page.locator("[name=body_fr]")).to_have_value(re.compile(r"\[\[article first-aid\]\]"))
    check(page)
    page.locator("button[name=go][value=look]").click()
    page.wait_for_url(re.compile("/preview/nl"))
    return page.url.partition("/preview/")[0]


def look(page: Page, address: str) -> None:
    """See both languages as mail and as text."""
    for language, word in (("nl", "zout"), ("fr", "accès")):
        page.goto(f"{address}/preview/{language}")
        mail = page.frame_locator("iframe.mail-preview").first
        expect(mail.locator("strong", has_text=word)).to_be_visible()
        expect(page.locator("pre.mail-text")).to_contain_text(word)


def count_recipients(page: Page, address: str) -> None:
    """Fix who gets it; then a second person has to look."""
    page.goto(address)
    check(page)
    page.locator("form[action$='/prepare'] button").click()
    wait_until(lambda: "approve" in reloaded(page) or counted(page), seconds=30, what="the count")
    expect(page.locator("main")).to_contain_text("2")
    expect(page.locator("form[action$='/approve']")).to_have_count(0)
    check(page)


def reloaded(page: Page) -> str:
    page.reload()
    return page.content()


def counted(page: Page) -> bool:
    return page.locator("#recipients").count() > 0


def approve(page: Page) -> None:
    """Find the mailing on top of what waits, and approve it."""
    page.locator("header a[href$='/staff/']").first.click()
    page.locator("main a[href$='/staff/mailings']").first.click()
    page.get_by_role("link", name=TEXTS["subject_fr"]).first.click()
    check(page)
    page.locator("form[action$='/approve'] button").click()


def newsletters(smtp: Inbox, email: str) -> list[Received]:
    return [mail for mail in smtp.to(email) if mail.message["List-Unsubscribe"]]


def newsletter_to(smtp: Inbox, email: str) -> Received:
    wait_until(lambda: newsletters(smtp, email), seconds=30, what=f"the newsletter to {email}")
    return newsletters(smtp, email)[0]


def expect_headers(to_jan: Received, to_zoe: Received) -> None:
    """Find what a reader, a mail program and a mail server need, each in their language."""
    assert to_jan.message["Subject"] == TEXTS["subject_nl"]
    assert to_zoe.message["Subject"] == TEXTS["subject_fr"]
    assert to_zoe.message["Content-Language"] == "fr-BE"
    assert to_jan.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<http://localhost:\d+/nl/nieuwsbrief/uitschrijven/\S+>, <mailto:unsubscribe\+\S+@cesi\.be>",
        to_jan.message["List-Unsubscribe"],
    )
    assert to_jan.sender.startswith(f"{verp.BOUNCE}+")
    assert to_jan.sender != to_zoe.sender
    assert to_jan.message["Message-ID"] != to_zoe.message["Message-ID"]
    assert "/nl/nieuws/" in to_jan.text
    assert "/fr/actualites/" in to_zoe.text


def read_in_the_archive(page: Page, mail: Received) -> None:
    """Follow the mail's link to the archive; what was meant for Jan alone is not there."""
    found = re.search(r"http://\S+/nl/nieuwsbrief/archief/\S+", mail.text)
    assert found
    page.goto(found[0])
    check(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(TEXTS["subject_nl"])
    assert "uitschrijven/" not in page.content()
    assert JAN not in page.content()


def one_click(mail: Received) -> None:
    """Do what a mail program does when its reader presses "unsubscribe" (RFC 8058)."""
    link = str(mail.message["List-Unsubscribe"]).partition(">")[0].removeprefix("<")
    with urlopen(Request(link, data=b"List-Unsubscribe=One-Click", method="POST")) as answer:
        assert answer.status == 200


def copy_and_send(writer: Page, approver: Page, address: str) -> None:
    """Send the same texts again, as another edition."""
    writer.goto(address)
    writer.locator("form[action$='/copy'] button").click()
    writer.wait_for_url("**/text")
    again = writer.url.removesuffix("/text")
    writer.goto(again)
    writer.locator("form[action$='/prepare'] button").click()
    wait_until(lambda: reloaded(writer) and counted(writer), seconds=30, what="the second count")
    approver.goto(again)
    approver.locator("form[action$='/approve'] button").click()
