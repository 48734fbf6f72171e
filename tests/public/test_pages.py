"""Every public page, in Dutch and in French: there, the same in both, and found from each other."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from cesi_site.content import queries
from cesi_site.content.models import Page
from cesi_site.content.operations import publish, withdraw
from cesi_site.core.database import db
from tests.support.client import CheckingClient, find_all, hidden_fields, parse, text_of

PLAIN = [
    ("/nl/", "/fr/"),
    ("/nl/diensten", "/fr/services"),
    ("/nl/nieuws", "/fr/actualites"),
    ("/nl/over-ons", "/fr/a-propos"),
    ("/nl/wettelijke-vermeldingen", "/fr/mentions-legales"),
    ("/nl/toegankelijkheid", "/fr/accessibilite"),
]
WRITTEN = [
    ("/nl/diensten/gezondheidstoezicht", "/fr/services/surveillance-de-la-sante"),
    ("/nl/diensten/risicobeheersing-en-bedrijfsbezoek", "/fr/services/gestion-des-risques-et-visite-d-entreprise"),
    ("/nl/diensten/psychosociale-begeleiding", "/fr/services/accompagnement-psychosocial"),
    ("/nl/diensten/ergonomisch-advies", "/fr/services/conseil-ergonomique"),
    ("/nl/diensten/metingen-arbeidshygiene", "/fr/services/mesures-en-hygiene-du-travail"),
    ("/nl/diensten/verzuimbegeleiding-en-re-integratie", "/fr/services/gestion-de-l-absenteisme-et-reintegration"),
    ("/nl/diensten/vaccinatie-op-het-werk", "/fr/services/vaccination-au-travail"),
    ("/nl/diensten/welzijnsbevraging", "/fr/services/enquete-bien-etre"),
    (
        "/nl/nieuws/terug-aan-het-werk-na-een-lange-ziekte",
        "/fr/actualites/reprendre-le-travail-apres-une-longue-maladie",
    ),
    (
        "/nl/nieuws/een-goede-beeldschermwerkplek-op-kantoor-en-thuis",
        "/fr/actualites/un-bon-poste-de-travail-sur-ecran-au-bureau-et-a-la-maison",
    ),
]
SHAPE = ("h1", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "a", "p", "img", "form", "input", "button", "section")

pytestmark = pytest.mark.engine("sqlite")


def read(visitor: CheckingClient, path: str, host: str = "localhost") -> Any:
    answer = visitor.get(path, headers={"Host": host})
    assert answer.status_code == 200, path
    assert "Set-Cookie" not in answer.headers, path
    return parse(answer.get_data(as_text=True))


@pytest.mark.parametrize(("dutch", "french"), PLAIN + WRITTEN)
def test_a_page_and_its_twin_have_the_same_structure(visitor: CheckingClient, dutch: str, french: str) -> None:
    trees = read(visitor, dutch), read(visitor, french)
    nl, fr = ({tag: len(find_all(tree, tag)) for tag in SHAPE} for tree in trees)
    assert nl == fr


@pytest.mark.parametrize(("dutch", "french"), PLAIN + WRITTEN)
def test_a_page_names_its_twin_and_is_named_by_it(visitor: CheckingClient, dutch: str, french: str) -> None:
    expected = {"nl-BE": f"http://localhost{dutch}", "fr-BE": f"http://localhost{french}"}
    for path, other in ((dutch, "fr-BE"), (french, "nl-BE")):
        tree = read(visitor, path)
        links = find_all(tree, "link", rel="alternate")
        assert {
            link.get("hreflang"): link.get("href") for link in links if link.get("hreflang") in expected
        } == expected
        (switch,) = find_all(tree, "a", hreflang=other)
        assert expected[other].endswith(switch.get("href"))


@pytest.mark.engine("sqlite")
def test_no_link_of_a_page_is_dead(visitor: CheckingClient) -> None:
    alive: set[str] = set()
    for path in (path for pair in PLAIN + WRITTEN for path in pair):
        tree = read(visitor, path)
        ids = {element.get("id") for element in tree.iter() if element.get("id")}
        targets = {link.get("href") for link in find_all(tree, "a")}
        assert {target[1:] for target in targets if target.startswith("#")} <= ids, path
        for target in {target for target in targets if target.startswith("/")} - alive:
            assert visitor.get(target).status_code == 200, f"{path} leads to {target}"
            alive.add(target)


def test_a_page_describes_itself(visitor: CheckingClient) -> None:
    seen: dict[tuple[str, str], str] = {}
    for path in (path for pair in PLAIN + WRITTEN for path in pair):
        tree = read(visitor, path)
        (description,) = find_all(tree, "meta", name="description")
        title = path[:4], text_of(find_all(tree, "title")[0])
        assert len(description.get("content")) > 30, path
        assert seen.setdefault(title, path) == path, f"{path} has the title of {seen[title]}"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/nl/diensten/ergonomisch-advies", "find_service"),
        ("/nl/nieuws/lawaai-op-het-werk-meten-verminderen-beschermen", "find_article"),
    ],
)
def test_a_page_that_is_not_public_does_not_exist(visitor: CheckingClient, app: Flask, path: str, name: str) -> None:
    for _again in range(3):  # the page cache learns, keeps, answers
        assert visitor.get(path).status_code == 200
    with app.app_context():
        page: Page = getattr(queries, name)(path.rpartition("/")[2], "nl")
        twin = {"find_service": "/fr/services/", "find_article": "/fr/actualites/"}[name] + page.slug_fr
        withdraw(page)
    assert visitor.get(path).status_code == visitor.get(twin).status_code == 404
    assert path not in visitor.get("/nl/").get_data(as_text=True)
    assert path not in visitor.get(path.rpartition("/")[0]).get_data(as_text=True)
    with app.app_context():
        db.session.add(page)
        publish(page)
    assert visitor.get(path).status_code == visitor.get(twin).status_code == 200


@pytest.mark.parametrize(
    "path", ["/nl/diensten/conseil-ergonomique", "/fr/services/ergonomisch-advies", "/nl/nieuws/x", "/fr/services/x"]
)
def test_a_slug_of_the_other_language_is_no_page(visitor: CheckingClient, path: str) -> None:
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "topic"),
    [
        ("/nl/diensten/psychosociale-begeleiding", "psychosocial"),
        ("/fr/services/surveillance-de-la-sante", "medical"),
        ("/fr/services/enquete-bien-etre", "risk"),
    ],
)
@pytest.mark.promise("E1")
def test_a_service_has_a_short_question_form_with_its_topic(visitor: CheckingClient, path: str, topic: str) -> None:
    markup = visitor.get(path).get_data(as_text=True)
    assert hidden_fields(markup, "/nl/contact" if path.startswith("/nl") else "/fr/contact")["topic"] == topic


@pytest.mark.parametrize(
    ("path", "links"),
    [
        (
            "/nl/",
            {
                "/nl/aansluiting",
                "/nl/diensten/psychosociale-begeleiding",
                "/nl/diensten/gezondheidstoezicht",
                "/nl/diensten/risicobeheersing-en-bedrijfsbezoek",
                "/nl/contact",
            },
        ),
        ("/fr/", {"/fr/affiliation", "/fr/services/accompagnement-psychosocial", "/fr/contact"}),
        ("/nl/toegankelijkheid", {"/nl/contact?onderwerp=website"}),
    ],
)
def test_each_visitor_has_a_way_in(visitor: CheckingClient, path: str, links: set[str]) -> None:
    assert links <= {link.get("href") for link in find_all(read(visitor, path), "a")}


def test_an_empty_site_still_has_its_pages(client: CheckingClient) -> None:
    for path in (path for pair in PLAIN for path in pair):
        assert client.get(path).status_code == 200, path


@pytest.mark.promise("A3")
def test_the_legal_notice_identifies_both_companies(visitor: CheckingClient) -> None:
    for path in ("/nl/wettelijke-vermeldingen", "/fr/mentions-legales"):
        text = text_of(find_all(read(visitor, path), "main")[0])
        assert "0409.122.442" in text
        assert "0439.131.767" in text
        assert "Konrad Adenauer" in text
        assert "IBAN" not in text


@pytest.mark.promise("A3")
def test_facts_of_the_settings_are_shown_and_others_left_out(make_app: Any) -> None:
    facts = {"COMPANY_CESI_PHONE": "02 123 45 67", "COMPANY_ONEMANAGEMENT_VAT": "BE 0439.131.767"}
    with_facts = make_app(**facts).test_client().get("/nl/wettelijke-vermeldingen").get_data(as_text=True)
    without = make_app().test_client().get("/nl/wettelijke-vermeldingen").get_data(as_text=True)
    for fact in facts.values():
        assert fact in with_facts
        assert fact not in without


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_page_that_takes_nothing_says_so(client: CheckingClient, method: str) -> None:
    answer = client.open("/nl/diensten", method=method)
    assert answer.status_code == 405 and "kan niets naartoe worden gestuurd" in answer.text
