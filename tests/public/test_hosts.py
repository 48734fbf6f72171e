"""Three hosts, one application (promise A2)."""

from __future__ import annotations

import pytest
from flask import Flask

from cesi_site.core.sites import all_sites
from cesi_site.public.navigation import ENTRIES, navigation
from tests.support.client import CheckingClient, find_all, parse, text_of

pytestmark = [pytest.mark.engine("sqlite"), pytest.mark.promise("A2")]

ONEMANAGEMENT = "onemanagement.localhost"
MYCESI = "my.localhost"


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_onemanagement_has_its_own_name_colours_and_home(visitor: CheckingClient, language: str) -> None:
    tree = parse(visitor.get(f"/{language}/", headers={"Host": ONEMANAGEMENT}).get_data(as_text=True))
    (root,) = [tree] if tree.get("data-site") else find_all(tree, "html")
    assert root.get("data-site") == "onemanagement"
    assert text_of(find_all(tree, "title")[0]).endswith("– OneManagement")
    hosts = {link.get("href") for link in find_all(tree, "link", rel="alternate")}
    assert hosts == {f"http://{ONEMANAGEMENT}/nl/", f"http://{ONEMANAGEMENT}/fr/"}


def test_both_homes_on_onemanagement_have_the_same_structure(visitor: CheckingClient) -> None:
    pages = [visitor.get(f"/{lang}/", headers={"Host": ONEMANAGEMENT}).get_data(as_text=True) for lang in ("nl", "fr")]
    nl, fr = ([len(find_all(parse(page), tag)) for tag in ("h1", "h2", "h3", "ul", "li", "a", "p")] for page in pages)
    assert nl == fr


def test_a_page_kept_for_one_host_is_not_given_on_another(visitor: CheckingClient) -> None:
    for _again in range(3):
        here = visitor.get("/nl/").get_data(as_text=True)
        there = visitor.get("/nl/", headers={"Host": ONEMANAGEMENT}).get_data(as_text=True)
        assert 'data-site="cesi"' in here
        assert 'data-site="onemanagement"' in there


@pytest.mark.parametrize("path", ["/nl/nieuws", "/fr/services", "/nl/contact?onderwerp=training"])
def test_the_members_host_sends_readers_of_other_pages_to_the_public_site(visitor: CheckingClient, path: str) -> None:
    answer = visitor.get(path, headers={"Host": MYCESI})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"http://localhost{path}")


def test_the_members_host_opens_on_the_member_area(visitor: CheckingClient) -> None:
    answer = visitor.get("/nl/", headers={"Host": MYCESI})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/nl/mycesi/")


@pytest.mark.parametrize(
    "path", ["/nl/wettelijke-vermeldingen", "/fr/accessibilite", "/nl/privacy", "/fr/cookies", "/health", "/robots.txt"]
)
def test_the_members_host_has_its_legal_pages(visitor: CheckingClient, path: str) -> None:
    assert visitor.get(path, headers={"Host": MYCESI}).status_code == 200


def test_nothing_of_the_members_host_is_for_crawlers(visitor: CheckingClient) -> None:
    assert "Disallow: /\n" in visitor.get("/robots.txt", headers={"Host": MYCESI}).get_data(as_text=True)


def test_an_unknown_host_is_refused(visitor: CheckingClient) -> None:
    assert visitor.get("/nl/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_the_menu_names_only_pages_that_exist_and_the_one_in_view(app: Flask) -> None:
    with app.test_request_context("/fr/services"):
        sites = all_sites()
        menu = navigation(sites["cesi"])
    assert [(endpoint, current) for _, endpoint, _, current in menu if current] == [("public.services", True)]
    assert all(endpoint in app.view_functions for _, endpoint, _, _ in menu)
    assert menu[0][0] == "Services"
    assert all(len(entries) <= 6 for entries in ENTRIES.values())


def test_a_service_belongs_to_the_services_in_the_menu(visitor: CheckingClient) -> None:
    tree = parse(visitor.get("/nl/diensten/ergonomisch-advies").get_data(as_text=True))
    current = {text_of(link) for link in find_all(tree, "a") if link.get("aria-current") == "page"}
    assert current == {"Diensten"}
