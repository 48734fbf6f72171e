"""An announcement from the order to the last click: who ordered gets it, who refused does not, one press ends it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from cesi_site.enrolment.queries.enrolments import open_sessions
from cesi_site.enrolment.words import Organiser
from tests.support import live
from tests.support.barriers import check
from tests.support.journeys import accept_invitation, fill, go_on, mail_link, set_up_app, sign_in, submit
from tests.support.live import LiveSite, wait_until
from tests.support.smtp import Inbox, Received

pytestmark = [pytest.mark.journey, pytest.mark.engine("sqlite")]

ELS, LUC, AN = "els@korenaar.example", "luc@garage.example", "an@molen.example"
WRITER, READER = "ilse@cesi.example", "lise@cesi.example"
FORM = {"nl": "/nl/inschrijven/", "fr": "/fr/inscription/"}
TEXTS = {
    "subject_nl": "Nieuwe data voor hulpverleners",
    "subject_fr": "Nouvelles dates pour les secouristes",
    "body_nl": "Goedendag\n\nWij geven twee nieuwe sessies.",
    "body_fr": "Bonjour,\n\nNous donnons deux nouvelles sessions.",
}
EVENT = {
    "event_day": "05/03/2031",
    "event_time": "9:00",
    "event_place_nl": "CESI, Brussel",
    "event_place_fr": "CESI, Bruxelles",
}


@pytest.mark.promise("C2")
@pytest.mark.promise("C3")
def test_it_reaches_who_ordered_and_one_press_ends_it(
    site: LiveSite, app: Flask, smtp: Inbox, visit: Callable[..., Page]
) -> None:
    with app.app_context():
        session = next(one.id for one in open_sessions() if one.training.organiser is Organiser.CESI)
    order(visit("nl"), site, session, ELS, "nl")
    order(visit("fr", viewport={"width": 390, "height": 900}), site, session, LUC, "fr")
    order(visit("nl"), site, session, AN, "nl", refuses=True)
    writer, reader = visit("fr"), visit("fr", viewport={"width": 390, "height": 900})
    come_in(writer, site, smtp, WRITER, "Ilse Jacobs", "training_manager")
    come_in(reader, site, smtp, READER, "Lise Lecteur", "communication_officer")

    address = write(writer)
    look(writer, address)
    try_it(writer, smtp, address)
    approve(reader, address)

    to_els, to_luc = announcement_to(smtp, ELS), announcement_to(smtp, LUC)
    assert to_els.message["Subject"] == TEXTS["subject_nl"] and to_luc.message["Subject"] == TEXTS["subject_fr"]
    assert announcements(smtp, AN) == [], "who refused got one"
    one_click(to_els)
    press_stop(visit("fr", viewport={"width": 390, "height": 900}), to_luc)
    writer.goto(address)
    expect(writer.locator("main")).to_contain_text("envoyée")
    check(writer)


def order(page: Page, site: LiveSite, session: int, email: str, language: str, *, refuses: bool = False) -> None:
    """Enrol a colleague; the box of refusal is left as it is, or ticked."""
    page.goto(f"{site.url}{FORM[language]}{session}")
    fill(page, {"first_name": "Els", "last_name": "Peeters", "email": email, "phone": "09 123 45 67"})
    fill(page, {"organisation": "De Korenaar", "enterprise_number": "0123.456.749"})
    fill(page, {"participants-0-first_name": "Jan", "participants-0-last_name": "Claes"})
    page.check("[name=conditions]")
    if refuses:
        page.check("[name=no_announcements]")
    go_on(page)
    go_on(page, "send")
    page.wait_for_url(re.compile("/(ontvangen|recue)"))


def come_in(page: Page, site: LiveSite, smtp: Inbox, email: str, name: str, role: str) -> None:
    """Come in as a member of staff."""
    live.flask(site.environ, "staff", "create", email, "--name", name, "--language", "fr", "--role", role)
    accept_invitation(page, mail_link(smtp, email, "/invitation/"))
    sign_in(page, email)
    set_up_app(page)
    page.wait_for_url("**/staff/")


def write(page: Page) -> str:
    """Write both languages side by side, with a training, a date and an event; return the announcement's address."""
    page.locator("header a[href$='/staff/announcements']").first.click()
    check(page)
    page.locator("form[action$='/new/cesi'] button").click()
    page.wait_for_url("**/text")
    page.locator("button[name=go][value=keep]").click()
    expect(page.locator("main")).to_contain_text("l’objet manque")
    check(page)
    page.locator("main a[href$='/text']").first.click()
    fill(page, TEXTS)
    page.select_option("[name=add]", index=1)
    page.locator("button[name=go][value=add]").click()
    expect(page.locator("[name=items]")).to_have_count(1)
    fill(page, {"event_day": "05/03/2031"})
    page.locator("button[name=go][value=look]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    check(page)
    fill(page, EVENT)
    page.locator("button[name=go][value=look]").click()
    page.wait_for_url(re.compile("/preview/nl"))
    return page.url.partition("/preview/")[0]


def look(page: Page, address: str) -> None:
    """See both languages as mail and as text, and who gets it; the writer cannot approve it."""
    for language, word in (("nl", "Goedendag"), ("fr", "Bonjour")):
        page.goto(f"{address}/preview/{language}")
        expect(page.frame_locator("iframe.mail-preview").first.locator("h1")).to_have_text(TEXTS[f"subject_{language}"])
        expect(page.locator("pre.mail-text")).to_contain_text(word)
        check(page)
    page.goto(address)
    main = page.locator("main")
    expect(main).to_contain_text("opposition")
    expect(page.locator("form[action$='/approve']")).to_have_count(0)
    check(page)


def try_it(page: Page, smtp: Inbox, address: str) -> None:
    """Mail both languages to oneself; no link of them belongs to anybody."""
    page.locator("form[action$='/test'] button").click()
    wait_until(lambda: len(announcements(smtp, WRITER)) == 2, seconds=30, what="the trial in both languages")
    assert all("/0-trial" in mail.text for mail in announcements(smtp, WRITER))


def approve(page: Page, address: str) -> None:
    """Find the announcement on top of what waits, and approve it, as a second person."""
    page.goto(f"{address.partition('/staff/')[0]}/staff/")
    page.locator("main a[href*='/staff/announcements']").first.click()
    page.get_by_role("link", name=TEXTS["subject_fr"]).first.click()
    check(page)
    expect(page.locator("form[action$='/approve'] button")).to_contain_text("2")
    page.locator("form[action$='/approve'] button").click()
    expect(page.locator(".alert, [role=status]").first).to_be_visible()
    check(page)


def announcements(smtp: Inbox, email: str) -> list[Received]:
    return [mail for mail in smtp.to(email) if mail.message["List-Unsubscribe"]]


def announcement_to(smtp: Inbox, email: str) -> Received:
    wait_until(lambda: announcements(smtp, email), seconds=30, what=f"the announcement to {email}")
    return announcements(smtp, email)[0]


def one_click(mail: Received) -> None:
    """Do what a mail program does when its reader presses "unsubscribe" (RFC 8058)."""
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = str(mail.message["List-Unsubscribe"]).strip("<>")
    with urlopen(Request(link, data=b"List-Unsubscribe=One-Click", method="POST")) as answer:
        assert answer.status == 200


def press_stop(page: Page, mail: Received) -> None:
    """Follow the link in the mail, press once, and see on the page of preferences that it is off."""
    found = re.search(r"http://\S+/fr/annonces/\S+", mail.text)
    assert found
    page.goto(found[0])
    check(page)
    submit(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("ont pris fin")
    check(page)
    page.locator("main a[href*='/fr/preferences/']").click()
    expect(page.locator("section", has_text="Annonces de CESI").first).to_be_visible()
