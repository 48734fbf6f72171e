"""A service, or a training in one's own company, is asked for: it reaches its team, and is answered from its desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from cesi_site.accounts.models import StaffRoleName
from cesi_site.content.operations import load_starter_content
from cesi_site.content.queries import services
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.enrolment.errors import NoWords, RequestMovedOn
from cesi_site.enrolment.models import ServiceRequest, ServiceRequestEvent, Training
from cesi_site.enrolment.operations import load_catalogue, set_request_readers, step_request
from cesi_site.enrolment.queries.requests import find_subject, readers
from cesi_site.enrolment.request_words import RequestAct, RequestState, Team
from cesi_site.members.roles import Role
from cesi_site.register.retention import purge
from tests.members.people import MYCESI, organisation, person, sign_in
from tests.staff.people import Desk, staff
from tests.support.client import CheckingClient, find_all, hidden_fields, parse, text_of
from tests.support.smtp import Inbox

ONE = "onemanagement.localhost"
VISITOR = "noor.janssens@voorbeeld.be"
FIELDS = {
    "message": "Wij zoeken iemand\nvoor onze twee winkels.",
    "participants": "12",
    "place": "Gent",
    "period": "in maart",
    "organisation": "Bakkerij De Korst bv",
    "enterprise_number": "0123.456.749",
    "name": "Noor Janssens",
    "email": "Noor.Janssens@Voorbeeld.be",
    "phone": "0470 12 34 56",
}
TRAININGS = {
    "nl": "/nl/opleidingen/het-verzuimgesprek-voeren/in-uw-bedrijf",
    "fr": "/fr/formations/mener-l-entretien-d-absence/en-entreprise",
}


@pytest.fixture
def paths(app: Flask) -> dict[str, str]:
    """The forms of the first service in both languages, on a site with services and trainings."""
    with app.app_context():
        load_starter_content()
        load_catalogue()
        slugs = {language: services(language)[0].slug for language in ("nl", "fr")}
    return {"nl": f"/nl/diensten/{slugs['nl']}/aanvragen", "fr": f"/fr/services/{slugs['fr']}/demander"}


@pytest.fixture
def deliver(app: Flask) -> Callable[[], None]:
    """Do one round of the worker's work."""

    def run() -> None:
        done = Context().run(app.test_cli_runner().invoke, args=["outbox", "deliver", "--once"])
        assert done.exit_code == 0, done.output

    return run


@pytest.fixture
def ask(client: CheckingClient, paths: dict[str, str]) -> Callable[..., Any]:
    """Send the form of a service, or the one of another path."""

    def send(path: str | None = None, host: str = "localhost", **changes: Any) -> Any:
        path = path or paths["nl"]
        page = Context().run(client.get, path, headers={"Host": host})
        data = hidden_fields(page.text, path) | FIELDS | changes
        return Context().run(client.post, path, data=data, headers={"Host": host})

    return send


@pytest.fixture
def manager(app: Flask, paths: dict[str, str]) -> Desk:
    with app.app_context():
        return Desk(app, staff("Ilse Jacobs", StaffRoleName.TRAINING_MANAGER))


def kept(app: Flask) -> list[ServiceRequest]:
    with app.app_context():
        return list(db.session.scalars(select(ServiceRequest).order_by(ServiceRequest.id)))


