"""The addresses of the back office are those that the documentation promises, with the roles that it names."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from cesi_site.accounts.guards import declared

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "addresses.md"
LINE = re.compile(r"^\| (staff\.\w+) \| `([^`]+)` \| ([a-z_, ]+) \|$", re.MULTILINE)


def test_every_address_of_the_back_office_is_documented_and_none_that_is_not_there(app: Flask) -> None:
    promised = {endpoint: (path, roles) for endpoint, path, roles in LINE.findall(DOCUMENT.read_text())}
    there = {
        endpoint: (_plain(str(next(app.url_map.iter_rules(endpoint)))), rule.name.removeprefix("staff: "))
        for endpoint, rule in declared(app, "staff")
        if rule is not None
    }
    assert promised == there


def _plain(rule: str) -> str:
    """Return a rule with the bare names of its parts."""
    return re.sub(r"<(?:any\([^)]*\)|int):(\w+)>", r"<\1>", rule)
