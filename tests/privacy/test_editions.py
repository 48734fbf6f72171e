"""The policy through time: each edition stays as people read it, and people with an account are told of a change."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context

import pytest
from flask import Flask
from sqlalchemy import func, select

from cesi_site.accounts.models import Account
from cesi_site.core.database import db, transaction
from cesi_site.core.languages import Text
from cesi_site.members.roles import Role
from cesi_site.outbox.models import OutboxRow
from cesi_site.privacy import editions, operations, queries
from cesi_site.privacy.editions import keep_current
from cesi_site.privacy.errors import AlreadyTold, NothingToTell
from cesi_site.privacy.models import PolicyEdition, PolicyNotice
from cesi_site.privacy.versions import CURRENT, PolicyVersion
from tests.members.people import MYCESI, organisation, person, sign_in
from tests.support.client import CheckingClient
from tests.support.smtp import Inbox

CHANGE = Text("Wij bewaren berichten een jaar korter.", "Nous gardons les messages un an de moins.")


@pytest.fixture
def second(context: Flask, monkeypatch: pytest.MonkeyPatch) -> PolicyEdition:
    """The first edition is kept, and then a second version came into force."""
    keep_current()
    later = PolicyVersion(number=CURRENT.number + 1, since=CURRENT.since, change=CHANGE, fingerprint="x")
    monkeypatch.setattr(editions, "CURRENT", later)
    return keep_current()


def account(name: str, *, language: str = "nl", active: bool = True) -> Account:
    with transaction() as session:
        one = Account(email=f"{name.lower()}@voorbeeld.be", name=name, language=language, active=active)
        session.add(one)
    return one


def test_the_policy_is_kept_once_and_again_when_a_setting_changes(
    make_app: Callable[..., Flask], run: Callable[..., str]
) -> None:
    assert "edition 1 since" in run("privacy", "keep-policy")
    assert "edition 1 since" in run("privacy", "keep-policy")
    named = make_app(HOSTING_PROVIDER="Huis vzw|https://huis.example")
    done = Context().run(named.test_cli_runner().invoke, args=["privacy", "keep-policy"])
    assert "edition 1.1 since" in done.output
    client = named.test_client()
    assert "Huis vzw" in client.get("/nl/privacy/versies/1.1").text
    assert "Huis vzw" not in client.get("/nl/privacy/versies/1").text


@pytest.mark.promise("A1")
def test_A1_old_editions_stay_readable_with_their_days_and_what_changed(
    client: CheckingClient, second: PolicyEdition
) -> None:
    listed = client.get("/nl/privacy/versies").text
    assert CHANGE.nl in listed
    assert "/nl/privacy/versies/1" in listed
    old = client.get("/nl/privacy/versies/1").text
    assert "Dit is een oude versie" in old
    assert "Voor wie is dit beleid?" in old
    assert "Ceci est une ancienne version" in client.get("/fr/vie-privee/versions/1").text
    assert CHANGE.fr in client.get("/fr/vie-privee/versions/2").text
    for name in ("3", "1.0", "1.7", "x", "1.x", "1."):
        assert client.get(f"/nl/privacy/versies/{name}").status_code == 404


def test_people_with_an_account_are_told_once(
    second: PolicyEdition, smtp: Inbox, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = account("Dana")
    account("Luc", language="fr")
    account("Weg", active=False)
    monkeypatch.setattr("cesi_site.privacy.operations.editions.BATCH", 1)
    monkeypatch.setattr("cesi_site.core.pdf.draw", lambda page: None)
    operations.tell_people(second.id, by=officer)
    with pytest.raises(AlreadyTold):
        operations.tell_people(second.id, by=officer)
    for _ in range(4):
        run("outbox", "deliver", "--once")
    assert [mail.message["Subject"] for mail in smtp.to("dana@voorbeeld.be")] == ["Ons privacybeleid verandert"]
    (french,) = smtp.to("luc@voorbeeld.be")
    assert CHANGE.fr in french.text
    assert smtp.to("weg@voorbeeld.be") == []
    assert queries.told_of(second) == (2, 0)
    with transaction():
        operations.tell_next(second.id)
    assert db.session.scalar(select(func.count(PolicyNotice.id))) == 2


def test_the_worker_draws_the_edition_in_force_so_that_nobody_waits(
    app: Flask, context: Flask, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(page: str) -> bytes:
        drawn.append(page)
        return b"%PDF-drawn"

    monkeypatch.setattr("cesi_site.core.pdf.draw", draw)
    edition = keep_current()
    run("outbox", "deliver", "--once")
    assert len(drawn) == 2
    for path, language in (("/nl/privacy.pdf", "nl"), ("/fr/vie-privee.pdf", "fr")):
        assert app.test_client().get(path).data == b"%PDF-drawn"
        db.session.refresh(edition)
        assert edition.pdf(language) == b"%PDF-drawn"
    assert len(drawn) == 2


def test_nothing_is_told_of_the_first_edition_nor_of_an_old_one(second: PolicyEdition) -> None:
    officer = account("Dana")
    first = queries.find_edition("1")
    assert first is not None
    with pytest.raises(NothingToTell):
        operations.tell_people(first.id, by=officer)
    assert db.session.scalar(select(func.count(OutboxRow.id)).where(OutboxRow.name == "privacy.tell_people")) == 0


def test_who_was_told_sees_it_in_mycesi_until_it_is_read(app: Flask, second: PolicyEdition) -> None:

    role = person(organisation(), Role.ACCESS_MANAGER)
    assert role.account is not None
    operations.tell_people(second.id, by=role.account)
    operations.tell_next(second.id)
    browser = sign_in(app, role.account)
    page = browser.get("/nl/mycesi/", base_url=MYCESI).text
    assert CHANGE.nl in page
    form = {"csrf_token": page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]}
    assert browser.post("/nl/mycesi/privacybeleid", base_url=MYCESI, data=form).status_code == 303
    assert CHANGE.nl not in browser.get("/nl/mycesi/", base_url=MYCESI).text
    assert queries.told_of(second).read == 1
