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
from cesi_site.enrolment.models import Participant
from cesi_site.enrolment.operations import note_attendance, step_session
from cesi_site.enrolment.states import Attendance
from cesi_site.members import operations
from cesi_site.members.access import MemberRule
from cesi_site.members.errors import NotAllowed
from cesi_site.members.models import MemberPerson, Organisation
from cesi_site.members.roles import GRANTABLE, Reason, Role
from tests.enrolment.conftest import add, add_theme, days_ahead, plan
from tests.enrolment.taking_part import enrol, move_back
from tests.members.people import MYCESI, Browser, document, organisation, person, sign_in
from tests.staff.people import staff
from tests.support.client import find_all, hidden_fields, parse, text_of

pytestmark = pytest.mark.promise("G1")

POST_ONLY = {"mycesi.end_mandate", "mycesi.invite_again", "mycesi.policy_read", "mycesi.preferences"}
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
                {
                    "person_id": manager.id,
                    "document_id": document(ours).id,
                    "mandate_id": mandate.id,
                    "message_id": 999,
                    "participant_id": certified(ours).id,
                }
            )
            if number == 0:
                self.people = {role: person(ours, role) for role in GRANTABLE if role != Role.ACCESS_MANAGER}
                self.people[Role.ACCESS_MANAGER] = manager


def certified(ours: Organisation) -> Participant:
    """Somebody whom the organisation enrolled, and who was there."""
    session = plan(add(f"T-{ours.id}", add_theme()), days_ahead(9))
    enrolment = enrol(session, "Noor Aerts", organisation_id=ours.id)
    move_back(session, 12)
    (one,) = enrolment.participants
    note_attendance(session, {one.id: Attendance.PRESENT}, by=staff(f"Ilse {ours.id}"))
    step_session(session, "hold", by=None)
    return one


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
            missing = endpoint in {"mycesi.message", "mycesi.own_certificate"}
            expected = {404} if missing else ({200, 303} if admitted else {403})
            assert code in expected, f"{endpoint} as {role}: {code}"
            cells.append("yes" if admitted else "no")
        lines.append(f"{endpoint:36}" + "".join(f"{cell:>20}" for cell in cells))
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")


def test_ASVS_8_2_2_an_object_of_another_organisation_does_not_exist(app: Flask, context: Flask) -> None:
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
    assert asked == 2 * 6


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


def test_ASVS_8_3_2_a_withdrawn_right_is_gone_at_the_next_click(app: Flask, context: Flask) -> None:
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


def test_ASVS_16_3_2_a_refusal_and_the_beginning_of_the_work_stand_in_the_connection_log(
    app: Flask, context: Flask
) -> None:
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


def test_ASVS_16_3_2_who_asks_for_what_is_not_theirs_stands_in_the_connection_log(app: Flask, context: Flask) -> None:
    world = World()
    client = sign_in(app, world.people[Role.READER].account)
    theirs = address(app, "mycesi.document", world.numbers[1])
    assert client.get(theirs, base_url=MYCESI).status_code == 404
    refused = select(ConnectionEvent.account_id, ConnectionEvent.organisation_id, ConnectionEvent.detail)
    lines = db.session.execute(refused.where(ConnectionEvent.happening == Happening.REFUSED)).all()
    reader = world.people[Role.READER]
    assert [tuple(line) for line in lines] == [(reader.account_id, reader.organisation_id, "mycesi.document")]
    assert client.get(address(app, "mycesi.document", world.numbers[0]), base_url=MYCESI).status_code == 200
    assert len(db.session.execute(refused.where(ConnectionEvent.happening == Happening.REFUSED)).all()) == 1


def test_ASVS_8_4_1_nothing_that_one_organisation_sends_reaches_another(app: Flask, context: Flask) -> None:
    """Valid forms, sent by who manages one organisation: to addresses of another, and with its numbers inside."""
    world = World()
    ours, theirs = world.numbers
    elsewhere = operations.add_establishment(
        organisation_of(theirs), by=None, name="Gent", street="Kaai 1", postcode="9000", town="Gent"
    )
    before = rows_of(organisation_of(theirs).id)
    client = sign_in(app, world.people[Role.ACCESS_MANAGER].account)
    fields = {"role": "reader", "reason": "left", "establishment": str(elsewhere.id), "keep": str(theirs["person_id"])}
    invited = {"name": "Nieuw", "email": "nieuw@voorbeeld.example", "language": "nl", "reason": "new_colleague"}
    sent = 0
    for endpoint, rule in declared(app, "mycesi"):
        if not isinstance(rule, MemberRule) or "POST" not in methods_of(app, endpoint):
            continue
        for numbers in (ours, theirs):
            code = post(client, app, endpoint, numbers, **(fields | (invited if endpoint == "mycesi.invite" else {})))
            named = bool(next(iter(app.url_map.iter_rules(endpoint))).arguments - {"lang"})
            assert code == 404 if numbers is theirs and named else code in {200, 303, 422}, endpoint
            sent += 1
    assert sent >= 12
    assert rows_of(organisation_of(theirs).id) == before
    strangers = select(MemberPerson).where(MemberPerson.establishment_id == elsewhere.id)
    assert db.session.scalars(strangers).all() == [], "nobody of ours got a role at a place of work of theirs"


def organisation_of(numbers: dict[str, int]) -> Organisation:
    """Return the organisation whose objects have these numbers."""
    return db.session.get_one(MemberPerson, numbers["person_id"]).organisation