@pytest.mark.promise("E2")
@pytest.mark.parametrize(
    ("language", "team", "words"),
    [
        ("nl", "diensten@cesi.example", ("Nieuwe aanvraag", "Voor hoeveel mensen", "30 november 2026")),
        ("fr", "services@cesi.example", ("Nouvelle demande", "Pour combien de personnes", "30 novembre 2026")),
    ],
)
def test_E2_a_request_reaches_its_team_and_who_asked_has_a_receipt(
    ask: Callable[..., Any],
    deliver: Callable[[], None],
    smtp: Inbox,
    paths: dict[str, str],
    language: str,
    team: str,
    words: tuple[str, ...],
) -> None:
    with time_machine.travel("2026-11-23T09:30Z", tick=False):
        answer = ask(paths[language])
        deliver()
    assert answer.status_code == 303
    (mail,) = smtp.to(team)
    assert str(mail.message["Subject"]).startswith("[SRV-2026-000001] ")
    assert mail.message["Reply-To"].addresses[0].addr_spec == VISITOR
    facts = (*words, "Noor Janssens", "Bakkerij De Korst", "0123.456.749", "0470 12 34 56", "12", "Gent", "in maart")
    for text in (mail.text, mail.html):
        assert [fact for fact in facts if fact not in text] == []
        assert "zoeken iemand\nvoor onze" in text
    assert "/staff/requests/1" in mail.text
    (receipt,) = smtp.to(VISITOR)
    assert receipt.sender == "" and receipt.message["Auto-Submitted"] == "auto-replied"
    assert "SRV-2026-000001" in receipt.message["Subject"]
    assert words[2] in receipt.text and "zoeken iemand\nvoor onze" in receipt.html


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize("host", ["localhost", ONE])
def test_a_training_is_asked_for_on_both_hosts_and_goes_to_its_house(
    app: Flask, ask: Callable[..., Any], deliver: Callable[[], None], smtp: Inbox, language: str, host: str
) -> None:
    answer = ask(TRAININGS[language], host, teaching_language="fr", place="", phone="")
    deliver()
    assert answer.status_code == 303
    (request,) = kept(app)
    assert (request.team, request.teaching_language, request.place) == (Team.ONEMANAGEMENT, "fr", None)
    address = {"nl": "opleidingen@onemanagement.example", "fr": "formations@onemanagement.example"}[language]
    assert len(smtp.to(address)) == 1
    assert "OneManagement" in str(smtp.to(VISITOR)[0].message["From"])


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_form_is_found_from_its_page_names_its_twin_its_team_and_its_notice(
    client: CheckingClient, paths: dict[str, str], language: str
) -> None:
    other = "fr" if language == "nl" else "nl"
    for path in (paths, TRAININGS):
        page_of = path[language].rsplit("/", 1)[0]
        assert f'href="{path[language]}"' in client.get(page_of).text
        page = client.get(path[language])
        assert "Set-Cookie" not in page.headers
        assert f'href="{path[other]}"' in page.text
        policy = {"nl": "/nl/privacy#requests", "fr": "/fr/vie-privee#requests"}[language]
        assert f'href="{policy}"' in page.text
        assert {"nl": "Antwoord binnen 5 werkdagen", "fr": "5 jours"}[language] in text_of(parse(page.text))
    assert [len(find_all(parse(client.get(paths[lang]).text), "input")) for lang in ("nl", "fr")].count(0) == 0
    assert client.get("/nl/diensten/niets/aanvragen").status_code == 404
    assert client.get("/fr/formations/rien/en-entreprise").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"message": "kort"}, {"email": "noor"}, {"organisation": ""}, {"participants": "0"}, {"enterprise_number": "1"}],
)
def test_nothing_typed_is_lost_after_an_error(app: Flask, ask: Callable[..., Any], wrong: dict[str, str]) -> None:
    answer = ask(**wrong)
    assert answer.status_code == 422
    assert find_all(parse(answer.text), "div", id="errors")
    left = {name: value for name, value in FIELDS.items() if name not in {*wrong, "message"}}
    assert [value for value in left.values() if f'value="{value}"' not in answer.text] == []
    assert kept(app) == []


def test_a_training_needs_no_word_of_ours_to_be_another(app: Flask, ask: Callable[..., Any]) -> None:
    ask(subject="service:anything")
    (request,) = kept(app)
    assert request.service_key is not None and request.training_id is None


def test_the_same_form_sent_twice_is_one_request(
    app: Flask, client: CheckingClient, paths: dict[str, str], deliver: Callable[[], None], smtp: Inbox
) -> None:
    data = hidden_fields(client.get(paths["nl"]).text, paths["nl"]) | FIELDS
    first, second = (client.post(paths["nl"], data=data) for _ in range(2))
    deliver()
    assert len(kept(app)) == len(smtp.to(VISITOR)) == 1
    page = text_of(parse(client.get(second.location).text))
    assert "SRV-" in page and "Team diensten van CESI" in page
    with time_machine.travel(clock.now() + dt.timedelta(hours=2)):
        assert "SRV-" not in text_of(parse(client.get(first.location).text))


