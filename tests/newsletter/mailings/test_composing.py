"""From Markdown with blocks to mail: as HTML, as text, in both languages, with links that lead somewhere."""

from __future__ import annotations

import pytest
from flask import Flask

from cesi_site.content.operations import load_starter_content
from cesi_site.core.markdown import parse
from cesi_site.newsletter.composing.letters import write
from cesi_site.newsletter.composing.plain import text_of
from cesi_site.newsletter.composing.reading import Button, Prose, read
from cesi_site.newsletter.models import Kind, MailingText

LANGUAGES = ("nl", "fr")


@pytest.fixture
def site(context: Flask) -> Flask:
    load_starter_content()
    return context


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("een **vet** woord", "een vet woord"),
        ("# Kop\n\nTekst", "Kop\n===\n\nTekst"),
        ("- een\n- twee\n  - drie", "- een\n- twee\n\n  - drie"),
        ("3. een\n4. twee", "3. een\n4. twee"),
        ("[hier](https://a.be/x)", "hier (https://a.be/x)"),
        ("<https://a.be/x>", "https://a.be/x"),
        ("[ons](mailto:info@a.be)", "ons (info@a.be)"),
        ("> gezegd\n> is gezegd", "> gezegd is gezegd"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"),
        ("een  \ntwee", "een\ntwee"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_markdown_reads_well_as_text(markdown: str, text: str) -> None:
    assert text_of(parse(markdown)) == text


@pytest.mark.engine("sqlite")
def test_blocks_and_prose_keep_their_order(site: Flask) -> None:
    found = read("Voor\n\n[[article first-aid]]\n\nNa\n[[button /nl/contact | Schrijf]]", "nl")
    assert found.faults == ()
    assert [type(part).__name__ for part in found.parts] == ["Prose", "Card", "Prose", "Button"]
    assert found.parts[-1] == Button("Schrijf", "http://localhost/nl/contact")
    assert all(link.startswith("http://localhost/nl/") for link in found.links)


@pytest.mark.engine("sqlite")
def test_links_of_our_own_are_made_whole(site: Flask) -> None:
    (prose,) = read("[hier](/nl/contact) en [daar](https://elders.be/)", "nl").parts
    assert isinstance(prose, Prose)
    assert 'href="http://localhost/nl/contact"' in prose.html
    assert 'href="https://elders.be/"' in prose.html
    assert "hier (http://localhost/nl/contact)" in prose.text


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("[[article bestaat-niet]]", 3),
        ("[[raar iets]]", 3),
        ("[[button /nl/contact]]", 3),
        ("[[button /nl/nergens | Weg]]", 3),
        ("[x](/nl/nergens)", 1),
        ("[x](javascript:alert(1))", None),
        ("[x](/nergens)", 1),
        ("[x](http://)", 1),
    ],
)
def test_what_cannot_be_shown_is_named_with_its_line(site: Flask, line: str, number: int | None) -> None:
    found = read(f"Tekst\n\n{line}", "nl")
    assert [fault.line for fault in found.faults] == ([number] if number else [])


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_holds_no_script_no_image_and_nothing_from_elsewhere(site: Flask, language: str) -> None:
    text = MailingText(
        language=language,
        subject="Onderwerp",
        summary="Samenvatting",
        body="# Kop\n\n![pixel](https://elders.be/p.png)\n\n<img src=x onerror=y>\n\n[[article first-aid]]",
        slug="onderwerp",
    )
    html = write(text, Kind.NEWSLETTER, lambda name: name).html
    for forbidden in ("<script", "<img", "<link", 'elders.be/p.png"', "url(", "@import"):
        assert forbidden not in html
    assert f'lang="{language}-BE"' in html
    assert html.count("<h1") == 1
