"""Every form that asks for personal data shows its notice beside the button (promise K1)."""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest
from flask import Flask

from cesi_site.contact.operations import load_topics
from cesi_site.content.operations import load_starter_content
from tests.support.client import CheckingClient, find_all, parse, text_of

# Fields that carry no data of the visitor, such as the words of a search.
HARMLESS = {"q"}


def forms_of_the_site(client: CheckingClient) -> dict[str, list[Any]]:
    """Follow every link from both home pages; return the forms of each page that has some."""
    waiting, seen, found = deque(["/nl/", "/fr/"]), {"/nl/", "/fr/"}, {}
    while waiting:
        path = waiting.popleft()
        response = client.get(path, follow_redirects=True)
        if response.mimetype != "text/html":
            continue
        tree = parse(response.text)
        if forms := find_all(tree, "form"):
            found[path] = forms
        links = {str(link.get("href")).partition("#")[0] for link in find_all(tree, "a")}
        new = {link for link in links if link.startswith(("/nl", "/fr"))} - seen
        seen |= new
        waiting += sorted(new)
    return found


def asks_for_data(form: Any) -> bool:
    """Whether a form has a field that people fill in, beside harmless ones."""
    inputs = [field for field in find_all(form, "input") if field.get("type") != "hidden"]
    fields = [*inputs, *find_all(form, "textarea"), *find_all(form, "select")]
    return bool({field.get("name") for field in fields} - HARMLESS)


@pytest.mark.promise("K1")
@pytest.mark.engine("sqlite")
def test_K1_every_form_has_its_notice_and_link(app: Flask, client: CheckingClient) -> None:
    with app.app_context():
        load_starter_content()
        load_topics()
    asking = {
        path: [form for form in forms if asks_for_data(form)] for path, forms in forms_of_the_site(client).items()
    }
    assert {path.split("?")[0] for path in asking} >= {"/nl/contact", "/fr/contact"}
    for path, forms in asking.items():
        for form in forms:
            notices = [e for e in find_all(form, "div") if "notice" in (e.get("class") or "").split()]
            assert notices, f"{path}: a form without its notice; call notice_for(<activity>) beside the button"
            assert find_all(notices[0], "a"), f"{path}: the notice does not lead to the policy"
            assert len(text_of(notices[0]).split()) > 20, path
