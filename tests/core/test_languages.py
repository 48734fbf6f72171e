"""Two languages as equals: addresses, the visitor's choice, the cookie that remembers it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from cesi_site.core.languages import COOKIE, current_language, gettext, switched_language, use_language
from cesi_site.core.sites import external_url
from tests.support.client import CheckingClient


@pytest.mark.parametrize(
    ("header", "place"), [("fr-BE,fr;q=0.9", "/fr/"), ("nl", "/nl/"), ("de, nl;q=0.5, fr;q=0.7", "/fr/")]
)
def test_the_browsers_language_decides_at_the_first_visit(client: CheckingClient, header: str, place: str) -> None:
    response = client.get("/", headers={"Accept-Language": header})
    assert (response.status_code, response.location) == (302, place)
    assert "Set-Cookie" not in response.headers


def test_who_asks_for_neither_language_may_choose(client: CheckingClient) -> None:
    response = client.get("/", headers={"Accept-Language": "de"})
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert 'href="/nl/"' in page
    assert 'href="/fr/"' in page


@pytest.mark.promise("F3")
def test_a_choice_is_remembered_and_goes_before_the_browsers_language(client: CheckingClient) -> None:
    chosen = client.get("/fr/", headers={"Referer": "http://localhost/nl/"})
    assert f"{COOKIE}=fr" in chosen.headers["Set-Cookie"]
    assert "Max-Age=31536000" in chosen.headers["Set-Cookie"]
    later = client.get("/", headers={"Accept-Language": "nl"})
    assert later.location == "/fr/"


@pytest.mark.promise("F3")
@pytest.mark.parametrize("referrer", ["http://localhost/fr/contact", "https://search.example/nl/", None])
def test_reading_a_page_is_no_choice(client: CheckingClient, referrer: str | None) -> None:
    response = client.get("/fr/", headers={"Referer": referrer} if referrer else {})
    assert "Set-Cookie" not in response.headers


def test_the_choice_page_leads_to_a_choice() -> None:
    assert switched_language("/nl/", "localhost", "http://localhost/") == "nl"
    assert switched_language("/nl/contact", "localhost", "http://localhost/staff/") is None


def test_the_cookie_holds_for_the_whole_domain(make_app: Callable[..., Flask]) -> None:
    app = make_app(SITE_URL_CESI="https://www.cesi.be")
    response = app.test_client().get(
        "/fr/", base_url="https://www.cesi.be", headers={"Referer": "https://www.cesi.be/nl/"}
    )
    cookie = response.headers["Set-Cookie"]
    assert "Domain=cesi.be" in cookie
    assert "Secure" in cookie


def test_what_is_written_for_another_reader_is_in_their_language(app: Flask) -> None:
    with app.test_request_context("/nl/contact"):
        app.preprocess_request()
        assert current_language() == "nl"
        with use_language("fr"):
            assert gettext("Fill in this field.") == "Remplissez ce champ."
            assert external_url("contact.form") == "http://localhost/fr/contact"
        assert gettext("Fill in this field.") == "Vul dit veld in."


def test_an_address_with_a_needless_slash_leads_to_its_page(client: CheckingClient) -> None:
    response = client.get("/nl/contact/?onderwerp=opleiding")
    assert (response.status_code, response.location) == (308, "/nl/contact?onderwerp=opleiding")


def test_an_address_that_begins_with_two_slashes_leads_nowhere_else(client: CheckingClient) -> None:
    response = client.get("http://localhost//evil.example/", base_url="http://localhost")
    assert response.status_code == 404 or response.location.startswith("/")
    assert not (response.location or "").startswith("//")


def test_an_error_page_speaks_the_language_of_its_address(client: CheckingClient) -> None:
    assert 'lang="nl-BE"' in client.get("/nl/bestaat-niet").get_data(as_text=True)
    assert 'lang="fr-BE"' in client.get("/fr/nexiste-pas").get_data(as_text=True)
