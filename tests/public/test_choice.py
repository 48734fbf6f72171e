"""The first page: nobody is asked for a language that is known already."""

from __future__ import annotations

import pytest

from tests.support.client import CheckingClient, find_all, parse, text_of

pytestmark = pytest.mark.engine("sqlite")


@pytest.mark.parametrize(
    ("asked", "home"),
    [("nl-BE", "/nl/"), ("fr", "/fr/"), ("en;q=0.9,fr-BE;q=0.5", "/fr/"), ("de,nl;q=0.2,fr;q=0.1", "/nl/")],
)
def test_the_browser_tells_the_language(client: CheckingClient, asked: str, home: str) -> None:
    answer = client.get("/", headers={"Accept-Language": asked})
    assert (answer.status_code, answer.headers["Location"]) == (302, home)
    assert {"Accept-Language", "Cookie"} <= set(answer.vary)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.promise("F3")
def test_a_choice_made_before_is_stronger_than_the_browser(client: CheckingClient) -> None:
    client.set_cookie("cesi_language", "fr")
    assert client.get("/", headers={"Accept-Language": "nl"}).headers["Location"] == "/fr/"


@pytest.mark.parametrize("asked", [None, "en", "de-DE,en;q=0.5", "*;q=0"])
def test_others_are_asked_in_both_languages(client: CheckingClient, asked: str | None) -> None:
    answer = client.get("/", headers={"Accept-Language": asked} if asked else {})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    tree = parse(answer.get_data(as_text=True))
    links = {link.get("href"): (text_of(link), link.get("lang")) for link in find_all(tree, "a")}
    assert links == {"/nl/": ("Nederlands", None), "/fr/": ("Français", "fr")}