def rows_of(organisation_id: int) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row that belongs to an organisation, of whatever table."""
    db.session.expire_all()
    found = {}
    for table in db.metadata.tables.values():
        owner = table.c.get("organisation_id", table.c.id if table.name == "organisation" else None)
        if owner is not None:
            rows = db.session.execute(select(table).where(owner == organisation_id)).all()
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    assert found["member_person"]
    assert found["member_document"]
    return found


def methods_of(app: Flask, endpoint: str) -> set[str]:
    """Return the methods that a page answers to."""
    return set(next(iter(app.url_map.iter_rules(endpoint))).methods or ())


def post(client: Browser, app: Flask, endpoint: str, numbers: dict[str, int], **fields: Any) -> int:
    """Send a form with its token, as a page of this browser would."""
    page = client.get("/nl/mycesi/profiel", base_url=MYCESI).get_data(as_text=True)
    fields["csrf_token"] = hidden_fields(page)["csrf_token"]
    return client.post(address(app, endpoint, numbers), data=fields, base_url=MYCESI).status_code


FORGED: tuple[tuple[str, dict[str, str]], ...] = (
    ("mycesi.invite", {"name": "X", "email": "x@voorbeeld.example", "language": "nl", "role": "reader"}),
    ("mycesi.colleague", {"role": "access_manager", "reason": "other_work"}),
    ("mycesi.withdraw", {"reason": "left"}),
    ("mycesi.review", {"keep": "1"}),
    ("mycesi.mandates", {"office_number": "0888001247", "office_name": "X", "last_day": "2099-01-01"}),
    ("mycesi.end_mandate", {}),
)


@pytest.mark.parametrize(("endpoint", "fields"), FORGED)
def test_ASVS_8_3_1_the_server_decides_whatever_the_browser_sends(
    app: Flask, context: Flask, endpoint: str, fields: dict[str, str]
) -> None:
    """A form that the person's pages never show, with a good token, and with words that claim a right."""
    world = World()
    reader = world.people[Role.READER]
    before = rows_of(reader.organisation_id)
    client = sign_in(app, reader.account)
    claims = {"account_id": "1", "is_staff": "1", "acting_role": "access_manager", "by": "1"}
    assert post(client, app, endpoint, world.numbers[0], **fields, **claims) == 403
    after = rows_of(reader.organisation_id)
    unlogged = {name: rows for name, rows in after.items() if name not in {"connection_event", "sign_in"}}
    assert unlogged == {name: rows for name, rows in before.items() if name in unlogged}


def test_ASVS_8_3_1_the_operation_asks_again_what_the_page_asked(context: Flask) -> None:
    world = World()
    reader, manager = world.people[Role.READER], world.people[Role.ACCESS_MANAGER]
    with pytest.raises(NotAllowed):
        operations.withdraw(by=reader, person=manager, reason=Reason.LEFT)
    with pytest.raises(NotAllowed):
        operations.change_role(by=reader, person=reader, role=Role.ACCESS_MANAGER, reason=Reason.OTHER_WORK)


def test_ASVS_8_3_1_a_cookie_that_claims_another_role_is_no_cookie(app: Flask, context: Flask) -> None:
    world = World()
    reader, manager = world.people[Role.READER], world.people[Role.ACCESS_MANAGER]
    client = sign_in(app, reader.account)
    with client.session_transaction(base_url=MYCESI) as session:
        session["role"] = manager.id  # signed by the site itself, and still not believed
    assert client.get("/nl/mycesi/collega-s", base_url=MYCESI).status_code == 403
    cookie = client.get_cookie("cesi_session", domain="my.localhost")
    assert cookie is not None
    client.set_cookie("cesi_session", "e30." + cookie.value.partition(".")[2], domain="my.localhost")
    assert client.get("/nl/mycesi/dossier", base_url=MYCESI).status_code == 302


# Pages of the sign-in library that ask for somebody who is signed in.
NO_PAGES = {"mycesi.certificate", "mycesi.document", "mycesi.message", "mycesi.own_certificate"}
OWN_PAGES = ("change_password", "mf_recovery_codes", "two_factor_setup", "verify", "wan_register")


def test_ASVS_7_4_4_every_page_behind_the_sign_in_shows_the_way_out(app: Flask, context: Flask) -> None:
    world = World()
    client = sign_in(app, world.people[Role.ACCESS_MANAGER].account)
    with client.session_transaction(base_url=MYCESI) as session:
        session["fs_paa"] = clock.now().timestamp()
    own = [endpoint for endpoint, rule in declared(app, "mycesi", "accounts") if rule is not None]
    pages = 0
    for endpoint in (*own, *(f"security.{page}" for page in OWN_PAGES)):
        if "GET" not in methods_of(app, endpoint) or endpoint in NO_PAGES:
            continue
        for language, way_out in (("nl", "/nl/mycesi/afmelden"), ("fr", "/fr/mycesi/deconnexion")):
            answer = client.get(address(app, endpoint, world.numbers[0], language), base_url=MYCESI)
            assert answer.status_code == 200, endpoint
            forms = find_all(parse(answer.get_data(as_text=True)), "form", method="post", action=way_out)
            assert [text_of(form) for form in forms] == [{"nl": "Afmelden", "fr": "Se déconnecter"}[language]], endpoint
            pages += 1
    assert pages >= 2 * 20


def test_pages_are_neither_kept_nor_listed(app: Flask, context: Flask) -> None:
    client = sign_in(app, person(organisation(), Role.READER).account)
    answer = client.get("/nl/mycesi/", base_url=MYCESI)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_an_access_manager_without_a_second_step_signs_in_anew_and_is_led_back(app: Flask, context: Flask) -> None:
    client = sign_in(app, person(organisation(), Role.ACCESS_MANAGER).account, strong=False)
    answer = client.get("/nl/mycesi/dossier", base_url=MYCESI)
    assert (answer.status_code, answer.location) == (302, "/nl/mycesi/aanmelden?next=/nl/mycesi/dossier")