def test_what_looks_like_abuse_is_set_apart_until_somebody_looks(
    app: Flask, ask: Callable[..., Any], deliver: Callable[[], None], smtp: Inbox, manager: Desk
) -> None:
    ask(homepage="https://spam.example")
    deliver()
    assert smtp.received == []
    assert "1 aanvraag is apart gezet" in manager.get("/staff/").text
    page = "/staff/requests/1"
    assert "vulde een veld in" in manager.get(page).text
    assert manager.post(f"{page}/released", page=page).status_code == 303
    deliver()
    assert len(smtp.to("diensten@cesi.example")) == len(smtp.to(VISITOR)) == 1
    assert kept(app)[0].answer_by is not None
    ask(homepage="x", message="Nog eens van hetzelfde")
    manager.post("/staff/requests/2/rejected", page="/staff/requests/2")
    assert kept(app)[1].state is RequestState.REJECTED


def test_an_address_gets_five_receipts_a_day(ask: Callable[..., Any], deliver: Callable[[], None], smtp: Inbox) -> None:
    for n in range(7):
        ask(message=f"Aanvraag nummer {n}")
    deliver()
    assert (len(smtp.to(VISITOR)), len(smtp.to("diensten@cesi.example"))) == (5, 7)


def test_a_request_is_taken_answered_and_closed_from_its_desk(
    app: Flask, ask: Callable[..., Any], deliver: Callable[[], None], smtp: Inbox, manager: Desk
) -> None:
    ask()
    deliver()
    smtp.received.clear()
    assert "Bakkerij De Korst" in manager.get("/staff/requests").text
    page = "/staff/requests/1"
    assert manager.post(f"{page}/taken", page=page).status_code == 303
    assert manager.post(f"{page}/taken", page=page).status_code == 303
    assert "andere toestand" in manager.get(page).text
    assert manager.post(f"{page}/noted", page=page, prefix="noted-", words="Belt donderdag.").status_code == 303
    assert manager.post(f"{page}/answered", page=page, prefix="answered-", words=" ").status_code == 422
    words = "Beste,\n\nons voorstel volgt."
    assert manager.post(f"{page}/answered", page=page, prefix="answered-", words=words).status_code == 303
    deliver()
    (mail,) = smtp.to(VISITOR)
    assert "ons voorstel volgt." in mail.text and "Ilse Jacobs" in mail.text and "Belt donderdag" not in mail.text
    assert mail.message["Reply-To"].addresses[0].addr_spec == "diensten@cesi.example"
    manager.post(f"{page}/closed", page=page)
    assert "Bakkerij De Korst" not in manager.get("/staff/requests").text
    shown = manager.get(page).text
    for said in ("Op zich genomen", "Belt donderdag.", "ons voorstel volgt.", "Afgesloten"):
        assert said in shown
    manager.post(f"{page}/reopened", page=page)
    (request,) = kept(app)
    assert (request.state, request.closed_at) == (RequestState.IN_PROGRESS, None)


def test_the_list_is_filtered_searched_and_taken_along(app: Flask, ask: Callable[..., Any], manager: Desk) -> None:
    ask()
    ask(TRAININGS["fr"], ONE, organisation="Garage Lambert", name="Luc Lambert")
    both = manager.get("/staff/requests").text
    assert "Bakkerij De Korst" in both and "Garage Lambert" in both
    assert "Garage Lambert" not in manager.get("/staff/requests?team=services").text
    assert "Bakkerij De Korst" not in manager.get("/staff/requests?language=fr").text
    for text in ("lambert", "SRV-2026-000002"):
        found = manager.post("/staff/requests/search", page="/staff/requests", text=text)
        page = manager.get(found.location).text
        assert "Garage Lambert" in page and "Bakkerij De Korst" not in page
    file = manager.get("/staff/requests.csv?team=onemanagement").text
    assert file.count("\n") == 2 and "SRV-" in file and "Lambert" not in file
    with time_machine.travel(clock.now() + dt.timedelta(days=14)):
        with app.app_context():
            late = Desk(app, staff("Jan Claes", StaffRoleName.TRAINING_MANAGER))
        assert "2 aanvragen zijn te laat" in late.get("/staff/").text
        assert late.get("/staff/requests?state=late").text.count('class="reference"') == 2


