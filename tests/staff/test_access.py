"""Endpoint by role: each cell of the table is asked for in a browser, and a view without a rule fails here."""

from __future__ import annotations

import sys
from typing import Any

from flask import Flask, url_for

from cesi_site.accounts.guards import Staff, declared
from cesi_site.accounts.models import StaffRoleName
from tests.staff.people import Desk, staff

# Words for the addresses. Nothing stands behind the numbers, so who may come in finds nothing there (404).
VALUES: dict[str, Any] = {
    "key": "nothing",
    "act": {"message_act": "take", "person_act": "end-sessions", "mailing_act": "pause"},
    "kind": "statutory",
    "language": "nl",
    "step": {"affiliation_step": "take-up", "subscribers_list_act": "start"},
    "way": "up",
    "decision": "grant",
    "right_act": "take",
    "right_words": "note",
    "file": "zip",
}


def test_every_view_declares_staff_roles_and_holds_them(context: Flask, topics: None) -> None:
    rules = dict(declared(context, "staff"))
    assert all(isinstance(rule, Staff) for rule in rules.values()), "a view without a rule for staff"
    desks = {role: Desk(context, staff(f"Wie {role.value}", role)) for role in StaffRoleName}
    desks_of_others = {"anonymous": Desk(context, None), "no role": Desk(context, staff("Geen Rol"))}
    lines = []
    for endpoint, rule in sorted(rules.items()):
        assert isinstance(rule, Staff)
        address, method = _address(context, endpoint)
        cells = []
        for role, desk in desks.items():
            status = _ask(desk, method, address)
            allowed = not rule.roles or role in rule.roles
            assert (status != 403) == allowed, f"{endpoint} for {role.value}: {status}"
            cells.append("yes" if allowed else "-")
        assert _ask(desks_of_others["anonymous"], method, address) == 302
        assert _ask(desks_of_others["no role"], method, address) == 403
        lines.append(f"{endpoint:38}" + "".join(f"{cell:>8}" for cell in cells))
    sys.stderr.write("\n".join([" " * 38 + "".join(f"{role.value[:7]:>8}" for role in StaffRoleName), *lines, ""]))


def _address(app: Flask, endpoint: str) -> tuple[str, str]:
    (rule,) = tuple(app.url_map.iter_rules(endpoint))
    given = {name: VALUES.get(name, 4711) for name in rule.arguments}
    given = {n: v[endpoint.partition(".")[2]] if isinstance(v, dict) else v for n, v in given.items()}
    with app.test_request_context():
        return url_for(endpoint, **given), "GET" if "GET" in (rule.methods or ()) else "POST"


def _ask(desk: Desk, method: str, address: str) -> int:
    status: int = desk._send(method, address, headers={"Sec-Fetch-Site": "same-origin"}).status_code
    return status
