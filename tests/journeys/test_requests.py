"""A visitor asks for a service or a training in their company, on either host; the right team has the mail."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.barriers import check
from tests.support.journeys import fill
from tests.support.live import LiveSite, wait_until
from tests.support.smtp import Inbox

pytestmark = pytest.mark.journey

EMAIL = "an@bakkerij.example"
ANSWERS = {
    "message": "Wij zijn met acht, liefst in mei. / Nous sommes huit, de préférence en mai.",
    "participants": "8",
    "place": "Namen / Namur",
    "organisation": "Bakkerij Claes",
    "name": "An Peeters",
    "email": EMAIL,
}
WORDS = {
    "nl": ("/nl/diensten", "Deze dienst aanvragen", "/nl/aanvraag/ontvangen", "diensten@cesi.example"),
    "fr": (
        "/fr/formations/mener-l-entretien-d-absence",
        "Demander une offre",
        "/fr/demande/recue",
        "formations@onemanagement.example",
    ),
}


@pytest.mark.promise("E2")
@pytest.mark.parametrize(
    ("language", "host", "width"),
    [
        pytest.param("nl", "cesi", 1440, marks=pytest.mark.engine("sqlite"), id="nl"),
        pytest.param("fr", "onemanagement", 390, marks=pytest.mark.engine("postgresql"), id="fr"),
    ],
)
def test_E2_a_request_reaches_its_team_without_a_script_and_nothing_typed_is_lost(
    site: LiveSite, smtp: Inbox, visit: Callable[..., Page], language: str, host: str, width: int
) -> None:
    start, button, received, team = WORDS[language]
    page = visit(language, java_script_enabled=False, viewport={"width": width, "height": 900})
    page.goto(f"{site.url if host == 'cesi' else site.host(host)}{start}")
    if language == "nl":
        page.locator("main article a, main .card a").first.click()
    page.get_by_role("link", name=button).click()
    fill(page, ANSWERS | {"email": "an"})
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main [name=email]")).to_have_attribute("aria-invalid", "true")
    for name, value in (ANSWERS | {"email": "an"}).items():
        expect(page.locator(f"main [name={name}]")).to_have_value(value)
    page.fill("main [name=email]", EMAIL)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"**{received}?**")
    found = re.search(r"SRV-\d{4}-\d{6}", page.inner_text("main"))
    assert found and EMAIL not in page.url
    wait_until(lambda: len(smtp.received) >= 2, seconds=60, what="the team's mail and the receipt")
    (mail,), (receipt,) = smtp.to(team), smtp.to(EMAIL)
    for one in (mail, receipt):
        assert found[0] in one.message["Subject"]
        assert ANSWERS["message"] in one.text.replace("\n", " ")
    assert mail.message["Reply-To"].addresses[0].addr_spec == EMAIL


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_the_forms_are_in_nobodys_way(
    shared_site: LiveSite, visit: Callable[..., Page], language: str, scheme: str, width: int
) -> None:
    page = visit(language, color_scheme=scheme, viewport={"width": width, "height": 900})
    paths = {
        "nl": "/nl/opleidingen/het-verzuimgesprek-voeren/in-uw-bedrijf",
        "fr": "/fr/formations/mener-l-entretien-d-absence/en-entreprise",
    }
    for base in (shared_site.url, shared_site.host("onemanagement")):
        page.goto(base + paths[language])
        check(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()
        check(page)
