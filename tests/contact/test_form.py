"""The contact page: what is offered, what comes back after an error, what is shown when a message is in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask

from cesi_site.contact.models import ContactMessage
from cesi_site.contact.queries import topics as offered_topics
from cesi_site.core.languages import SWITCH
from tests.support.client import CheckingClient, find_all, hidden_fields, parse, text_of

pytestmark = pytest.mark.usefixtures("topics")

PATHS = {"nl": "/nl/contact", "fr": "/fr/contact"}
Messages = Callable[[], list[ContactMessage]]


def checked(markup: str) -> list[str]:
    """Return the topics that are ticked."""
    return [e.get("value") for e in find_all(parse(markup), "input", name="topic") if e.get("checked") is not None]


def value_of(markup: str, name: str) -> str:
    """Return what stands in a field; the foot of the page has a form of its own."""
    (main,) = find_all(parse(markup), "main")
    (field,) = [e for tag in ("input", "textarea") for e in find_all(main, tag, name=name)]
    return field.get("value") if field.get("value") is not None else (field.text or "")


@pytest.mark.promise("E2")
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_page_says_who_reads_each_topic_and_when(app: Flask, client: CheckingClient, language: str) -> None:
    page = text_of(parse(client.get(PATHS[language]).text))
    with app.app_context():
        offered = offered_topics()
    assert len(offered) == 12
    for topic in offered:
        assert " ".join(topic.name.in_language(language).split()) in page
        assert topic.team.in_language(language) in page
        assert " ".join(topic.note.in_language(language).split()) in page


@pytest.mark.promise("K1")
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_notice_stands_beside_the_button(client: CheckingClient, language: str) -> None:
    page = client.get(PATHS[language]).text
    policy = {"nl": "/nl/privacy#contact", "fr": "/fr/vie-privee#contact"}[language]
    assert f'href="{policy}"' in page
    assert {"nl": "3 jaar vanaf", "fr": "3 ans à partir"}[language] in page


def test_the_address_chooses_the_topic_and_the_twin_keeps_it(client: CheckingClient) -> None:
    page = client.get("/nl/contact?onderwerp=medische-afspraak").text
    assert checked(page) == ["medical"]
    assert 'href="/fr/contact?sujet=rendez-vous-medical"' in page
    assert checked(client.get("/fr/contact?sujet=rendez-vous-medical").text) == ["medical"]


@pytest.mark.parametrize("query", ["", "?onderwerp=bestaat-niet", "?sujet=plainte", "?onderwerp="])
def test_without_a_known_topic_none_is_chosen(client: CheckingClient, query: str) -> None:
    assert checked(client.get("/nl/contact" + query).text) == []


def test_the_page_sets_no_cookie(client: CheckingClient, fields: dict[str, Any]) -> None:
    for response in (client.get("/nl/contact"), client.post("/nl/contact", data=fields), client.post("/fr/contact")):
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("language", "received"), [("nl", "/nl/contact/ontvangen?ref="), ("fr", "/fr/contact/recu?ref=")]
)
def test_a_message_is_stored_as_it_is_meant(
    client: CheckingClient, fields: dict[str, Any], messages: Messages, language: str, received: str
) -> None:
    answer = client.post(PATHS[language], data=fields)
    assert answer.status_code == 303
    assert answer.location.startswith(received)
    (message,) = messages()
    assert message.language == language
    assert message.email == "noor.janssens@voorbeeld.be"
    assert message.phone == "+32470123456"
    assert message.enterprise_number == "0123456749"
    assert message.body == "Goedendag,\n\nkan de opleiding in maart?"
    assert message.source == "contact"
    assert message.state == "received"


def test_only_four_fields_must_be_filled_in(client: CheckingClient, fields: dict[str, Any], messages: Messages) -> None:
    needed = {name: fields[name] for name in ("topic", "name", "email", "message")}
    assert client.post("/nl/contact", data=needed).status_code == 303
    (message,) = messages()
    assert (message.subject, message.phone, message.organisation, message.enterprise_number) == (None,) * 4
    page = client.post("/nl/contact", data={}).text
    tree = parse(page)
    faulty = {e.get("id", "").removesuffix("-error") for e in find_all(tree, "p", class_="field-error")}
    faulty |= {e.get("id", "") for e in find_all(tree, "fieldset", class_="fieldset has-error")}
    assert faulty >= {"topic", "name", "email", "message"}


@pytest.mark.parametrize(
    "mistake",
    [
        {"email": "noor"},
        {"phone": "abc"},
        {"enterprise_number": "0409.122.443"},
        {"message": "kort"},
        {"message": "x" * 4001},
        {"topic": "nothing"},
        {"name": " "},
        {"subject": "x" * 201},
    ],
)
def test_after_a_mistake_everything_typed_is_kept(
    client: CheckingClient, fields: dict[str, Any], messages: Messages, mistake: dict[str, str]
) -> None:
    sent = fields | mistake
    answer = client.post("/fr/contact", data=sent)
    assert answer.status_code == 422
    page = answer.text
    assert messages() == []
    (name,) = mistake
    link = "#topic-0" if name == "topic" else f"#{name}"
    assert f'href="{link}"' in page, "the summary links to the field"
    assert f'id="{name}-error"' in page
    for field, typed in sent.items():
        if field == "topic":
            assert checked(page) == ([typed] if name != "topic" else [])
        else:
            assert " ".join(value_of(page, field).split()) == " ".join(typed.split())


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_a_half_filled_form_goes_on_in_the_other_language(
    client: CheckingClient, fields: dict[str, Any], messages: Messages, language: str
) -> None:
    other = "fr" if language == "nl" else "nl"
    (button,) = find_all(parse(client.get(PATHS[language]).text), "button", name=SWITCH)
    assert button.get("formaction") == PATHS[other]
    half = {"subject": fields["subject"], "message": fields["message"], "email": "not yet", SWITCH: other}
    answer = client.post(PATHS[other], data=half)
    assert answer.status_code == 200
    for name in ("subject", "message", "email"):
        assert value_of(answer.text, name).split() == half[name].split()
    assert f'lang="{other}-BE"' in answer.text
    assert "aria-invalid" not in answer.text
    assert messages() == []


def test_an_error_is_told_in_the_language_of_the_page(client: CheckingClient, fields: dict[str, Any]) -> None:
    wrong = fields | {"enterprise_number": "2123456789"}
    assert "vestigingseenheid" in client.post("/nl/contact", data=wrong).text
    assert "unité d’établissement" in client.post("/fr/contact", data=wrong).text


def test_the_same_form_sent_twice_is_one_message(
    client: CheckingClient, fields: dict[str, Any], messages: Messages
) -> None:
    fields |= hidden_fields(client.get("/nl/contact").text, "/nl/contact")
    first, second = (client.post("/nl/contact", data=fields) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert len(messages()) == 1
    shown = [re.findall(r"CESI-\d{4}-\d{6}", client.get(answer.location).text) for answer in (first, second)]
    assert shown[0] == shown[1] != []


def test_a_form_that_was_changed_and_sent_again_is_another_message(
    client: CheckingClient, fields: dict[str, Any], messages: Messages
) -> None:
    fields |= hidden_fields(client.get("/nl/contact").text, "/nl/contact")
    client.post("/nl/contact", data=fields)
    client.post("/nl/contact", data=fields | {"message": "Of anders in april, als dat beter past?"})
    assert len({message.body for message in messages()}) == 2


@pytest.mark.promise("E2")
def test_the_page_that_follows_names_reference_team_and_day(client: CheckingClient, fields: dict[str, Any]) -> None:
    with time_machine.travel("2026-12-31T15:00+01:00"):
        page = client.get(client.post("/nl/contact", data=fields).location)
    content = text_of(parse(page.text))
    assert "CESI-2026-000001" in content
    assert "Team Opleidingen" in content
    assert "5 januari 2027" in content
    assert page.headers["Cache-Control"] == "no-store"


def test_the_year_of_a_reference_is_that_of_brussels(client: CheckingClient, fields: dict[str, Any]) -> None:
    with time_machine.travel("2026-12-31T23:30Z"):
        assert "CESI-2027-000001" in client.get(client.post("/nl/contact", data=fields).location).text


def test_no_personal_data_stands_in_the_address(client: CheckingClient, fields: dict[str, Any]) -> None:
    location = client.post("/nl/contact", data=fields).location
    assert re.fullmatch(r"/nl/contact/ontvangen\?ref=[\w.-]+", location)
    assert len(location) < 90, "room for a number and its signature, and for nothing else"


def test_the_page_that_follows_keeps_its_place_in_the_other_language(
    client: CheckingClient, fields: dict[str, Any]
) -> None:
    page = client.get(client.post("/nl/contact", data=fields).location).text
    twin = re.search(r'href="(/fr/contact/recu\?ref=[^"]+)"', page)
    assert twin
    assert "CESI-" in client.get(twin[1]).text


def test_after_an_hour_the_details_are_no_longer_shown(client: CheckingClient, fields: dict[str, Any]) -> None:
    with time_machine.travel("2026-11-23T10:00Z") as traveller:
        location = client.post("/nl/contact", data=fields).location
        traveller.shift(3_700)
        page = client.get(location)
    assert page.status_code == 200
    assert "CESI-2026" not in page.text


@pytest.mark.parametrize("ref", ["", "?ref=", "?ref=x", "?ref=1.a.b", "?ref=%00%ff"])
def test_a_forged_link_leads_back_to_the_form(client: CheckingClient, ref: str) -> None:
    answer = client.get("/nl/contact/ontvangen" + ref)
    assert (answer.status_code, answer.location) == (303, "/nl/contact")


def test_another_site_cannot_send_the_form(client: CheckingClient, fields: dict[str, Any], messages: Messages) -> None:
    answer = client.post("/nl/contact", data=fields, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert messages() == []


class TestShortForm:
    """The short form on other pages."""

    @pytest.mark.promise("E1")
    @pytest.mark.parametrize("language", ["nl", "fr"])
    def test_it_names_its_team_and_sends_a_message(
        self, app: Flask, client: CheckingClient, messages: Messages, language: str
    ) -> None:
        markup = self.render(app, language, "psychosocial", "service:psychosocial-support")
        assert {"nl": "Psychosociaal team", "fr": "Équipe psychosociale"}[language] in markup
        fields = hidden_fields(markup) | {
            "name": "Noor",
            "email": "noor@voorbeeld.be",
            "message": "Kan ik met iemand praten?",
        }
        assert client.post(PATHS[language], data=fields).status_code == 303
        (message,) = messages()
        assert (message.topic, message.source) == ("psychosocial", "service:psychosocial-support")

    def test_an_error_shows_the_whole_form_with_everything_kept(self, app: Flask, client: CheckingClient) -> None:
        hidden = hidden_fields(self.render(app, "nl", "risk", "service:ergonomic-advice"))
        page = client.post("/nl/contact", data=hidden | {"message": "Hoe hoog hoort mijn scherm?"}).text
        assert checked(page) == ["risk"]
        assert value_of(page, "message") == "Hoe hoog hoort mijn scherm?"
        assert hidden_fields(page, "/nl/contact")["source"] == "service:ergonomic-advice"

    def test_it_goes_on_in_the_other_language_with_everything_kept(self, app: Flask, client: CheckingClient) -> None:
        markup = self.render(app, "nl", "risk", "service:ergonomic-advice")
        assert 'formaction="/fr/contact"' in markup
        half = hidden_fields(markup) | {"message": "Hoe hoog hoort mijn scherm?", SWITCH: "fr"}
        page = client.post("/fr/contact", data=half).text
        assert checked(page) == ["risk"]
        assert value_of(page, "message") == "Hoe hoog hoort mijn scherm?"

    def test_a_topic_that_is_not_offered_gives_way_to_the_last_one(self, app: Flask) -> None:
        assert 'name="topic" value="other"' in self.render(app, "nl", "gone", "service:x")

    @staticmethod
    def render(app: Flask, language: str, topic: str, source: str) -> str:
        """Return the short form as another page includes it."""
        with app.test_request_context(f"/{language}/diensten"):
            template = app.jinja_env.from_string(
                "{% set question = question_form(topic, source) %}{% include 'contact/_question.html' %}"
            )
            return template.render(topic=topic, source=source, lang=language)
