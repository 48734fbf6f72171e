"""Markdown: what staff write becomes safe HTML."""

from __future__ import annotations

import pytest

from cesi_site.core.markdown import Section, render
from tests.support.client import parse


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[here](javascript:alert(1))",
        "[here](JaVaScRiPt&#58;alert(1))",
        "[here](data:text/html;base64,PHNjcmlwdD4=)",
        "[here](vbscript:msgbox(1))",
        "![picture](https://elsewhere.example/pixel.png)",
        '<a href="https://example.be" onclick="alert(1)">here</a>',
        "<style>body { display: none }</style>",
        '<p style="position: fixed">over everything</p>',
        "<iframe src='https://elsewhere.example'></iframe>",
        "<!-- a comment -->",
        "[here]: javascript:alert(1)\n\n[here]",
        "<https://example.be/%22onmouseover=%22alert(1)>",
    ],
)
def test_nothing_hostile_passes(hostile: str) -> None:
    tree = parse(f"<!doctype html><html><head><title>t</title></head><body>{render(hostile).html}</body></html>")
    names = {element.tag.rpartition("}")[2] for element in tree.iter() if isinstance(element.tag, str)}
    attributes = {name for element in tree.iter() for name in element.attrib}
    links = [element.get("href") for element in tree.iter() if element.get("href")]
    assert names <= {"html", "head", "title", "body", "p", "a", "h2", "blockquote", "code"}
    assert attributes <= {"href", "id"}
    assert all(link.startswith("https://") for link in links)


def test_a_text_keeps_its_structure() -> None:
    html = render("## One\n\nText with *stress* and [a link](/nl/contact).\n\n1. first\n2. second\n").html
    assert '<h2 id="section-one">One</h2>' in html
    assert "<em>stress</em>" in html
    assert '<a href="/nl/contact">a link</a>' in html
    assert "<ol>\n<li>first</li>\n<li>second</li>\n</ol>" in html


def test_tables_are_kept() -> None:
    assert "<th>group</th>" in render("| group | size |\n|---|---|\n| A | 1,000 |\n").html


def test_the_title_of_the_page_stays_its_only_first_heading() -> None:
    assert "<h1" not in render("# A title\n\nUnderlined\n==========\n").html


def test_sections_are_those_a_link_can_lead_to() -> None:
    prose = render("## Wat *kost* het?\n\n### Een détail\n\n## Wat kost het?\n\n## ???\n")
    assert prose.sections == (
        Section("section-wat-kost-het", "Wat kost het?"),
        Section("section-wat-kost-het-2", "Wat kost het?"),
        Section("section-text", "???"),
    )
    assert all(f'id="{section.anchor}"' in prose.html for section in prose.sections)


def test_a_text_is_rendered_once() -> None:
    assert render("the same text") is render("the same text")
