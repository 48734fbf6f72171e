"""My preferences: one switch per use, by the personal link or from MyCESI, effective at once (promise K5)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete

from cesi_site.choices import operations as choices
from cesi_site.choices import queries as chosen
from cesi_site.choices.models import Address, Decision, Method, Reason, Use
from cesi_site.choices.tokens import token_for
from cesi_site.core.database import db, transaction
from cesi_site.members.roles import Role
from cesi_site.newsletter.queries import subscriptions
from tests.members.people import MYCESI, organisation, person, sign_in
from tests.newsletter.readers import reader
from tests.support.client import CheckingClient

WHO = "noor@voorbeeld.be"
PAGES = {"nl": "/nl/voorkeuren/", "fr": "/fr/preferences/"}


@pytest.fixture
def token(app: Flask) -> str:
    """The token of somebody who reads."""
    with app.app_context():
        return token_for(reader(WHO).address_id)


def runs(app: Flask) -> bool:
    with app.app_context():
        found = subscriptions.find_subscription(WHO)
        return found is not None and found.runs


@pytest.mark.promise("K5")
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_K5_one_switch_per_use_works_at_once_and_without_login(
    app: Flask, client: CheckingClient, token: str, language: str
) -> None:
    page = PAGES[language] + token
    assert client.get(page).status_code == 200
    assert runs(app)
    answer = client.post(page, data={"use": "newsletter", "to": "off"})
    assert answer.status_code == 303
    assert WHO not in answer.location
    assert not runs(app)
    assert client.get(answer.location).status_code == 200
    client.post(page, data={"use": "newsletter", "to": "on"})
    assert runs(app)
    with app.app_context():
        history = chosen.choices_of(WHO)
        assert [one.decision for one in history] == [Decision.CONSENT, Decision.WITHDRAWAL, Decision.CONSENT]
        assert (history[0].method, history[0].language, history[0].page) == (Method.PAGE, language, "preferences")
        assert history[0].text
    assert not client._cookies


@pytest.mark.promise("K5")
def test_K5_one_button_refuses_everything_now_and_later(app: Flask, client: CheckingClient, token: str) -> None:
    page = PAGES["nl"] + token
    client.post(page, data={"use": "all", "to": "off"})
    assert not runs(app)
    with app.app_context():
        assert {use: chosen.is_blocked(use, WHO) for use in Use} == dict.fromkeys(Use, Reason.OBJECTED)
        assert chosen.is_blocked(None, WHO) is None
    assert "Alles staat uit" in client.get(page + "?changed=all").text
    client.post(page, data={"use": "newsletter", "to": "on"})
    with app.app_context():
        left = {use for use in Use if chosen.is_blocked(use, WHO)}
        assert left == set(Use) - {Use.NEWSLETTER}
    assert runs(app)


@pytest.mark.parametrize("data", [{}, {"use": "gossip", "to": "on"}])
def test_a_switch_that_is_not_there_cannot_be_pressed(
    app: Flask, client: CheckingClient, token: str, data: dict[str, str]
) -> None:
    assert client.post(PAGES["nl"] + token, data=data).status_code == 400
    assert runs(app)


def test_another_site_presses_nothing(app: Flask, client: CheckingClient, token: str) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = client.post(PAGES["nl"] + token, data={"use": "newsletter", "to": "off"}, headers=headers)
    assert answer.status_code == 403
    assert runs(app)


def test_the_proof_of_each_choice_is_shown(client: CheckingClient, token: str) -> None:
    page = client.get(PAGES["nl"] + token).text
    assert "met de link in een e-mail" in page
    assert "no-store" in client.get(PAGES["nl"] + token).headers["Cache-Control"]


def test_who_asked_to_stop_using_the_data_reads_so(app: Flask, client: CheckingClient, token: str) -> None:
    with app.app_context():
        choices.restrict(WHO, reason="request")
    assert "gebruiken wij uw gegevens voorlopig niet" in client.get(PAGES["nl"] + token).text


def test_a_link_whose_row_is_gone_says_so(app: Flask, client: CheckingClient, token: str) -> None:
    with app.app_context(), transaction():
        db.session.execute(delete(Address))
    assert "gewist" in client.get(PAGES["nl"] + token).text
    assert client.post(PAGES["nl"] + token, data={"use": "all"}).status_code == 200


@pytest.mark.promise("K5")
def test_K5_a_member_reaches_the_same_page_from_mycesi(app: Flask, context: Flask) -> None:
    account = person(organisation(), Role.ACCESS_MANAGER, WHO).account
    assert account is not None
    client = sign_in(app, account)
    assert "/nl/mycesi/voorkeuren" in client.get("/nl/mycesi/profiel", base_url=MYCESI).text
    assert chosen.find_address(WHO) is None
    answer = client.post("/nl/mycesi/voorkeuren", base_url=MYCESI)
    assert answer.status_code == 303
    assert WHO in client.get(answer.location, base_url=MYCESI).text
