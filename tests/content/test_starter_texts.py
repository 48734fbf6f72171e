"""The texts the site starts with: the same in both languages, and written with care."""

from __future__ import annotations

import re

import pytest

from cesi_site.content.models import Article, Service
from cesi_site.content.starter import StarterPage, read_starter_pages
from cesi_site.core.languages import LANGUAGES
from cesi_site.core.markdown import render

PAGES = list(read_starter_pages())
SHAPE = re.compile(r"<(h[2-6]|ul|ol|li|p|a|strong|em|table|tr)[ >]")
NO_BREAK = "\u00a0\u202f"


def _name(page: StarterPage) -> str:
    return page.key


def _texts(page: StarterPage, language: str) -> str:
    return "\n".join(str(text) for name, text in page.columns.items() if name.endswith(f"_{language}"))


def test_eight_services_and_six_articles() -> None:
    assert [page.model for page in PAGES].count(Service) == 8
    assert [page.model for page in PAGES].count(Article) == 6


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_both_languages_have_the_same_structure(page: StarterPage) -> None:
    dutch, french = (SHAPE.findall(render(page.columns[f"body_{language}"]).html) for language in LANGUAGES)
    assert dutch == french
    assert dutch.count("h2") >= 4


@pytest.mark.parametrize("page", PAGES, ids=_name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_signs_are_typographic(page: StarterPage, language: str) -> None:
    text = _texts(page, language)
    assert "'" not in text
    assert '"' not in text
    assert re.search(r"\d [€%]|€ \d", text) is None, "an amount may not break over two lines"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_french_signs_never_start_a_line(page: StarterPage) -> None:
    text = re.sub(r"\]\([^)]*\)", "]", _texts(page, "fr"))
    assert re.findall(rf"[^{NO_BREAK}\s][;:!?»](?!//)", text) == []
    assert re.findall(r" [;:!?»]|« ", text) == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_prices_are_marked_as_demo(page: StarterPage, language: str) -> None:
    assert "demo" in page.columns.get(f"price_{language}", "demo").replace("é", "e")
    assert "€" not in page.columns[f"body_{language}"]


@pytest.mark.parametrize("page", PAGES, ids=_name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_telephone_number_nor_address_is_invented(page: StarterPage, language: str) -> None:
    assert re.search(r"\+32|\b0\d{1,3}[ /.]\d\d|@", _texts(page, language)) is None
