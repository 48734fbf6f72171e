"""Topics: what a site starts with, and how operators change it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from cesi_site.audit.models import AuditEntry
from cesi_site.contact import operations, queries
from cesi_site.contact.models import ContactMessage
from cesi_site.core.database import db
from cesi_site.core.stamps import read_stamps
from tests.contact.conftest import draft

pytestmark = pytest.mark.usefixtures("topics")

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Run `flask contact …`."""

    def invoke(*words: str) -> Result:
        return app.test_cli_runner().invoke(args=["contact", *words], env={"COLUMNS": "200"})

    return invoke


def test_loading_again_changes_nothing(context: Flask) -> None:
    operations.change_topic("training", answer_days=9)
    operations.set_addresses("training", "nl", ["team@cesi.example"])
    assert operations.load_topics() == 0
    topic = queries.find_topic("training")
    assert topic is not None
    assert (topic.answer_days, topic.addresses_in("nl")) == (9, ("team@cesi.example",))


@pytest.mark.promise("L1")
def test_only_the_officer_has_a_real_address(context: Flask) -> None:
    addresses = {address for topic in queries.topics() for _, address in topic.addresses}
    assert {address for address in addresses if not address.endswith(".example")} == {"privacy@cesi.be"}


def test_every_topic_is_complete_in_both_languages(context: Flask) -> None:
    for topic in queries.topics():
        for language in ("nl", "fr"):
            texts = (topic.name, topic.slug, topic.team)
            assert all(text.in_language(language) for text in texts)
            assert topic.addresses_in(language)
        assert bool(topic.note.nl) == bool(topic.note.fr)


def test_who_is_confidential(context: Flask) -> None:
    restricted = {topic.key for topic in queries.topics() if topic.restricted}
    assert restricted == {"medical", "psychosocial", "complaint", "privacy"}


def test_a_change_touches_the_stamp_of_the_pages(context: Flask) -> None:
    before = read_stamps().get("contact", 0)
    operations.change_topic("training", answer_days=9)
    operations.set_addresses("training", "nl", ["team@cesi.example"])
    assert read_stamps()["contact"] >= before + 2


def test_a_message_touches_no_page(context: Flask) -> None:
    before = read_stamps()
    operations.receive_message(draft(), number="one")
    assert read_stamps() == before


def test_the_list_shows_every_topic(run: Run) -> None:
    shown = run("topics", "list")
    assert shown.exit_code == 0
    for word in (
        "psychosocial",
        "restricted",
        "Team Opleidingen",
        "privacy@cesi.be",
        "2 working days",
        "1 working day",
    ):
        assert word in shown.output


def test_a_topic_is_added_and_offered(run: Run, app: Flask) -> None:
    words = ["topics", "add", "vaccination", "--name-nl", "Vaccinatie", "--name-fr", "Vaccination"]
    words += ["--slug-nl", "vaccinatie", "--slug-fr", "vaccination", "--team-nl", "Team Vaccins"]
    words += ["--team-fr", "Équipe Vaccins", "--answer-days", "2", "--address-nl", "Vaccin@cesi.example"]
    words += ["--address-fr", "vaccin@cesi.example", "--address-fr", "twee@cesi.example"]
    assert run(*words).exit_code == 0
    with app.app_context():
        topic = queries.topics()[-1]
    assert (topic.key, topic.note.nl, topic.restricted) == ("vaccination", "", False)
    assert topic.addresses_in("nl") == ("vaccin@cesi.example",)
    assert topic.addresses_in("fr") == ("vaccin@cesi.example", "twee@cesi.example")
    again = run(*words)
    assert again.exit_code == 1
    assert "uses vaccination already" in again.output


def test_a_topic_is_changed_withdrawn_and_offered_again(run: Run, app: Flask) -> None:
    assert run("topics", "change", "press", "--team-nl", "Woordvoerder", "--answer-days", "1").exit_code == 0
    assert run("topics", "change", "press", "--not-offered", "--restricted").exit_code == 0
    with app.app_context():
        topic = queries.find_topic("press")
        assert topic is not None
        assert (topic.team.nl, topic.answer_days, topic.restricted, topic.active) == ("Woordvoerder", 1, True, False)
        assert topic not in queries.topics()
    assert run("topics", "change", "press", "--offered", "--open").exit_code == 0
    with app.app_context():
        assert len(queries.topics()) == 12


def test_addresses_are_put_in_place_of_the_old_ones(run: Run, app: Flask) -> None:
    assert run("topics", "addresses", "invoice", "fr", "a@cesi.example", "b@cesi.example").exit_code == 0
    with app.app_context():
        topic = queries.find_topic("invoice")
        assert topic is not None
        assert topic.addresses_in("fr") == ("a@cesi.example", "b@cesi.example")
        assert topic.addresses_in("nl") == ("facturatie@cesi.example",)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["topics", "change", "nothing", "--answer-days", "2"], "There is no topic nothing"),
        (["topics", "change", "press"], "at least one option"),
        (["topics", "change", "press", "--slug-nl", "klacht"], "uses klacht already"),
        (["topics", "change", "press", "--slug-nl", "Met Spaties"], "small letters"),
        (["topics", "change", "press", "--answer-days", "31"], "31"),
        (["topics", "addresses", "press", "nl", "nobody"], "Not an e-mail address"),
        (["topics", "addresses", "nothing", "nl", "a@b.example"], "There is no topic nothing"),
        (["topics", "addresses", "press", "de", "a@b.example"], "de"),
        (["quarantine", "release", "4711"], "is not in quarantine"),
    ],
)
def test_a_slip_is_told_and_changes_nothing(run: Run, app: Flask, words: list[str], told: str) -> None:
    with app.app_context():
        before = queries.all_topics()
    refused = run(*words)
    assert refused.exit_code != 0
    assert told in refused.output
    with app.app_context():
        assert queries.all_topics() == before


def test_a_topic_without_readers_is_not_offered(context: Flask) -> None:
    with pytest.raises(operations.NobodyReads):
        operations.set_addresses("press", "fr", [])
    topic = queries.find_topic("press")
    assert topic is not None
    assert topic.addresses_in("fr")


def test_every_change_is_logged_without_addresses(run: Run, app: Flask) -> None:
    run("topics", "change", "press", "--answer-days", "3")
    run("topics", "addresses", "press", "nl", "geheim@cesi.example")
    with app.app_context():
        lines = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == "contact_topic:press")).all()
    assert [line.action for line in lines] == ["contact:topic:changed", "contact:topic:addressed"]
    assert not any("geheim" in line.details for line in lines)


def test_quarantine_is_listed_and_left_by_command(run: Run, app: Flask) -> None:
    with app.app_context():
        body = "Kijk hier [bold]eens[/bold] " + "http://spam.example " * 5
        operations.receive_message(draft(body=body), number="one", suspicions=["many_links"])
        operations.receive_message(draft(), number="two", suspicions=["honeypot"])
        operations.receive_message(draft(name="Een ander"), number="three")
    shown = run("quarantine", "list").output
    assert "many_links" in shown
    assert "[bold]eens" in shown, "what a stranger wrote is shown as it is"
    released = run("quarantine", "release", "1")
    assert released.exit_code == 0
    assert "CESI-" in released.output
    with app.app_context():
        assert [
            message.state for message in db.session.scalars(select(ContactMessage).order_by(ContactMessage.id))
        ] == [
            "received",
            "quarantined",
            "received",
        ]
    assert "many_links" not in run("quarantine", "list").output
