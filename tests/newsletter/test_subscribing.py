"""Asking for the newsletter and confirming it, as a visitor meets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from cesi_site.affiliation.operations import load_starter
from cesi_site.audit.models import AuditEntry
from cesi_site.choices import operations as choices
from cesi_site.choices import queries as chosen
from cesi_site.choices.models import Barred, Decision, Method, Reason, Use
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.newsletter import operations
from cesi_site.newsletter.models import EndReason, Origin, Signup
from cesi_site.newsletter.queries import subscriptions as queries
from cesi_site.newsletter.versions import CURRENT
from cesi_site.outbox.models import OutboxRow
from cesi_site.register.retention import purge
from tests.affiliation.conftest import Applicant
from tests.newsletter.readers import PAGES, Visitor, reader
from tests.support.client import CheckingClient, find_all, hidden_fields, parse, text_of

WHO = "noor@voorbeeld.be"


def reads(email: str = WHO) -> bool:
    found = queries.find_subscription(email)
    return found is not None and found.runs


@pytest.mark.promise("B1")
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_B1_only_the_button_behind_the_mailed_link_subscribes(app: Flask, visitor: Visitor, language: str) -> None:
    visitor.language = language
    answer = visitor.ask(themes=["hr", "prevention"])
    assert answer.status_code == 303
    assert visitor.email not in answer.location
    assert visitor.email in text_of(find_all(parse(visitor.client.get(answer.location).text), "main")[0])
    link = visitor.link("bevestigen|confirmer")
    assert link.startswith(f"/{language}/")
    for _ in range(2):
        assert visitor.client.get(link).status_code == 200
        assert visitor.client.head(link).status_code == 200
    with app.app_context():
        assert not reads()
    done = visitor.client.get(visitor.press(link).location)
    assert done.status_code == 200
    with app.app_context():
        subscription = queries.find_subscription(WHO)
        assert subscription is not None
        assert subscription.runs
        assert (subscription.language, subscription.themes) == (language, ["prevention", "hr"])
        (proof,) = chosen.choices_of(WHO)
        assert (proof.decision, proof.method, proof.language) == (Decision.CONSENT, Method.LINK, language)
        assert (proof.text_version, proof.text) == (CURRENT.version, CURRENT.words.in_language(language))
        assert proof.page == "newsletter"
        assert clock.now() - proof.at < dt.timedelta(minutes=1)
    assert not visitor.client._cookies


def test_the_edition_may_differ_from_the_page(app: Flask, visitor: Visitor) -> None:
    visitor.language = "nl"
    assert visitor.ask(language="fr").status_code == 303
    assert visitor.link("confirmer").startswith("/fr/newsletter/confirmer/")


def test_without_a_choice_it_is_the_language_of_the_page_and_every_theme(app: Flask, client: CheckingClient) -> None:
    assert client.post("/fr/newsletter", data={"email": WHO}).status_code == 303
    with app.app_context():
        (asked,) = db.session.scalars(select(Signup)).all()
        assert (asked.language, asked.themes) == ("fr", ["prevention", "hr", "training"])


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_form_in_the_footer_opens_the_page_with_the_address(client: CheckingClient, language: str) -> None:
    page = PAGES[language]
    (form,) = find_all(parse(client.get(f"/{language}/").text), "form", action=page)
    assert {field.get("name") for field in find_all(form, "input")} == {"email"}
    (button,) = find_all(form, "button")
    shown = client.post(page, data={"email": WHO, button.get("name"): button.get("value")})
    assert shown.status_code == 200
    (form,) = [one for one in find_all(parse(shown.text), "form") if one.get("id") == "subscribe"]
    (email,) = find_all(form, "input", name="email")
    assert email.get("value") == WHO
    (chosen_language,) = [field for field in find_all(form, "input", name="language") if "checked" in field.attrib]
    assert chosen_language.get("value") == language
    assert [field for field in find_all(form, "input", name="themes") if "checked" in field.attrib] == []


def test_where_somebody_began_is_kept(app: Flask, visitor: Visitor) -> None:
    begun = visitor.client.post(PAGES["nl"], data={"email": WHO, "begin": "1"}).text
    fields = hidden_fields(begun, PAGES["nl"])
    assert fields["origin"] == "footer"
    visitor.client.post(PAGES["nl"], data=fields | {"email": WHO, "language": "nl"})
    visitor.press(visitor.link("bevestigen"))
    with app.app_context():
        subscription = queries.find_subscription(WHO)
        assert subscription is not None
        assert subscription.origin is Origin.FOOTER


@pytest.mark.parametrize("email", ["", "noor", "noor@", "noor@voorbeeld", "a@b.be\nBcc: x@y.be"])
def test_what_is_no_address_is_said_at_the_field(visitor: Visitor, email: str) -> None:
    answer = visitor.ask(email=email)
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text


def test_an_unknown_edition_or_theme_is_refused(visitor: Visitor) -> None:
    assert visitor.ask(language="de").status_code == 422
    assert visitor.ask(themes=["hr", "gossip"]).status_code == 422


def test_known_and_new_addresses_get_the_same_answer_for_the_same_work(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        reader("kent@voorbeeld.be")
        choices.record_choice("weg@voorbeeld.be", Use.NEWSLETTER, Decision.OBJECTION, method=Method.PAGE, language="nl")
    pages, work = set(), set()
    for email in ("kent@voorbeeld.be", "nieuw@voorbeeld.be", "weg@voorbeeld.be"):
        with app.app_context(), statements() as done:
            answer = visitor.ask(email=email)
        work.add(tuple(done))
        pages.add(visitor.client.get(answer.location).text.replace(email, "…").partition("<main")[2])
    assert len(pages) == 1
    assert len(work) == 1


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the SQL that is sent meanwhile."""
    done: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        done.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield done
    event.remove(db.engine, "before_cursor_execute", note)


