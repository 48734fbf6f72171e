"""The cookie page and the cookies: what is set is declared, and what is declared is told (promise F9)."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie

import pytest
from flask import Flask

from cesi_site.core.settings import PROJECT
from cesi_site.core.sites import Site
from cesi_site.privacy.processing import LANGUAGE_COOKIE, RETIRED_COOKIES
from cesi_site.privacy.tables import hosts
from tests.support.client import CheckingClient, find_all, parse, text_of

pytestmark = pytest.mark.engine("sqlite")

LIVE_SITES = {
    "cesi": Site("cesi", "CESI", "https://www.cesi.be"),
    "onemanagement": Site("onemanagement", "OneManagement", "https://www.onemanagement.be"),
    "mycesi": Site("mycesi", "MyCESI", "https://my.cesi.be"),
}


@pytest.mark.promise("F9")
@pytest.mark.parametrize("path", ["/nl/cookies", "/fr/cookies"])
def test_F9_the_tables_are_those_of_the_register(app: Flask, client: CheckingClient, path: str) -> None:
    register = app.extensions["register"]
    ours, old = find_all(parse(client.get(path).text), "table")
    for table, cookies in ((ours, register.cookies), (old, register.retired_cookies)):
        names = [text_of(cell) for cell in find_all(table, "th", scope="row")]
        assert names == [cookie.name for cookie in cookies]


@pytest.mark.promise("F9")
def test_F9_retired_cookies_have_the_kinds_and_lives_they_had() -> None:
    told = {cookie.name: (cookie.kind.nl, cookie.life.fr) for cookie in RETIRED_COOKIES}
    assert told == {
        "__utma": ("prestaties", "2 ans"),
        "__utmb": ("prestaties", "30 minutes"),
        "__utmc": ("prestaties", "jusqu'à la fermeture du navigateur"),
        "__utmz": ("prestaties", "6 mois"),
        "cusid": ("functioneel", "2 ans"),
        "cuvid": ("functioneel", "30 minutes"),
        "cuvon": ("functioneel", "30 minutes"),
        "Drupal.tableDrag.showWeight": ("functioneel", "quelques mois"),
        "has_js": ("functioneel", "jusqu'à la fermeture du navigateur"),
    }


@pytest.mark.promise("F9")
def test_F9_a_cookie_names_the_domains_where_it_holds() -> None:
    assert hosts(LANGUAGE_COOKIE, LIVE_SITES) == ["cesi.be", "onemanagement.be"]
    assert hosts(RETIRED_COOKIES[0], LIVE_SITES) == ["cesi.be", "onemanagement.be"]


@pytest.mark.promise("F9")
@pytest.mark.parametrize("cookie", [cookie.name for cookie in RETIRED_COOKIES])
def test_F9_a_retired_cookie_is_expired_when_a_browser_shows_it(client: CheckingClient, cookie: str) -> None:
    client.set_cookie(cookie, "1")
    sent = client.get("/nl/cookies").headers.getlist("Set-Cookie")
    assert any(header.startswith(f"{cookie}=;") and "Max-Age=0" in header for header in sent)


@pytest.mark.promise("F3")
def test_F3_the_language_cookie_lives_as_long_as_it_is_said_to(client: CheckingClient) -> None:
    assert "Set-Cookie" not in client.get("/fr/cookies").headers
    response = client.get("/fr/cookies", headers={"Referer": "http://localhost/nl/cookies"})
    (cookie,) = SimpleCookie(response.headers["Set-Cookie"]).values()
    assert cookie.key == LANGUAGE_COOKIE.name
    assert LANGUAGE_COOKIE.life is not None
    assert float(cookie["max-age"]) == LANGUAGE_COOKIE.life.total_seconds()


@pytest.mark.promise("F2")
@pytest.mark.parametrize(("path", "words"), [("/nl/cookies", "waarschuwen"), ("/fr/cookies", "avertir")])
def test_F2_the_page_says_how_to_refuse_and_be_warned(client: CheckingClient, path: str, words: str) -> None:
    page = client.get(path).text
    assert 'id="refuse"' in page
    assert words in page


def test_scripts_keep_nothing_in_the_browser() -> None:
    storage = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|cookieStore")
    scripts = list((PROJECT / "static").rglob("*.js"))
    assert scripts
    assert [script.name for script in scripts if storage.search(script.read_text())] == []
