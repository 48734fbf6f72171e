"""The form to join, as applicants meet it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask

from cesi_site.affiliation.forms.identity import country_names
from cesi_site.affiliation.models import AffiliationDraft, AffiliationRequest
from cesi_site.affiliation.states import State
from cesi_site.core.clock import now
from cesi_site.core.languages import use_language
from tests.affiliation.conftest import BEGIN, Applicant, answers
from tests.support.client import CheckingClient, find_all, parse, text_of
from tests.support.smtp import Inbox

Requests = Callable[[], list[AffiliationRequest]]
Drafts = Callable[[], list[AffiliationDraft]]
NOW = dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def day() -> Any:
    """A day on which the answers hold."""
    with time_machine.travel(NOW, tick=True):
        yield


def errors(page: str) -> dict[str, str]:
    """Return the messages at the fields, by the field's id."""
    found = [tag for tag in parse(page).iter() if (tag.get("id") or "").endswith("-error")]
    return {tag.get("id").removesuffix("-error"): text_of(tag).partition(": ")[2] for tag in found}


@pytest.mark.promise("D1")
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_all_steps_lead_to_a_request(client: CheckingClient, requests: Requests, drafts: Drafts, language: str) -> None:
    applicant = Applicant(client, language)
    assert client.get(BEGIN[language]).status_code == 200
    assert applicant.begin() == applicant.address("activity")
    for key, following in (("activity", "people"), ("people", "service"), ("service", "check")):
        shown = client.get(applicant.address(key))
        assert shown.status_code == 200
        assert shown.headers["Cache-Control"] == "no-store"
        assert applicant.send(key).location == applicant.address(following)
    page = client.get(applicant.address("check")).text
    assert "0123.456.749" in page
    assert "2.123.456.791" in page
    answer = applicant.send("check")
    received = client.get(answer.location).text

    (request,) = requests()
    assert request.reference in received
    assert request.language == language
    assert (request.state, request.email) == (State.RECEIVED, "els.peeters@korenaar.example")
    assert (request.enterprise_number, request.nace_code, request.joint_committees) == (
        "0123456749",
        "10711",
        ["118.03", "200"],
    )
    assert [place.unit_number for place in request.establishments] == ["2123456791"]
    assert {person.part.value: person.email for person in request.people} == {
        "signatory": "jan@korenaar.example",
        "billing": "facturen@korenaar.example",
        "advisor": "noor@korenaar.example",
    }
    assert drafts() == []
    assert not client._cookies


def test_the_fields_of_the_contract_are_enough(client: CheckingClient, requests: Requests) -> None:
    applicant = Applicant(client)
    applicant.begin(vat_status=None, nsso_number=None)
    client.post(applicant.address("activity"), data={"main_activity": "Winkel", "worker_count": "3"})
    people = {
        "contact_first_name": "Els",
        "contact_last_name": "Peeters",
        "email": "els@korenaar.example",
        "signatory_name": "Els Peeters",
        "signatory_function": "zaakvoerder",
    }
    client.post(applicant.address("people"), data=people)
    client.post(applicant.address("service"), data={"start_date": "01/12/2026", "current_service": "none"})
    applicant.send("check")
    (request,) = requests()
    assert request.signatory_is_contact
    assert request.people == []
    assert (request.country, request.works_at_office, request.newsletter) == ("BE", True, False)


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_each_step_says_what_is_missing(client: CheckingClient, language: str) -> None:
    applicant = Applicant(client, language)
    page = client.post(BEGIN[language], data={})
    assert page.status_code == 422
    assert {"legal_name", "legal_form", "enterprise_number", "street", "postcode", "town"} <= errors(page.text).keys()
    applicant.begin()
    for key, missing in (
        ("activity", {"main_activity", "worker_count"}),
        ("people", {"contact_first_name", "contact_last_name", "email", "signatory_name", "signatory_function"}),
        ("service", {"start_date", "current_service"}),
    ):
        page = client.post(applicant.address(key), data={})
        assert page.status_code == 422
        assert errors(page.text).keys() == missing
    # What is not complete cannot be checked, and leads back to the first gap.
    assert client.get(applicant.address("check")).location == applicant.address("activity")


