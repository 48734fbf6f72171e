"""Leaving the newsletter: one click, one button, at once, for years (promises B4 and B5)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete

from cesi_site.choices import operations as choices
from cesi_site.choices import queries as chosen
from cesi_site.choices.models import Address, Barred, Decision, Method, Reason, Use
from cesi_site.choices.tokens import token_for
from cesi_site.core.database import db, transaction
from cesi_site.members.roles import Role
from cesi_site.newsletter import operations
from cesi_site.newsletter.models import EndReason
from cesi_site.newsletter.queries import subscriptions as queries
from tests.members.people import organisation, person
from tests.newsletter.readers import Visitor, reader
from tests.support.client import CheckingClient

WHO = "noor@voorbeeld.be"
PAGES = {"nl": "/nl/nieuwsbrief/uitschrijven/", "fr": "/fr/newsletter/desinscrire/"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def token(app: Flask) -> str:
    """The token of somebody who reads."""
    with app.app_context():
        return token_for(reader(WHO).address_id)


def runs(app: Flask) -> bool:
    with app.app_context():
        found = queries.find_subscription(WHO)
        return found is not None and found.runs


@pytest.mark.promise("B4")
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_B4_one_click_needs_no_cookie_login_redirect_or_form_token(
    app: Flask, client: CheckingClient, token: str, language: str
) -> None:
    for origin in ({}, {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}):
        answer = client.post(PAGES[language] + token, data=ONE_CLICK, headers=origin)
        assert (answer.status_code, answer.data) == (200, b"")
        assert "Set-Cookie" not in answer.headers
        assert not runs(app)
    with app.app_context():
        proofs = chosen.choices_of(WHO)
        assert [one.decision for one in proofs] == [Decision.WITHDRAWAL, Decision.CONSENT]
        assert proofs[0].method is Method.ONE_CLICK
        subscription = queries.find_subscription(WHO)
        assert subscription is not None
        assert subscription.end_reason is EndReason.UNSUBSCRIBED


@pytest.mark.promise("B4")
@pytest.mark.parametrize("body", [{}, {"data": b"List-Unsubscribe=One-Click", "content_type": "text/plain"}])
def test_B4_a_poor_mail_program_is_understood(app: Flask, client: CheckingClient, token: str, body: dict) -> None:  # type: ignore[type-arg]
    assert client.post(PAGES["nl"] + token, **body).status_code == 200
    assert not runs(app)


def test_one_click_as_multipart_is_understood(app: Flask, client: CheckingClient, token: str) -> None:
    answer = client.post(PAGES["nl"] + token, data=ONE_CLICK, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert not runs(app)


@pytest.mark.promise("B4")
def test_B4_opening_the_page_changes_nothing(app: Flask, client: CheckingClient, token: str) -> None:
    for method in (client.get, client.head, client.options):
        for query in ("", "?List-Unsubscribe=One-Click", "?from_page=1"):
            method(PAGES["nl"] + token + query)
    assert runs(app)


@pytest.mark.promise("B4")
@pytest.mark.parametrize(("language", "words"), [("nl", "U bent uitgeschreven"), ("fr", "Vous êtes désinscrit")])
def test_B4_a_person_presses_one_button_and_reads_it_is_done(
    app: Flask, visitor: Visitor, token: str, language: str, words: str
) -> None:
    answer = visitor.press(PAGES[language] + token)
    assert answer.status_code == 303
    assert words in visitor.client.get(answer.location).text
    assert not runs(app)
    assert visitor.mails() == []  # who leaves gets no mail about it


@pytest.mark.promise("B4")
def test_B4_the_link_still_answers_when_the_row_is_gone(app: Flask, client: CheckingClient, token: str) -> None:
    with app.app_context(), transaction():
        db.session.execute(delete(Address))
    assert "staat niet op onze lijst" in client.get(PAGES["nl"] + token).text
    assert client.post(PAGES["nl"] + token, data=ONE_CLICK).status_code == 200


def test_a_forged_link_is_not_found(client: CheckingClient, token: str) -> None:
    forged = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert client.post(PAGES["nl"] + forged, data=ONE_CLICK).status_code == 404


def test_a_mistake_is_undone_with_one_button(app: Flask, client: CheckingClient, token: str) -> None:
    client.post(PAGES["nl"] + token, data=ONE_CLICK)
    assert client.get(f"/nl/nieuwsbrief/opnieuw/{token}").status_code == 405
    answer = client.post(f"/nl/nieuwsbrief/opnieuw/{token}")
    assert answer.status_code == 303
    assert runs(app)
    with app.app_context():
        last = chosen.current(WHO, Use.NEWSLETTER)
        assert last is not None
        assert last.text
        assert chosen.is_blocked(Use.NEWSLETTER, WHO) is None


def test_an_address_that_bounced_confirms_by_mail_before_it_comes_back(
    app: Flask, visitor: Visitor, token: str
) -> None:
    with app.app_context():
        choices.suppress(WHO, Barred.UNDELIVERABLE, Reason.BOUNCED)
        subscription = queries.find_subscription(WHO)
        assert subscription is not None
        operations.end(subscription, EndReason.BOUNCED)
    assert visitor.client.post(f"/nl/nieuwsbrief/opnieuw/{token}").status_code == 200
    assert not runs(app)
    visitor.press(visitor.link("bevestigen"))
    assert runs(app)
    with app.app_context():
        assert chosen.is_blocked(Use.NEWSLETTER, WHO) is None


@pytest.mark.promise("B5")
@pytest.mark.parametrize(("language", "words"), [("nl", "De wet verplicht ons"), ("fr", "La loi nous oblige")])
def test_B5_who_stands_for_a_member_is_told_at_once_what_goes_on_and_why(
    app: Flask, client: CheckingClient, token: str, language: str, words: str
) -> None:
    page = PAGES[language] + token
    assert words not in client.get(page).text
    with app.app_context():
        person(organisation(legal_name="Bakkerij De Korenaar bv"), Role.CONTACT, WHO)
    for step in range(2):
        shown = client.get(page).text
        assert words in shown, step
        assert "Bakkerij De Korenaar bv" in shown
        client.post(page, data=ONE_CLICK)
    with app.app_context():
        assert chosen.is_blocked(None, WHO) is None  # statutory information still reaches this address


def test_who_has_no_subscription_can_refuse_one(context: Flask) -> None:
    address = choices.address_of(WHO)
    for _ in range(2):
        assert operations.unsubscribe(address.id, method=Method.PAGE, language="fr") is None
    assert len(chosen.choices_of(WHO)) == 1
    assert chosen.is_blocked(Use.NEWSLETTER, WHO) is Reason.UNSUBSCRIBED
