"""A form that is half filled in goes on in the other language, with all that was typed and without a reproach."""

from __future__ import annotations

import pytest
from flask import Flask, url_for

from cesi_site.contact.operations import load_topics
from cesi_site.core.languages import SWITCH, other_language
from tests.support.client import CheckingClient, find_all, parse

FORMS = {
    "contact.form": "name",
    "newsletter.subscribe": "email",
    "affiliation.request": "legal_name",
    "privacy.request": "name",
}


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize("endpoint", FORMS)
def test_what_was_typed_comes_along(app: Flask, client: CheckingClient, endpoint: str, language: str) -> None:
    with app.test_request_context():
        load_topics()
        page, twin = (url_for(endpoint, lang=one) for one in (language, other_language(language)))
    (button,) = find_all(parse(client.get(page).text), "button", name=SWITCH)
    assert button.get("formaction") == twin
    field = FORMS[endpoint]
    answer = client.post(twin, data={SWITCH: button.get("value"), field: "half a na"})
    assert answer.status_code == 200
    (main,) = find_all(parse(answer.text), "main")
    assert [typed.get("value") for typed in find_all(main, "input", name=field)] == ["half a na"]
    assert find_all(main, "input", **{"aria-invalid": "true"}) == []
    assert find_all(main, "div", id="errors") == []