@pytest.mark.parametrize(
    ("key", "over", "field"),
    [
        ("identity", {"enterprise_number": "0409.122.443"}, "enterprise_number"),
        ("identity", {"enterprise_number": "0409.122.44"}, "enterprise_number"),
        ("identity", {"enterprise_number": "2.123.456.791"}, "enterprise_number"),
        ("identity", {"nsso_number": "12"}, "nsso_number"),
        ("identity", {"postcode": "999"}, "postcode"),
        ("identity", {"legal_form": "club"}, "legal_form"),
        (
            "identity",
            {"other_address": "y", "correspondence_postcode": "1000", "correspondence_town": "Brussel"},
            "correspondence_street",
        ),
        ("activity", {"nace_code": "62"}, "nace_code"),
        ("activity", {"joint_committees": "200, x"}, "joint_committees"),
        ("activity", {"worker_count": "100000"}, "worker_count"),
        ("identity", {"incorporation_pending": "y"}, "incorporation_pending"),
        ("activity", {"main_activity": "x"}, "main_activity"),
        ("activity", {"nace_code": "99999"}, "nace_code"),
        ("activity", {"nace_code": "44.100"}, "nace_code"),
        ("activity", {"worker_count": "some"}, "worker_count"),
        ("activity", {"night_count": "13"}, "night_count"),
        ("activity", {"first_worker_on": "31/02/2027"}, "first_worker_on"),
        ("activity", {"places-0-worker_count": "13"}, "places-0-worker_count"),
        ("activity", {"places-0-unit_number": "0123.456.749"}, "places-0-unit_number"),
        ("activity", {"places-0-town": ""}, "places-0-town"),
        ("activity", {"risks": ["none", "noise"]}, "risks"),
        ("activity", {"risks": ["dragons"]}, "risks"),
        ("people", {"email": "els@"}, "email"),
        ("people", {"phone": "call me"}, "phone"),
        ("people", {"signatory_email": "jan"}, "signatory_email"),
        ("service", {"start_date": "21/11/2026"}, "start_date"),
        ("service", {"start_date": "23/05/2028"}, "start_date"),
        ("service", {"current_service": "other"}, "current_service_name"),
        ("service", {"notice_on": "01/02/2027"}, "notice_on"),
        ("check", {"authorised": None}, "authorised"),
        ("check", {"conditions": None}, "conditions"),
    ],
)
def test_a_wrong_answer_is_said_at_its_field(
    applicant: Applicant, requests: Requests, key: str, over: dict[str, Any], field: str
) -> None:
    applicant.fill_in()
    page = applicant.send(key, **over)
    assert page.status_code == 422
    assert errors(page.text).keys() == {field}
    typed = over.get(field)
    assert not isinstance(typed, str) or field == "legal_form" or f'value="{typed}"' in page.text
    assert requests() == []


def test_a_place_is_needed_where_nobody_works_at_the_office(applicant: Applicant) -> None:
    applicant.begin()
    page = applicant.client.post(
        applicant.address("activity"), data={"main_activity": "Transport", "worker_count": "1", "only_elsewhere": "y"}
    )
    assert errors(page.text).keys() == {"only_elsewhere"}


def test_a_founder_needs_no_number(applicant: Applicant, requests: Requests) -> None:
    applicant.apply({"identity": {"enterprise_number": "", "incorporation_pending": "y"}})
    assert requests()[0].enterprise_number is None


def test_places_are_added_and_removed_without_losing_what_was_typed(applicant: Applicant) -> None:
    applicant.begin()
    added = applicant.send("activity", go="add")
    assert added.location == applicant.address("activity") + "#places-1-name"
    page = parse(applicant.client.get(applicant.address("activity")).text)
    assert find_all(page, "input", id="places-0-street", value="Kouter 3")
    assert find_all(page, "input", id="places-1-street")
    applicant.send("activity", **{"places-1-street": "Veldstraat 1", "go": "remove-0"})
    page = parse(applicant.client.get(applicant.address("activity")).text)
    assert find_all(page, "input", id="places-0-street", value="Veldstraat 1")
    assert not find_all(page, "input", id="places-1-street")


def test_going_back_keeps_half_an_answer(applicant: Applicant) -> None:
    applicant.begin()
    back = applicant.send("activity", worker_count="lots", go="back")
    assert back.location == applicant.address("identity")
    assert 'value="lots"' in applicant.client.get(applicant.address("activity")).text


def test_a_change_from_the_check_page_leads_back_to_it(applicant: Applicant, requests: Requests) -> None:
    applicant.fill_in()
    assert applicant.send("identity", legal_name="De Nieuwe Korenaar").location == applicant.address("check")
    applicant.send("check")
    assert requests()[0].legal_name == "De Nieuwe Korenaar"


def test_the_language_switch_keeps_the_step(applicant: Applicant) -> None:
    applicant.begin()
    page = parse(applicant.client.get(applicant.address("activity")).text)
    applicant.language = "fr"
    assert find_all(page, "link", hreflang="fr-BE")[0].get("href").endswith(applicant.address("activity"))
    assert applicant.client.get(applicant.address("activity")).status_code == 200