def test_who_reads_is_set_for_each_team(app: Flask, manager: Desk) -> None:
    page = "/staff/requests/readers"
    sent = {"nl": "een@cesi.example\ntwee@cesi.example", "fr": "un@cesi.example"}
    assert manager.post(f"{page}/cesi", page=page, prefix="cesi-", **sent).status_code == 303
    assert (
        manager.post(f"{page}/cesi", page=page, prefix="cesi-", nl="geen adres", fr="un@cesi.example").status_code
        == 422
    )
    with app.app_context():
        assert readers(Team.CESI, "nl") == ("een@cesi.example", "twee@cesi.example")
        with pytest.raises(NoWords):
            set_request_readers(Team.CESI, {"nl": [], "fr": ["un@cesi.example"]}, by=None)
        load_catalogue()
        assert readers(Team.CESI, "fr") == ("un@cesi.example",)


def test_a_member_finds_what_is_known_filled_in_and_their_own_requests(
    app: Flask, paths: dict[str, str], deliver: Callable[[], None], smtp: Inbox
) -> None:
    with app.app_context():
        ours = organisation()
        manager = person(ours, Role.ACCESS_MANAGER)
        email, number = manager.email, ours.id
        training = db.session.scalars(select(Training.id).where(Training.code == "DEMO-EHB-01")).one()
        browser = sign_in(app, manager.account)
    page = Context().run(browser.get, "/nl/mycesi/aanvragen", base_url=MYCESI).text
    tree = parse(page)
    known = {field.get("name"): field.get("value") for field in find_all(tree, "input")}
    assert known["organisation"] == "Voorbeeld 0 bv" and known["name"]
    assert not find_all(tree, "input", name="email")
    (choice,) = find_all(tree, "select", name="subject")
    assert [group.get("label") for group in find_all(choice, "optgroup")] == ["Diensten", "Opleidingen in uw bedrijf"]
    assert find_all(choice, "option")[0].get("value") == ""
    hidden = hidden_fields(page, "/nl/mycesi/aanvragen")
    data = hidden | {name: known[name] for name in ("organisation", "name", "enterprise_number")}
    data |= {"subject": f"training:{training}", "message": "Voor onze ploeg van acht."}
    for wrong in ({"subject": "training:4711"}, {"subject": ""}, {"message": ""}):
        refused = Context().run(browser.post, "/nl/mycesi/aanvragen", data=data | wrong, base_url=MYCESI)
        assert refused.status_code == 422
    answer = Context().run(browser.post, "/nl/mycesi/aanvragen", data=data, base_url=MYCESI)
    assert answer.status_code == 303
    deliver()
    (request,) = kept(app)
    assert (request.email, request.organisation_id, request.training_id) == (email, number, training)
    told = [mail.message["Subject"] for mail in smtp.to(email)]
    assert len(smtp.to("opleidingen@cesi.example")) == sum(request.reference in subject for subject in told) == 1
    assert request.reference in Context().run(browser.get, "/nl/mycesi/aanvragen", base_url=MYCESI).text


def test_what_is_not_public_cannot_be_asked_for(app: Flask, paths: dict[str, str]) -> None:
    with app.app_context():
        training = db.session.scalars(select(Training)).first()
        assert training is not None
        for word in (f"training:{training.id}", f"service:{services('nl')[0].key}"):
            found = find_subject(word, "nl")
            assert found is not None and found.word == word
        with transaction():
            training.published_at = None
        for word in (f"training:{training.id}", "service:nothing", "training:x", "nothing", ""):
            assert find_subject(word, "nl") is None


def test_a_colleague_who_was_faster_is_seen(app: Flask, ask: Callable[..., Any]) -> None:
    ask()
    with app.app_context():
        by = staff("Ilse Jacobs", StaffRoleName.TRAINING_MANAGER)
        request = db.session.get_one(ServiceRequest, 1)
        with db.engine.begin() as elsewhere:
            elsewhere.execute(update(ServiceRequest).values(state=RequestState.CLOSED))
        assert request.state is RequestState.RECEIVED
        with pytest.raises(RequestMovedOn):
            step_request(1, RequestAct.TAKEN, by=by)


def test_a_closed_request_goes_after_three_years_with_its_history(app: Flask, ask: Callable[..., Any]) -> None:
    ask()
    with app.app_context():
        step_request(1, RequestAct.CLOSED, by=staff("Ilse Jacobs", StaffRoleName.TRAINING_MANAGER))
    for days, left in ((3 * 365 - 2, 1), (3 * 366 + 2, 0)):
        with app.app_context():
            purge(app.extensions["register"], clock.now() + dt.timedelta(days=days))
            for model in (ServiceRequest, ServiceRequestEvent):
                assert bool(db.session.scalar(select(func.count()).select_from(model))) is bool(left)
