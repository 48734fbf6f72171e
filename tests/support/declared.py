"""What a feature must have declared: checks with messages that say what to write, and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask

from cesi_site.core.cookie_gate import CookieGate
from tests.support.client import find_all, parse, text_of

# Fields that carry no data of the visitor, such as the words of a search.
HARMLESS = {"q"}
SHORTEST_NOTICE = 20


def undeclared_cookies(app: Flask) -> list[str]:
    """Return the cookies that the gate dropped in all responses of an application, each with what to declare."""
    layer: Any = app.wsgi_app
    while not isinstance(layer, CookieGate):
        layer = layer.app
    return [
        f"a response set the cookie {name!r}, which nobody declared, and the gate dropped it: declare "
        f"Cookie(name={name!r}, provider=…, kind=…, purpose=…, life=…) in the feature's processing.py, or set none"
        for name in sorted(set(layer.violations))
    ]


def forms_without_notice(path: str, markup: str) -> list[str]:
    """Return what is wrong with the forms of a page that ask for data, each with what to write (promise K1)."""
    asking = [form for form in find_all(parse(markup), "form") if asks_for_data(form)]
    return [fault for form in asking for fault in _faults(path, form)]


def asks_for_data(form: Any) -> bool:
    """Whether a form has a field that people fill in, beside harmless ones."""
    inputs = [field for field in find_all(form, "input") if field.get("type") != "hidden"]
    fields = [*inputs, *find_all(form, "textarea"), *find_all(form, "select")]
    return bool({field.get("name") for field in fields} - HARMLESS)


def _faults(path: str, form: Any) -> Iterable[str]:
    notices = [one for one in find_all(form, "div") if "notice" in (one.get("class") or "").split()]
    if not notices:
        yield (
            f"{path}: a form asks for data without its notice: declare its Activity in the feature's processing.py and "
            "write {{ processing_notice(notice_for('<its key>')) }} beside the button"
        )
    elif not find_all(notices[0], "a"):
        yield f"{path}: the notice does not lead to the policy: give it `notice_for('<key>')` of a declared Activity"
    elif len(text_of(notices[0]).split()) < SHORTEST_NOTICE:
        yield f"{path}: the notice says too little: write the purpose of its Activity in the reader's words"