def test_a_draft_is_gone_on_with_by_a_mailed_link(
    applicant: Applicant, drafts: Drafts, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    later = applicant.client.post(BEGIN["nl"], data={"legal_name": "Half af", "go": "save"})
    applicant.token = later.location.split("/")[3]
    assert "Half af" not in later.location
    assert applicant.client.post(later.location, data={"email": "els"}).status_code == 422
    saved = applicant.client.post(later.location, data={"email": "Els@Korenaar.example"})
    assert saved.status_code == 200
    (draft,) = drafts()
    assert draft.email == "els@korenaar.example"
    assert applicant.token not in draft.token_hash
    deliver()
    (mail,) = smtp.to("els@korenaar.example")
    link = next(line for line in mail.text.splitlines() if "/aansluiting/" in line)
    assert link == "http://localhost" + applicant.address("identity")
    assert "Half af" in applicant.client.get(link).text


@pytest.mark.promise("I1")
def test_a_draft_works_for_thirty_days(applicant: Applicant) -> None:
    applicant.fill_in()
    with time_machine.travel(NOW + dt.timedelta(days=30)):
        assert applicant.client.get(applicant.address("people")).status_code == 200
    with time_machine.travel(NOW + dt.timedelta(days=31)):
        assert applicant.client.get(applicant.address("people")).status_code == 410
        assert applicant.send("people").status_code == 410


def test_a_request_sent_twice_is_one(applicant: Applicant, requests: Requests, drafts: Drafts) -> None:
    applicant.fill_in()
    first, second = applicant.send("check"), applicant.send("check")
    assert first.status_code == second.status_code == 303
    assert requests()[0].reference in applicant.client.get(second.location).text
    assert len(requests()) == 1
    # The link that was mailed leads to the receipt, and no further.
    assert "/ontvangen" in applicant.client.get(applicant.address("people")).location


def test_the_receipt_page_forgets_after_an_hour(applicant: Applicant, requests: Requests) -> None:
    applicant.fill_in()
    receipt = applicant.send("check").location
    with time_machine.travel(NOW + dt.timedelta(hours=2)):
        assert requests()[0].reference not in applicant.client.get(receipt).text
    assert applicant.client.get("/nl/aansluiting/ontvangen?ref=x").location == BEGIN["nl"]


def test_a_robot_is_set_apart_and_mails_nobody(
    applicant: Applicant, requests: Requests, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    applicant.fill_in({"people": {"homepage": "http://spam.example"}})
    applicant.send("check")
    assert requests()[0].suspicions == ["honeypot"]
    deliver()
    assert smtp.received == []


def test_a_form_filled_in_faster_than_people_can_is_set_apart(make_app: Callable[..., Flask]) -> None:
    app = make_app(FORM_MIN_SECONDS=60.0)
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    Applicant(client).apply()
    with app.app_context():
        from cesi_site.affiliation import queries

        assert [request.suspicions for request in queries.find_requests(held=True)] == [["too_fast"]]


def test_a_source_that_sends_many_waits_and_loses_nothing(make_app: Callable[..., Flask]) -> None:
    client = make_app(RATELIMIT_ENABLED=True).test_client()
    last = [client.post(BEGIN["nl"], data=answers("identity", {})) for _ in range(31)][-1]
    assert last.status_code == 429
    assert last.headers["Retry-After"] == "3600"
    assert "Bakkerij De Korenaar" in last.text


def test_far_too_much_is_refused(applicant: Applicant) -> None:
    applicant.begin()
    assert applicant.send("activity", main_activity="x" * 50_000).status_code == 413


def test_the_conditions_and_the_information_have_their_versions(applicant: Applicant, requests: Requests) -> None:
    for address in ("/nl/aansluiting/voorwaarden", "/fr/affiliation/conditions"):
        assert applicant.client.get(address).status_code == 200
    applicant.fill_in()
    page = applicant.client.get(applicant.address("check")).text
    assert "22 november 2026" in page
    assert 'name="newsletter" type="checkbox" value="y">' in page  # asked, and not ticked beforehand
    applicant.send("check")
    assert (requests()[0].conditions_version, requests()[0].information_version) == (1, 1)
    assert requests()[0].received_at <= now()


def test_the_back_button_can_show_a_form_that_came_back_with_errors(applicant: Applicant) -> None:
    applicant.begin()
    answer = applicant.client.post(applicant.address("activity"), data={"go": "next"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (422, "private, no-cache")


@pytest.mark.parametrize(("language", "order"), [("nl", ("Ierland", "IJsland")), ("fr", ("Suède", "Suisse"))])
def test_countries_are_listed_as_people_look_them_up(context: Flask, language: str, order: tuple[str, str]) -> None:
    with use_language(language):
        names = list(country_names().values())
    assert names.index(order[0]) < names.index(order[1])
