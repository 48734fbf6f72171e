"""The archive and its feed: what went out, for everybody, and nothing that was meant for one reader."""

from __future__ import annotations

from contextvars import Context
from xml.etree import ElementTree

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from cesi_site.newsletter.models import Kind
from cesi_site.newsletter.operations.progress import begin
from tests.newsletter.mailings.writing import let_go, member, reader, writer, written
from tests.support.client import CheckingClient

ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = {"nl": "/nl/nieuwsbrief/archief", "fr": "/fr/newsletter/archives"}


def get(client: CheckingClient, path: str) -> TestResponse:
    """Open a page in a context of its own, as every visitor does."""
    return Context().run(client.get, path)


@pytest.fixture
def sent(context: Flask) -> None:
    """A newsletter that went out, a statutory mailing that did, and a draft."""
    author, second = writer(), writer("Tine Tweede")
    reader("jan@lezer.example")
    member("an@lid.example")
    begin(let_go(written(by=author, nl="[[button /nl/contact | Schrijf ons]]"), by=author).id)
    statutory = written(Kind.STATUTORY, by=author, nl="wettelijk", fr="légal")
    begin(let_go(statutory, by=author, second=second).id)
    written(by=author, nl="nog een ontwerp", fr="encore un brouillon")


@pytest.mark.parametrize(("language", "slug"), [("nl", "winter-op-de-werf"), ("fr", "lhiver-sur-le-chantier")])
def test_an_edition_stands_in_the_archive_of_its_language(
    client: CheckingClient, sent: None, language: str, slug: str
) -> None:
    page = get(client, PAGES[language]).text
    assert page.count(f'href="{PAGES[language]}/') == 1
    issue = get(client, f"{PAGES[language]}/{slug}")
    assert issue.status_code == 200
    other = "fr" if language == "nl" else "nl"
    assert f'hreflang="{other}-BE" href="http://localhost{PAGES[other]}/' in issue.text
    for personal in ("uitschrijven/", "desinscrire/", "jan@lezer.example", "Waarom krijgt u"):
        assert personal not in issue.text


def test_only_newsletters_that_went_out_are_found(client: CheckingClient, sent: None) -> None:
    page = get(client, PAGES["nl"]).text
    assert page.count(PAGES["nl"] + "/") == 1
    assert get(client, "/nl/nieuwsbrief/archief/winter-op-de-werf-2").status_code == 404
    assert get(client, "/nl/nieuwsbrief/archief/winter-op-de-werf-3").status_code == 404
    assert get(client, "/fr/newsletter/archives/winter-op-de-werf").status_code == 404


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_feed_is_atom(client: CheckingClient, sent: None, language: str) -> None:
    answer = get(client, f"{PAGES[language]}.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    for element in ("id", "title", "updated"):
        assert feed.findtext(ATOM + element)
    (entry,) = feed.findall(ATOM + "entry")
    link = entry.find(ATOM + "link")
    assert link is not None
    address = str(link.get("href")).removeprefix("http://localhost")
    assert get(client, address).status_code == 200
    assert "uitschrijven" not in answer.text
    assert entry.findtext(ATOM + "content")


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_an_empty_archive_says_so(client: CheckingClient, language: str) -> None:
    assert get(client, PAGES[language]).status_code == 200
    feed = ElementTree.fromstring(get(client, f"{PAGES[language]}.atom").data)
    assert feed.findall(ATOM + "entry") == []
