"""The privacy policy: its facts, its tables, its two languages, and how easily it reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from cesi_site.core.languages import Text
from cesi_site.register import Ground, Register
from tests.privacy.reading_ease import dutch_syllables, french_syllables, reading_ease, sentences_of
from tests.register.throwaway import make_activity
from tests.support.client import CheckingClient, find_all, parse, text_of

PAGES = {
    "policy": {"nl": "/nl/privacy", "fr": "/fr/vie-privee"},
    "cookies": {"nl": "/nl/cookies", "fr": "/fr/cookies"},
}
LANGUAGES = ("nl", "fr")

pytestmark = pytest.mark.engine("sqlite")
# Both formulas call 60 and more standard or easier.
STANDARD = 60


def main_of(client: CheckingClient, path: str) -> Any:
    """The main part of a page."""
    response = client.get(path)
    assert response.status_code == 200
    (main,) = find_all(parse(response.text), "main")
    return main


def declare(app: Flask, *activities: Any) -> None:
    """Give the application a register of its own, beside what the footer of every page speaks of."""
    newsletter = replace(app.extensions["register"].activity("newsletter"), controllers=("cesi",))
    app.extensions["register"] = Register((newsletter, *activities))


@pytest.mark.promise("A3")
@pytest.mark.promise("L1")
@pytest.mark.promise("L2")
@pytest.mark.parametrize(
    ("language", "facts"),
    [
        (
            "nl",
            (
                "Konrad Adenauerlaan 8, 1200 Brussel",
                "Gegevensbeschermingsautoriteit (GBA)",
                "Drukpersstraat 35, 1000 Brussel",
                "rechtbank van eerste aanleg",
                "drie jaar",
                "Europese Unie",
            ),
        ),
        (
            "fr",
            (
                "avenue Konrad Adenauer 8, 1200 Bruxelles",
                "Autorité de protection des données (APD)",
                "Rue de la Presse 35, 1000 Bruxelles",
                "tribunal de première instance",
                "trois ans",
                "Union européenne",
            ),
        ),
    ],
)
def test_L2_the_facts_stand_in_both_languages(client: CheckingClient, language: str, facts: tuple[str, ...]) -> None:
    text = text_of(main_of(client, PAGES["policy"][language]))
    for fact in (*facts, "0409.122.442", "0439.131.767", "OneManagement", "privacy@cesi.be"):
        assert fact in text


@pytest.mark.promise("A1")
@pytest.mark.promise("A2")
def test_A2_one_policy_names_its_readers_and_the_three_sites(client: CheckingClient) -> None:
    text = text_of(main_of(client, "/nl/privacy"))
    assert "voor onze klanten, voor wie klant was, voor wie het kan worden" in text
    for host in ("localhost", "onemanagement.localhost", "my.localhost"):
        assert host in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_right_has_its_article(client: CheckingClient, language: str) -> None:
    text = text_of(main_of(client, PAGES["policy"][language]))
    for article in (7, 15, 16, 17, 18, 20, 21, 22):
        assert re.search(rf"arti(kel|cle) {article}\b", text)


@pytest.mark.promise("H1")
@pytest.mark.parametrize("language", LANGUAGES)
def test_H1_each_activity_stands_there_with_its_ground_and_terms(
    app: Flask, client: CheckingClient, language: str
) -> None:
    main = main_of(client, PAGES["policy"][language])
    for activity in app.extensions["register"].activities:
        (section,) = find_all(main, "section", id=activity.key)
        told = text_of(section)
        assert activity.name.in_language(language) in told
        assert activity.ground.article.in_language(language) in told
        for text in (*activity.kept_in_words, *activity.data, *activity.recipients, activity.obligatory):
            assert " ".join(text.in_language(language).split()) in told


@pytest.mark.promise("J2")
def test_J2_processors_are_those_of_the_settings(make_app: Callable[..., Flask]) -> None:
    bare = text_of(main_of(make_app().test_client(), "/nl/privacy"))  # type: ignore[arg-type]
    assert "geen ander bedrijf dat uw gegevens in onze opdracht verwerkt" in bare
    named = make_app(HOSTING_PROVIDER="Huis vzw|https://huis.example", MAIL_PROVIDER="Post bv")
    main = main_of(named.test_client(), "/nl/privacy")  # type: ignore[arg-type]
    assert find_all(main, "a", href="https://huis.example")
    assert "Huis vzw: hosting van de websites" in text_of(main)
    assert "Post bv: versturen van e-mails" in text_of(main)


def test_what_both_companies_decide_together_is_explained(app: Flask, client: CheckingClient) -> None:
    essence = "u mag uw rechten tegenover elk van beide gebruiken"
    declare(app)
    assert essence not in client.get("/nl/privacy").text
    declare(app, make_activity(controllers=("cesi", "onemanagement")))
    page = client.get("/nl/privacy").text
    assert essence in page
    assert "CESI + ONE" in page


@pytest.mark.promise("A3")
def test_A3_the_newsletter_is_made_by_both(client: CheckingClient) -> None:
    (section,) = find_all(main_of(client, "/nl/privacy"), "section", id="newsletter")
    assert "CESI + ONE" in text_of(section)
    assert "u mag uw rechten tegenover elk van beide gebruiken" in text_of(main_of(client, "/nl/privacy"))


def test_the_page_grows_with_what_is_declared(app: Flask) -> None:
    declare(
        app,
        make_activity(ground=Ground.CONSENT, balancing=None, transfers=Text("naar het noorden", "vers le nord")),
    )
    page = app.test_client().get("/nl/privacy").text
    assert "Gaf u ons toestemming?" in page
    assert "naar het noorden" in page
    assert "Uw gegevens blijven in de Europese Unie" not in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_links_inside_the_page_lead_somewhere(client: CheckingClient, page: str, language: str) -> None:
    main = main_of(client, PAGES[page][language])
    ids = {element.get("id") for element in main.iter()}
    inside = [link.get("href")[1:] for link in find_all(main, "a") if link.get("href").startswith("#")]
    assert set(inside) <= ids


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_structure(client: CheckingClient, page: str) -> None:
    def outline(language: str) -> list[tuple[str, str | None]]:
        return [(element.tag, element.get("id")) for element in main_of(client, PAGES[page][language]).iter()]

    assert outline("nl") == outline("fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_set_no_cookie_and_the_policy_may_be_kept(client: CheckingClient, language: str) -> None:
    answers = [client.get(PAGES[page][language]) for page in PAGES for _ in range(3)]
    assert not any("Set-Cookie" in answer.headers for answer in answers)
    path = PAGES["policy"][language]
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("page", PAGES)
def test_french_punctuation_keeps_to_its_word(client: CheckingClient, page: str) -> None:
    main = main_of(client, PAGES[page]["fr"])
    text = "".join(main.itertext())
    assert re.findall(r".{20} [;:?!»]|«[^\u00a0].{20}", text) == []


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("gegevensbescherming", 6), ("situatie", 4), ("nieuwe", 2), ("e-mail", 2), ("geïnformeerd", 4), ("zijn", 1)],
)
def test_dutch_syllables_are_counted(word: str, syllables: int) -> None:
    assert dutch_syllables(word) == syllables


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("données", 2), ("site", 1), ("l’adresse", 2), ("protection", 3), ("européenne", 4), ("les", 1)],
)
def test_french_syllables_are_counted(word: str, syllables: int) -> None:
    assert french_syllables(word) == syllables


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_the_text_reads_easily(client: CheckingClient, page: str, language: str) -> None:
    ease = reading_ease(sentences_of(main_of(client, PAGES[page][language])), language)
    assert ease >= STANDARD, f"{page} in {language}: reading ease {ease:.0f}"