def test_who_reads_already_is_told_so_with_the_link_to_change(app: Flask, visitor: Visitor) -> None:
    visitor.subscribe()
    visitor.ask(themes=["hr"])
    assert visitor.mails() == [
        "Bevestig uw inschrijving op de nieuwsbrief",
        "U krijgt de nieuwsbrief al",
    ]
    assert visitor.client.get(visitor.link("wijzigen")).status_code == 200


def test_a_stranger_cannot_fill_a_mailbox(app: Flask, visitor: Visitor) -> None:
    for _ in range(8):
        assert visitor.ask().status_code == 303
    assert len(visitor.mails()) == 3


def test_two_clicks_are_one_request(app: Flask, visitor: Visitor) -> None:
    fields = hidden_fields(visitor.client.get(PAGES["nl"]).text, PAGES["nl"])
    answers = [visitor.client.post(PAGES["nl"], data=fields | {"email": WHO, "language": "nl"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(visitor.mails()) == 1


def test_many_requests_from_one_source_wait(make_app: Callable[..., Flask]) -> None:
    client = make_app(RATELIMIT_ENABLED=True).test_client()
    answers = [client.post("/nl/nieuwsbrief", data={"email": f"a{n}@voorbeeld.be"}) for n in range(11)]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"] == "600"
    assert "a10@voorbeeld.be" in answers[-1].text


def test_a_robot_is_asked_to_look_again_and_nothing_is_kept(make_app: Callable[..., Flask]) -> None:
    app = make_app(FORM_MIN_SECONDS=5.0)
    client = app.test_client()
    page = client.get("/nl/nieuwsbrief").text
    fields = hidden_fields(page, "/nl/nieuwsbrief") | {"email": WHO, "language": "nl"}
    for answer in (
        client.post("/nl/nieuwsbrief", data={"email": WHO, "language": "nl"}),
        client.post("/nl/nieuwsbrief", data=fields),
        client.post("/nl/nieuwsbrief", data=fields | {"homepage": "https://spam.example"}),
    ):
        assert answer.status_code == 200
        assert "Druk dan nog eens op de knop" in answer.text
        assert WHO in answer.text
    with app.app_context():
        assert db.session.scalars(select(Signup)).all() == []
    with time_machine.travel(clock.now() + dt.timedelta(seconds=10)):
        assert client.post("/nl/nieuwsbrief", data=fields).status_code == 303


def test_the_link_works_for_seven_days_and_then_nothing_is_left(app: Flask, context: Flask) -> None:
    start = dt.datetime(2027, 3, 5, 10, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False):
        first, second = (operations.sign_up(email=WHO, language="nl", number=number) for number in "ab")
    with time_machine.travel(start + dt.timedelta(days=7, seconds=1), tick=False), pytest.raises(operations.LinkGone):
        operations.confirm(signup_id=first, language="nl")
    with time_machine.travel(start + dt.timedelta(days=6, hours=23), tick=False):
        assert operations.confirm(signup_id=second, language="nl").runs
    assert queries.signup(first) is None  # the one confirmation closes the others
    purge(app.extensions["register"], start + dt.timedelta(days=9))
    assert db.session.scalars(select(Signup)).all() == []
    assert reads()


def test_a_link_that_is_over_or_forged_says_what_to_do(app: Flask, visitor: Visitor) -> None:
    assert visitor.client.get("/nl/nieuwsbrief/bevestigen/verzonnen").status_code == 410
    start = dt.datetime(2027, 3, 5, 10, tzinfo=dt.UTC)
    with time_machine.travel(start):
        visitor.ask()
        link = visitor.link("bevestigen")
    with time_machine.travel(start + dt.timedelta(days=8)):
        answer = visitor.client.get(link)
        assert answer.status_code == 410
        assert "/nl/nieuwsbrief/mijn-link" in answer.text


def test_pressing_twice_says_the_same_and_leaves_one_proof(app: Flask, visitor: Visitor) -> None:
    visitor.ask()
    link = visitor.link("bevestigen")
    fields = hidden_fields(visitor.client.get(link).text)
    locations = {visitor.client.post(link, data=fields).location for _ in range(2)}
    assert len(locations) == 1
    assert "De volgende nieuwsbrief komt op" in visitor.client.get(locations.pop()).text
    with app.app_context():
        assert len(chosen.choices_of(WHO)) == 1


def test_a_link_from_before_leaving_does_not_bring_the_reader_back(app: Flask, visitor: Visitor) -> None:
    visitor.subscribe()
    visitor.ask(themes=["hr"])
    with app.app_context():
        (waiting,) = db.session.scalars(select(Signup.id).where(Signup.confirmed_at.is_(None))).all()
        subscription = queries.find_subscription(WHO)
        assert subscription is not None
        operations.unsubscribe(subscription.address_id, method=Method.ONE_CLICK)
        with pytest.raises(operations.LinkGone):
            operations.confirm(signup_id=waiting, language="nl")
        assert not reads()


def test_a_press_proves_that_mail_arrives(context: Flask) -> None:
    choices.suppress(WHO, Barred.UNDELIVERABLE, Reason.BOUNCED)
    reader(WHO)
    assert chosen.is_blocked(Use.NEWSLETTER, WHO) is None


def test_coming_back_keeps_one_subscription_and_the_whole_history(context: Flask) -> None:
    first = reader(WHO, themes=("hr",))
    operations.unsubscribe(first.address_id, method=Method.PAGE, language="nl")
    again = reader(WHO, language="fr")
    assert again.id == first.id
    assert (again.language, again.ended_at, again.end_reason) == ("fr", None, None)
    assert len(chosen.choices_of(WHO)) == 3


def test_readers_come_by_edition_and_theme_in_the_order_of_their_keys(context: Flask) -> None:
    hr = reader("hr@voorbeeld.be", themes=("hr",))
    both = reader("alles@voorbeeld.be")
    reader("fr@voorbeeld.be", language="fr")
    left = reader("weg@voorbeeld.be")
    operations.end(left, EndReason.STAFF)
    assert [one.email for one in queries.active("nl")] == ["hr@voorbeeld.be", "alles@voorbeeld.be"]
    assert [one.id for one in queries.active("nl", ["training"])] == [both.id]
    assert [one.id for one in queries.active("nl", ["hr", "training"], limit=1)] == [hr.id]
    assert [one.id for one in queries.active("nl", after_id=hr.id)] == [both.id]


@pytest.mark.promise("B8")
@pytest.mark.usefixtures("app")
def test_B8_the_box_on_the_form_to_join_makes_a_mail_that_asks_to_confirm(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        load_starter()
    visitor.email = "els.peeters@korenaar.example"
    Applicant(visitor.client).apply()
    assert not any("nieuwsbrief" in subject for subject in visitor.mails())
    joining = Applicant(visitor.client)
    joining.fill_in()
    assert joining.send("check", newsletter="y").status_code == 303
    with app.app_context():
        assert not reads(visitor.email)
    visitor.press(visitor.link("bevestigen"))
    with app.app_context():
        subscription = queries.find_subscription(visitor.email)
        assert subscription is not None
        assert (subscription.runs, subscription.origin) == (True, Origin.AFFILIATION)


def test_no_address_stands_in_the_log_or_in_the_queue(app: Flask, visitor: Visitor) -> None:
    visitor.subscribe()
    visitor.client.post("/nl/nieuwsbrief/mijn-link", data={"email": WHO})
    with app.app_context():
        lines = [f"{line.subject} {line.details}" for line in db.session.scalars(select(AuditEntry))]
        rows = [str(row.arguments) for row in db.session.scalars(select(OutboxRow))]
    assert lines
    assert rows
    assert WHO not in " ".join(lines + rows)
