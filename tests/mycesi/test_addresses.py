"""The addresses of the member area are those that the documentation promises."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "addresses.md"
LINE = re.compile(r"^\| ((?:mycesi|accounts|security)\.\w+) \| `([^`]+)` \| `([^`]+)` \|$", re.MULTILINE)


def test_every_address_of_the_member_area_is_documented_and_none_that_is_not_there(app: Flask) -> None:
    promised = {endpoint: {"nl": nl, "fr": fr} for endpoint, nl, fr in LINE.findall(DOCUMENT.read_text())}
    there: dict[str, dict[str, str]] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in {"mycesi", "accounts", "security"} and rule.defaults:
            there.setdefault(rule.endpoint, {})[rule.defaults["lang"]] = str(rule).replace("<int:", "<")
    assert promised == there
