"""Every form that asks for personal data shows its notice beside the button (promise K1)."""

from __future__ import annotations

from collections import deque

import pytest
from flask import Flask

from cesi_site.contact.operations import load_topics
from cesi_site.content.operations import load_starter_content
from cesi_site.enrolment.operations import load_catalogue
from tests.support.client import CheckingClient, find_all, parse
from tests.support.declared import forms_without_notice
from tests.support.pages import Fewer

FILTERED = ("/nl/opleidingen?", "/fr/formations?", "/nl/opleidingen/kalender?", "/fr/formations/calendrier?")


def pages_with_forms(client: CheckingClient) -> dict[str, str]:
    """Follow every link from both home pages; return each page that has a form."""
    waiting, seen, found, fewer = deque(["/nl/", "/fr/"]), {"/nl/", "/fr/"}, {}, Fewer()
    while waiting:
        path = waiting.popleft()
        response = client.get(path, follow_redirects=True)
        if response.mimetype != "text/html":
            continue
        tree = parse(response.text)
        if find_all(tree, "form"):
            found[path] = response.text
        links = {str(link.get("href")).partition("#")[0] for link in find_all(tree, "a")}
        # The filters of the catalogue have no end, and lead to no other form.
        new = {link for link in links if link.startswith(("/nl", "/fr")) and not link.startswith(FILTERED)} - seen
        seen |= new
        waiting += filter(fewer.wants, sorted(new))
    return found


@pytest.mark.promise("K1")
@pytest.mark.engine("sqlite")
def test_K1_every_form_has_its_notice_and_link(app: Flask, client: CheckingClient) -> None:
    with app.app_context():
        load_starter_content()
        load_topics()
        load_catalogue()
    pages = pages_with_forms(client)
    assert {path.split("?")[0] for path in pages} >= {
        "/nl/contact",
        "/fr/contact",
        "/nl/mijn-gegevens",
        "/fr/mes-droits",
    }
    assert any("/inschrijven/" in path for path in pages)
    assert any(path.endswith("/en-entreprise") for path in pages)
    assert [fault for path, page in pages.items() for fault in forms_without_notice(path, page)] == []
