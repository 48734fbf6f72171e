"""The components page: what ties a field to its words, and nothing in the way of anyone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from tests.support.barriers import check
from tests.support.client import find_all, parse, text_of

COMPONENTS = Path(__file__).resolve().parents[2] / "templates" / "components"
PARTS_OF_THE_LAYOUT = {"site_footer", "site_header", "topbar"}

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def developing(make_app: Callable[..., Flask]) -> Flask:
    return make_app(DEVELOPMENT=True)


@pytest.fixture(params=["nl", "fr"])
def tree(developing: Flask, request: pytest.FixtureRequest) -> Any:
    answer = developing.test_client().get(f"/dev/components/{request.param}", follow_redirects=True)
    assert answer.status_code == 200
    return parse(answer.get_data(as_text=True))


def ids(tree: Any) -> list[str]:
    return [element.get("id") for element in tree.iter() if element.get("id")]


def test_every_component_is_shown() -> None:
    page = (COMPONENTS.parent / "development" / "components.html").read_text()
    missing = {file.stem for file in COMPONENTS.glob("*.html") if f"components/{file.name}" not in page}
    assert missing <= PARTS_OF_THE_LAYOUT | {"hidden_fields"}


def test_no_id_stands_twice(tree: Any) -> None:
    assert [name for name, times in Counter(ids(tree)).items() if times > 1] == []


def test_what_an_input_is_described_by_is_on_the_page(tree: Any) -> None:
    known = set(ids(tree))
    described = [e for e in tree.iter() if e.get("aria-describedby")]
    assert described
    for element in described:
        assert set(element.get("aria-describedby").split()) <= known, element.get("id")


def test_the_error_summary_leads_to_each_field_that_needs_mending(tree: Any) -> None:
    (summary,) = find_all(tree, "div", id="errors")
    targets = {link.get("href")[1:] for link in find_all(summary, "a")}
    wrong = {e.get("id") for e in tree.iter() if e.get("aria-invalid")}
    assert targets <= set(ids(tree))
    assert {name for name in wrong if not name[-1].isdigit() or name.endswith("-0")} == targets


def test_each_field_says_whether_it_is_required(tree: Any) -> None:
    words = ("(verplicht)", "(facultatief)", "(obligatoire)", "(facultatif)")
    labels = [e for e in tree.iter() if e.get("class") == "field-label" and e.get("id")]
    assert labels
    assert all(text_of(label).endswith(words) for label in labels)


def test_the_honeypot_is_out_of_everyones_way(tree: Any) -> None:
    pots = find_all(tree, "div", class_="pot")
    assert pots
    for pot in pots:
        (trap,) = find_all(pot, "input")
        assert (pot.get("aria-hidden"), trap.get("tabindex"), trap.get("autocomplete")) == ("true", "-1", "off")


@pytest.fixture
def address(developing: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, developing, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.port}"
    server.shutdown()
    server.server_close()


@pytest.mark.journey
@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("light", 1440), ("dark", 820)])
def test_the_components_are_accessible(
    address: str, visit: Callable[..., Page], language: str, scheme: str, width: int
) -> None:
    page = visit(language, color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(f"{address}/dev/components/{language}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{wide} px too wide"
    check(page)
