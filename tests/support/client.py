"""A test client that looks at every page it gets: strict HTML, one title, one h1, a language."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

XHTML = "{http://www.w3.org/1999/xhtml}"


def parse(markup: str) -> Any:
    """Return the element tree of a page; a page that is not well written fails."""
    return html5lib.HTMLParser(strict=True).parse(markup)


def find_all(tree: Any, tag: str, **attributes: str) -> list[Any]:
    """Return the elements of a kind that have these attributes."""
    return [e for e in tree.iter(XHTML + tag) if all(e.get(n.rstrip("_")) == v for n, v in attributes.items())]


def text_of(element: Any) -> str:
    """Return all text inside an element, its blanks folded."""
    return " ".join("".join(element.itertext()).split())


def hidden_fields(markup: str, action: str | None = None) -> dict[str, str]:
    """Return the hidden inputs of a page's form (the one with this action, where a page has several)."""
    return next((form for form in _Forms.read(markup) if action is None or form["action"] == action), {"fields": {}})[
        "fields"
    ]


class _Forms(HTMLParser):
    """Collects the forms of a page that have hidden inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []

    @classmethod
    def read(cls, markup: str) -> list[dict[str, Any]]:
        """Return the forms in their order: action and hidden fields."""
        reader = cls()
        reader.feed(markup)
        return [form for form in reader.forms if form["fields"]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, or a hidden input of the form that is open."""
        values = dict(attrs)
        if tag == "form":
            self.forms.append({"action": values.get("action") or "", "fields": {}})
        elif tag == "input" and values.get("type") == "hidden" and self.forms:
            self.forms[-1]["fields"][values["name"]] = values.get("value") or ""


class CheckingClient(FlaskClient):
    """Flask's client; every HTML page that comes back is checked on the way."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request as the others do, and check the page that comes back."""
        response = super().open(*args, **kwargs)
        shown = response.mimetype == "text/html" and not 300 <= response.status_code < 400
        if "sandbox" in response.headers.get("Content-Security-Policy", ""):
            return response  # a mail to look at, which carries its styles inside, as mails do
        if shown and response.data and not response.headers.get("Content-Encoding"):
            check_page(response.get_data(as_text=True))
        return response


def check_page(markup: str) -> None:
    """Fail on a page that breaks a rule of the house."""
    assert re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", markup) is None, "inline style or script"
    tree = parse(markup)
    (root,) = [tree] if tree.tag == XHTML + "html" else find_all(tree, "html")
    assert root.get("lang") in {"nl-BE", "fr-BE", "nl", "fr"}, "a page without its language"
    titles, headings = find_all(tree, "title"), find_all(tree, "h1")
    assert titles and text_of(titles[0]), "a page without a title"
    assert len(headings) == 1, f"{len(headings)} h1 on a page"
    _check_errors(tree)


def _check_errors(tree: Any) -> None:
    """Fail on a list of errors in another order than their fields have on the page, or with one that is not there."""
    listed = [
        link.get("href")[1:]
        for box in find_all(tree, "div", id="errors")
        for link in box.iter(XHTML + "a")
        if link.get("href").startswith("#")
    ]
    places = {element.get("id"): place for place, element in enumerate(tree.iter()) if element.get("id")}
    assert set(listed) <= places.keys(), "an error of a field that is not on the page"
    assert listed == sorted(listed, key=places.__getitem__), f"errors in another order than the page: {listed}"
