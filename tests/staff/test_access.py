"""Endpoint by role: each cell of the table is asked for in a browser, and a view without a rule fails here."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from flask import Flask, url_for

from cesi_site.accounts.guards import Staff, declared
from cesi_site.accounts.models import StaffRoleName
from cesi_site.staff.area import has_desk
from tests.staff.people import Desk, staff
from tests.support.client import find_all, parse, text_of

# Words for the addresses. Nothing stands behind the numbers, so who may come in finds nothing there (404).
VALUES: dict[str, Any] = {
    "key": "nothing",
    "act": {
        "message_act": "take",
        "person_act": "end-sessions",
        "training_act": "publish",
        "mailing_act": "pause",
        "session_enrolment": "release",
    },
    "step": {
        "affiliation_step": "take-up",
        "session_step": "open",
        "training_session_step": "open",
        "subscribers_list_act": "start",
    },
    "kind": {
        "mailing_new": "statutory",
        **dict.fromkeys(("training_list", "training_list_new", "training_list_remove", "training_list_row"), "themes"),
    },
    "house": "cesi",
    "language": "nl",
    "way": "up",
    "decision": "grant",
    "breach_act": "close",
    "right_act": "take",
    "whom": "authority",
    "right_words": "note",
    "file": {"right_copy": "zip", "statistics_csv": "pages"},
    "request_act": "taken",
    "team": "cesi",
    "request_words": "noted",
}


@pytest.mark.engine("sqlite")  # a hundred views for each role: who may see one is asked before the database is
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


def test_ASVS_7_4_4_every_desk_shows_the_way_out(context: Flask, topics: None) -> None:
    desk = Desk(context, staff("Alle Rollen", *StaffRoleName))
    pages = 0
    for endpoint, _rule in declared(context, "staff"):
        address, method = _address(context, endpoint)
        answer = desk.get(address) if method == "GET" else None
        if answer is None or answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        ways_out = find_all(parse(answer.text), "form", method="post", action="/nl/mycesi/afmelden")
        assert [text_of(form) for form in ways_out] == ["Afmelden"], endpoint
        pages += 1
    assert pages >= 12


def _address(app: Flask, endpoint: str) -> tuple[str, str]:
    (rule,) = tuple(app.url_map.iter_rules(endpoint))
    given = {name: VALUES.get(name, 4711) for name in rule.arguments}
    given = {n: v[endpoint.partition(".")[2]] if isinstance(v, dict) else v for n, v in given.items()}
    with app.test_request_context():
        return url_for(endpoint, **given), "GET" if "GET" in (rule.methods or ()) else "POST"


def _ask(desk: Desk, method: str, address: str) -> int:
    status: int = desk._send(method, address, headers={"Sec-Fetch-Site": "same-origin"}).status_code
    return status


def test_an_error_leaves_the_desk_around_it(context: Flask) -> None:
    desk = Desk(context, staff("Bea Claes", StaffRoleName.ADMINISTRATOR))
    for path, status in (("/staff/inbox", 403), ("/staff/nothing/here", 404), ("/staff/people/4711", 404)):
        answer = desk.get(path)
        assert answer.status_code == status and 'class="staff-bar"' in answer.text
        assert 'href="/staff/"' in answer.text and "andere website" not in answer.text
    stranger = Desk(context, None).get("/staff/nothing/here")
    assert stranger.status_code == 404 and "staff-bar" not in stranger.text


def test_roles_that_open_no_desk_are_not_given(context: Flask) -> None:
    desk = Desk(context, staff("Bea Claes", StaffRoleName.ADMINISTRATOR))
    page = desk.get("/staff/people/invite").text
    for role in StaffRoleName:
        assert (f'value="{role}"' in page) == has_desk(role), role
