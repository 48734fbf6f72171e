"""The privacy policy: its facts, its tables, its two languages, and how easily it reads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from cesi_site.core import pdf
from cesi_site.core.languages import Text, use_language
from cesi_site.core.settings import PROJECT
from cesi_site.privacy.machine import SCHEMA
from cesi_site.privacy.policy import eases, printed, sections_of, written
from cesi_site.privacy.reading_ease import STANDARD, dutch_syllables, french_syllables, reading_ease
from cesi_site.privacy.versions import policy_fingerprint
from cesi_site.register import Ground, Register, register_as_shipped
from cesi_site.register.activities import SWITCHED_OFF
from tests.register.throwaway import MEMBERS, make_activity
from tests.support.client import CheckingClient, find_all, parse, text_of

PAGES = {
    "policy": {"nl": "/nl/privacy", "fr": "/fr/vie-privee"},
    "cookies": {"nl": "/nl/cookies", "fr": "/fr/cookies"},
}
LANGUAGES = ("nl", "fr")
MORE = (MEMBERS,)

pytestmark = pytest.mark.engine("sqlite")


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
    ids = [element.get("id") for element in main.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), "an anchor stands there twice"
    inside = [link.get("href")[1:] for link in find_all(main, "a") if link.get("href").startswith("#")]
    assert set(inside) <= set(ids)


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
    text = client.get(PAGES[page][language]).text
    main = text[text.index("<main") : text.index("</main>")]
    ease = reading_ease(main, language)
    assert ease >= STANDARD, f"{page} in {language}: reading ease {ease:.0f}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_reads_easily_and_the_page_says_so_for_each_language(
    app: Flask, client: CheckingClient, language: str
) -> None:
    with app.test_request_context(PAGES["policy"][language]), use_language(language):
        content = str(written())
        found = {one.language: one for one in eases()}
    by_section = {section[:40]: reading_ease(section, language) for section in sections_of(content)}
    assert len(by_section) >= 15 and min(by_section.values()) >= STANDARD, by_section
    assert found[language].hardest == round(min(by_section.values()))
    said = text_of(main_of(client, PAGES["policy"][language]))
    for one in found.values():
        assert re.search(rf"{one.whole}, (en|et) {one.hardest} [^()]*\([^()]*{one.formula}\)", said)


def test_reading_ease_follows_the_published_formulas() -> None:
    # five words of one syllable: 206.84 - 77 x 1 - 0.93 x 5, and 207 - 73.6 x 1 - 1.015 x 5
    assert reading_ease("<p>De kat zit op dak.</p><nav>Een lijst van verwijzingen hier.</nav>", "nl") == pytest.approx(
        125.19
    )
    assert reading_ease("<p>Le chat dort au lit.</p>", "fr") == pytest.approx(128.325)
    with pytest.raises(ValueError, match="no sentence"):
        reading_ease("<h2>Kort</h2>", "nl")


CONDITIONAL = {
    "H2": ("Soms geeft iemand anders ons uw naam", "Parfois, quelqu’un d’autre nous donne votre nom"),
    "C2": ("Schreef u iemand in voor een opleiding?", "Vous avez inscrit quelqu’un à une formation"),
    "C5": ("Wij kijken welke opleidingen u volgde", "Nous regardons quelles formations vous avez suivies"),
    "F8": ("Wat u op onze websites leest", "Ce que vous lisez sur nos sites"),
    "B5": ("de informatie die de wet ons oplegt", "les informations que la loi nous impose"),
    "H4": ("Krijgt u reclame?", "Recevez-vous de la publicité"),
}


@pytest.mark.promise("H4")
@pytest.mark.parametrize("number", CONDITIONAL)
def test_H4_prose_speaks_of_what_is_declared_alone(app: Flask, number: str) -> None:
    pages = {"nl": "/nl/privacy", "fr": "/fr/vie-privee"}
    promises = {number} if number in {"H2", "H4"} else {number, "H4"}
    bare = [
        make_activity(promises=("E3",)),
        make_activity(key="second", promises=tuple(sorted(promises)), holdings=MORE),
    ]
    for language, told in zip(pages, CONDITIONAL[number], strict=True):
        app.extensions["register"] = Register([replace(footer(app), promises=()), bare[0]])
        assert told not in app.test_client().get(pages[language]).text.replace("&nbsp;", " ")
        app.extensions["register"] = Register([replace(footer(app), promises=()), *bare])
        assert told in app.test_client().get(pages[language]).text.replace("&nbsp;", " ")


def footer(app: Flask) -> Any:
    """The activity that the footer of every page speaks of."""
    return app.extensions["register"].activity("newsletter")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_that_the_law_asks_for_stands_there(app: Flask, client: CheckingClient, language: str) -> None:
    main = main_of(client, PAGES["policy"][language])
    parts = [
        "for-whom",
        "who",
        "joint",
        "what",
        "sources",
        "grounds",
        "how-long",
        "recipients",
        "transfers",
        "preferences",
        "decisions",
        "cookies",
    ]
    for part in (*parts, "protection", "your-rights", "how", "complaint", "version"):
        assert [one for one in main.iter() if one.get("id") == part], part
    for table, rows in {
        "sources-table": len(app.extensions["register"].activities),
        "recipients-table": len(app.extensions["register"].activities),
        "cookies-table": len(app.extensions["register"].cookies),
    }.items():
        (fold,) = find_all(main, "details", id=table)
        (body,) = find_all(fold, "tbody")
        assert len(find_all(body, "tr")) == rows, table
    grounds = {activity.ground for activity in app.extensions["register"].activities}
    assert all(ground.meaning.in_language(language) in text_of(main) for ground in grounds)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_policy_is_drawn_as_pdf_that_can_be_read_aloud(app: Flask, language: str) -> None:
    answer = app.test_client().get({"nl": "/nl/privacy.pdf", "fr": "/fr/vie-privee.pdf"}[language])
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert "Set-Cookie" not in answer.headers
    with app.test_request_context(PAGES["policy"][language]):
        document = pdf.document_of(printed())
    assert document is not None
    content = document.write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=True)
    for mark in (b"pdfuaid:part", b"/StructTreeRoot", f"({language}-BE)".encode()):
        assert mark in content


def test_the_policy_for_machines_says_what_the_register_says_in_both_languages(app: Flask) -> None:
    client = app.test_client()
    data = json.loads(client.get("/privacy.json").data)
    schema = json.loads((PROJECT / "static" / SCHEMA).read_text(encoding="utf-8"))
    assert list(faults_of(data, schema, schema)) == []
    register = app.extensions["register"]
    assert [one["key"] for one in data["activities"]] == [one.key for one in register.activities]
    for one, activity in zip(data["activities"], register.activities, strict=True):
        assert one["purpose"] == {"nl": activity.purpose.nl, "fr": activity.purpose.fr}
        assert [kept["key"] for kept in one["kept"]] == [
            *(holding.key for holding in activity.holdings),
            *(place.key for place in activity.elsewhere),
        ]
    assert {one["name"] for one in data["cookies"]} == {cookie.name for cookie in register.cookies}
    with client.get(urlsplit(data["$schema"]).path) as described:
        assert described.status_code == 200
    assert client.get(urlsplit(data["pages"]["fr"]).path).status_code == 200


@pytest.mark.promise("A1")
@pytest.mark.parametrize("off", [{"VISITS": "off"}, {"VISITS": "counts"}, {"INTERESTS": False}])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_switched_off_is_said_to_be_off(
    make_app: Callable[..., Flask], off: dict[str, Any], language: str
) -> None:
    app = make_app(**off)
    client, measures = app.test_client(), "VISITS" not in off
    (main,) = find_all(parse(client.get(PAGES["policy"][language]).text), "main")
    for key, running in (("visits", measures), ("interests", False), ("contact", True)):
        (section,) = find_all(main, "section", id=key)
        said = SWITCHED_OFF.in_language(language).replace("\u00a0", " ") in text_of(section).replace("\u00a0", " ")
        assert said is not running, key
    followed = {"nl": "Wat u op onze websites leest", "fr": "Ce que vous lisez sur nos sites"}
    assert followed[language] not in text_of(main)
    told = {one["key"]: one["running"] for one in json.loads(client.get("/privacy.json").data)["activities"]}
    assert told["visits"] is measures and told["interests"] is False and told["contact"] is True


def test_nothing_is_said_to_be_off_where_all_runs(app: Flask) -> None:
    page = text_of(parse(app.test_client().get(PAGES["policy"]["nl"]).text))
    assert SWITCHED_OFF.nl not in page and "Wat u op onze websites leest" in page


def test_the_version_is_that_of_the_text_whatever_the_settings(make_app: Callable[..., Flask], app: Flask) -> None:
    changed = make_app(VISITS="off", CONSENT_MONTHS=12, GOOGLE_ANALYTICS_ID="G-TEST1", HOSTING_PROVIDER="Host nv")
    fingerprints = []
    for one in (app, changed):
        with one.app_context():
            fingerprints.append(policy_fingerprint(register_as_shipped()))
    assert fingerprints[0] == fingerprints[1]
    assert changed.extensions["register"].fingerprint != app.extensions["register"].fingerprint


def faults_of(value: Any, schema: Any, whole: Any, where: str = "$") -> Iterator[str]:
    """What is wrong with a value by a JSON Schema, as far as ours uses the language."""
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        if all(list(faults_of(value, one, whole, where)) for one in schema["anyOf"]):
            yield f"{where}: fits none"
        return
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "null": type(None)}
    wanted = schema.get("type", [])
    allowed = tuple(kinds[name] for name in ([wanted] if isinstance(wanted, str) else wanted))
    if allowed and not isinstance(value, allowed):
        yield f"{where}: {value!r} is no {wanted}"
        return
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        yield f"{where}: {value!r} is not allowed"
    if isinstance(value, dict):
        yield from (f"{where}.{name} is missing" for name in schema["required"] if name not in value)
        yield from (f"{where}.{name} is not described" for name in value if name not in schema["properties"])
        for name, inner in schema["properties"].items():
            yield from faults_of(value[name], inner, whole, f"{where}.{name}") if name in value else ()
    for place, item in enumerate(value if isinstance(value, list) else ()):
        yield from faults_of(item, schema["items"], whole, f"{where}[{place}]")
