"""Endpoint by role: each cell of the table is asked for in a browser, and a view without a rule fails here."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import select

from cesi_site.accounts.guards import SignedIn, declared
from cesi_site.accounts.models import ConnectionEvent, Happening
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.members import operations
from cesi_site.members.access import MemberRule
from cesi_site.members.models import MemberPerson
from cesi_site.members.roles import GRANTABLE, Reason, Role
from tests.members.people import MYCESI, document, organisation, person, sign_in

pytestmark = pytest.mark.promise("G1")

POST_ONLY = {"mycesi.end_mandate", "mycesi.invite_again", "mycesi.preferences"}
LANGUAGES = ("nl", "fr")


class World:
    """Two organisations alike: objects of each, by the name of the number in an address."""

    def __init__(self) -> None:
        self.people: dict[Role, MemberPerson] = {}
        self.numbers: list[dict[str, int]] = []
        for number in (0, 1):
            ours = organisation(number)
            manager = person(ours, Role.ACCESS_MANAGER)
            mandate = operations.give_mandate(
                by=manager,
                organisation_id=ours.id,
                office_number="0888001247",
                office_name="Loonkantoor",
                last_day=clock.today() + dt.timedelta(days=90),
            )
            self.numbers.append(
                {"person_id": manager.id, "document_id": document(ours).id, "mandate_id": mandate.id, "message_id": 999}
            )
            if number == 0:
                self.people = {role: person(ours, role) for role in GRANTABLE if role != Role.ACCESS_MANAGER}
                self.people[Role.ACCESS_MANAGER] = manager


def address(app: Flask, endpoint: str, numbers: dict[str, int], language: str = "nl") -> str:
    rule = next(rule for rule in app.url_map.iter_rules(endpoint))
    with app.test_request_context(base_url=MYCESI):
        values: dict[str, Any] = {name: numbers[name] for name in rule.arguments if name != "lang"}
        return url_for(endpoint, lang=language, **values)


def test_every_endpoint_of_the_member_area_declares_its_rule_and_the_table_holds_in_each_cell(
    app: Flask, context: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World()
    endpoints = list(declared(app, "mycesi"))
    undeclared = [endpoint for endpoint, rule in endpoints if rule is None]
    assert not undeclared, f"views without a rule: {undeclared}"
    lines = [f"{'endpoint':36}" + "".join(f"{role.value:>20}" for role in GRANTABLE)]
    for endpoint, rule in endpoints:
        cells = []
        for role in GRANTABLE:
            assert isinstance(rule, MemberRule | SignedIn)
            admitted = rule.admits(role) if isinstance(rule, MemberRule) else True
            client = sign_in(app, world.people[role].account)
            where = address(app, endpoint, world.numbers[0])
            method = client.post if endpoint in POST_ONLY else client.get
            code = method(where, base_url=MYCESI).status_code
            missing = "message_id" in where or endpoint == "mycesi.message"
            expected = {404} if missing else ({200, 303} if admitted else {403})
            assert code in expected, f"{endpoint} as {role}: {code}"
            cells.append("yes" if admitted else "no")
        lines.append(f"{endpoint:36}" + "".join(f"{cell:>20}" for cell in cells))
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")


def test_an_object_of_another_organisation_does_not_exist(app: Flask, context: Flask) -> None:
    world = World()
    client = sign_in(app, world.people[Role.ACCESS_MANAGER].account)
    asked = 0
    for endpoint, rule in declared(app, "mycesi"):
        arguments = next(iter(app.url_map.iter_rules(endpoint))).arguments - {"lang"}
        if not arguments or not isinstance(rule, MemberRule):
            continue
        for language in LANGUAGES:
            where = address(app, endpoint, world.numbers[1], language)
            assert client.post(where, base_url=MYCESI).status_code in {404, 405}, endpoint
            if endpoint not in POST_ONLY:
                assert client.get(where, base_url=MYCESI).status_code == 404, endpoint
            asked += 1
    assert asked == 2 * 5


def test_within_one_place_of_work_the_rest_of_the_organisation_does_not_exist(app: Flask, context: Flask) -> None:
    ours = organisation()
    manager = person(ours, Role.ACCESS_MANAGER)
    gent = operations.add_establishment(ours, by=None, name="Gent", street="Kaai 1", postcode="9000", town="Gent")
    local = person(ours, Role.ACCESS_MANAGER, "gent@voorbeeld.example", establishment_id=gent.id)
    whole, own = document(ours, "Van alles"), document(ours, "Van Gent", establishment_id=gent.id)
    client = sign_in(app, local.account)
    for endpoint, number, code in (
        ("mycesi.document", {"document_id": whole.id}, 404),
        ("mycesi.document", {"document_id": own.id}, 200),
        ("mycesi.colleague", {"person_id": manager.id}, 404),
        ("mycesi.colleague", {"person_id": local.id}, 200),
    ):
        assert client.get(address(app, endpoint, number), base_url=MYCESI).status_code == code
    assert client.get(address(app, "mycesi.review", {}), base_url=MYCESI).status_code == 403
    page = client.get(address(app, "mycesi.file", {}), base_url=MYCESI).get_data(as_text=True)
    assert "Van Gent" in page
    assert "Van alles" not in page


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(app: Flask, context: Flask) -> None:
    client = app.test_client()
    answer = client.get("/fr/mycesi/dossier?kind=contract", base_url=MYCESI)
    assert answer.status_code in {302, 303}
    assert answer.location.startswith("/fr/mycesi/connexion?next=")


def test_a_withdrawn_right_is_gone_at_the_next_click(app: Flask, context: Flask) -> None:
    ours = organisation()
    person(ours, Role.ACCESS_MANAGER)
    reader = person(ours, Role.READER)
    client = sign_in(app, reader.account)
    assert client.get("/nl/mycesi/dossier", base_url=MYCESI).status_code == 200
    operations.change_role(by=None, person=reader, role=Role.TRAINING, reason=Reason.OTHER_WORK)
    assert client.get("/nl/mycesi/dossier", base_url=MYCESI).status_code == 403
    operations.withdraw(by=None, person=reader, reason=Reason.LEFT)
    answer = client.get("/nl/mycesi/", base_url=MYCESI)
    assert answer.status_code in {302, 303}
    assert "/nl/mycesi/aanmelden" in answer.location


def test_a_refusal_and_the_beginning_of_the_work_stand_in_the_connection_log(app: Flask, context: Flask) -> None:
    ours = organisation()
    reader = person(ours, Role.READER)
    client = sign_in(app, reader.account)
    client.get("/nl/mycesi/", base_url=MYCESI)
    client.get("/nl/mycesi/", base_url=MYCESI)
    assert client.get("/nl/mycesi/collega-s", base_url=MYCESI).status_code == 403
    lines = db.session.execute(
        select(ConnectionEvent.happening, ConnectionEvent.organisation_id).order_by(ConnectionEvent.id)
    ).all()
    assert [(line.happening, line.organisation_id) for line in lines] == [
        (Happening.SIGNED_IN, None),
        (Happening.ENTERED, ours.id),
        (Happening.REFUSED, ours.id),
    ]


def test_pages_are_neither_kept_nor_listed(app: Flask, context: Flask) -> None:
    client = sign_in(app, person(organisation(), Role.READER).account)
    answer = client.get("/nl/mycesi/", base_url=MYCESI)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_an_access_manager_without_a_second_step_is_led_to_setting_one_up(app: Flask, context: Flask) -> None:
    client = sign_in(app, person(organisation(), Role.ACCESS_MANAGER).account, strong=False)
    answer = client.get("/nl/mycesi/", base_url=MYCESI)
    assert answer.status_code in {302, 303}
    assert "/nl/mycesi/beveiliging/app" in answer.location
