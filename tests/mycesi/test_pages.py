"""The pages of the member area in both languages: what they show, what their forms do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from cesi_site.accounts import queries as accounts
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.members import operations, queries
from cesi_site.members.models import MemberPerson
from cesi_site.members.roles import Reason, Role
from tests.members.people import MYCESI, PDF, document, organisation, person, sign_in
from tests.support.client import CheckingClient, find_all, hidden_fields, parse, text_of

PAGES = (
    ("/nl/mycesi/", "/fr/mycesi/"),
    ("/nl/mycesi/organisatie", "/fr/mycesi/organisation"),
    ("/nl/mycesi/dossier", "/fr/mycesi/dossier"),
    ("/nl/mycesi/collega-s", "/fr/mycesi/collegues"),
    ("/nl/mycesi/collega-s/uitnodigen", "/fr/mycesi/collegues/inviter"),
    ("/nl/mycesi/collega-s/nazien", "/fr/mycesi/collegues/verifier"),
    ("/nl/mycesi/collega-s/volmachten", "/fr/mycesi/collegues/mandats"),
    ("/nl/mycesi/collega-s/aanmeldingen", "/fr/mycesi/collegues/connexions"),
    ("/nl/mycesi/berichten", "/fr/mycesi/messages"),
    ("/nl/mycesi/aanmeldingen", "/fr/mycesi/connexions"),
    ("/nl/mycesi/profiel", "/fr/mycesi/profil"),
    ("/nl/mycesi/beveiliging", "/fr/mycesi/securite"),
    ("/nl/mycesi/organisatie-kiezen", "/fr/mycesi/choisir-organisation"),
)


def read(client: CheckingClient, path: str, code: int = 200) -> str:
    answer = client.get(path, base_url=MYCESI)
    assert answer.status_code == code, f"{path}: {answer.status_code}"
    return answer.get_data(as_text=True)


def send(client: CheckingClient, path: str, **fields: Any) -> Any:
    hidden = hidden_fields(read(client, path), path)
    return client.post(path, data={**hidden, **fields}, base_url=MYCESI)


@pytest.fixture
def manager(app: Flask, context: Flask) -> MemberPerson:
    """The access manager of an organisation with a place of work and a document."""
    ours = organisation()
    operations.add_establishment(ours, by=None, name="Gent", street="Kaai 1", postcode="9000", town="Gent")
    document(ours, "Verslag 2027")
    return person(ours, Role.ACCESS_MANAGER, "beheer@voorbeeld.example")


@pytest.fixture
def client(app: Flask, manager: MemberPerson) -> CheckingClient:
    """The access manager's browser."""
    return sign_in(app, manager.account)


def test_every_page_stands_in_both_languages_with_the_same_structure(client: CheckingClient) -> None:
    for dutch, french in PAGES:
        shapes = []
        for path in (dutch, french):
            tree = parse(read(client, path))
            shapes.append([element.tag for element in tree.iter() if isinstance(element.tag, str)])
            robots = find_all(tree, "meta", name="robots")[0].get("content")
            assert "noindex" in robots
        assert shapes[0] == shapes[1], f"{dutch} and {french} differ"


def test_the_menu_shows_what_the_role_opens_and_nothing_else(app: Flask, manager: MemberPerson) -> None:
    training = person(manager.organisation, Role.TRAINING)
    page = read(sign_in(app, training.account), "/nl/mycesi/")
    assert "/nl/mycesi/dossier" not in page
    assert "/nl/mycesi/collega-s" not in page
    assert "/nl/mycesi/berichten" in page


def test_trainings_are_one_entry_of_the_menu_and_its_pages_are_tabs(app: Flask, manager: MemberPerson) -> None:
    training, reader = (person(manager.organisation, role) for role in (Role.TRAINING, Role.READER))
    pages = ("/nl/mycesi/opleidingen", "/nl/mycesi/opleidingen/gevolgd", "/nl/mycesi/mijn-opleidingen")
    for path in pages:
        menu, tabs = _trainings_in(read(sign_in(app, training.account), path))
        assert menu == {pages[0]}
        assert tabs == set(pages)
    menu, tabs = _trainings_in(read(sign_in(app, reader.account), pages[2]))
    assert menu == {pages[2]}
    assert tabs == set()


def _trainings_in(page: str) -> tuple[set[str], set[str]]:
    """Return the addresses of trainings in the menu and in the tabs of a page."""
    found = []
    for place in ("nav", "tabs"):
        links = [
            link.get("href", "") for part in find_all(parse(page), "nav", class_=place) for link in find_all(part, "a")
        ]
        found.append({href for href in links if "opleidingen" in href})
    return found[0], found[1]


def test_a_document_is_downloaded_and_does_nothing_in_a_browser(client: CheckingClient, manager: MemberPerson) -> None:
    found = queries.documents(manager.organisation_id)[0]
    page = read(client, "/nl/mycesi/dossier")
    assert found.kept_until
    assert found.kept_until.strftime("%d/%m/%Y") in page
    answer = client.get(f"/nl/mycesi/dossier/{found.id}", base_url=MYCESI)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_documents_are_filtered_by_kind_and_paged(client: CheckingClient, manager: MemberPerson) -> None:
    assert "Verslag 2027" not in read(client, "/nl/mycesi/dossier?kind=contract")
    assert "Verslag 2027" in read(client, "/nl/mycesi/dossier?kind=nonsense&before=abc")
    for number in range(30):
        document(manager.organisation, f"Nummer {number:02}")
    first = read(client, "/nl/mycesi/dossier")
    assert "Nummer 29" in first
    assert "Nummer 04" not in first
    older = next(link.get("href") for link in find_all(parse(first), "a", rel="next"))
    assert "Nummer 04" in read(client, older)


def test_a_colleague_is_invited_changed_and_withdrawn(client: CheckingClient, manager: MemberPerson) -> None:
    place = manager.organisation.establishments[0]
    answer = send(
        client,
        "/nl/mycesi/collega-s/uitnodigen",
        name="Lotte Peeters",
        email=" Lotte@Voorbeeld.example ",
        language="nl",
        mandate="",
        role="reader",
        establishment=str(place.id),
        last_day="",
        reason="new_colleague",
    )
    assert answer.status_code == 303
    found = next(p for p in queries.people(manager.organisation_id) if p.name == "Lotte Peeters")
    assert (found.email, found.role, found.establishment_id) == ("lotte@voorbeeld.example", Role.READER, place.id)
    listed = read(client, "/nl/mycesi/collega-s")
    assert "Lotte Peeters" in listed
    path = f"/nl/mycesi/collega-s/{found.id}"
    answer = send(client, path, role="prevention_advisor", establishment="", last_day="31/12/2099", reason="other_work")
    assert answer.status_code == 303
    db.session.refresh(found)
    assert (found.role, found.establishment_id) == (Role.PREVENTION_ADVISOR, None)
    assert found.access_until == operations.end_of_day(dt.date(2099, 12, 31))
    assert send(client, f"{path}/intrekken").status_code == 422
    assert send(client, f"{path}/intrekken", reason="left").status_code == 303
    db.session.refresh(found)
    assert not found.runs(clock.now())
    assert "Lotte Peeters" in read(client, path)


def test_what_is_refused_is_said_in_words_and_nothing_typed_is_lost(
    client: CheckingClient, manager: MemberPerson
) -> None:
    answer = send(
        client,
        "/fr/mycesi/collegues/inviter",
        name="Marc Dubois",
        email=manager.email,
        language="fr",
        mandate="",
        role="reader",
        establishment="",
        last_day="",
        reason="new_colleague",
    )
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Cette personne a déjà un accès" in page
    assert "Marc Dubois" in page
    answer = send(client, f"/fr/mycesi/collegues/{manager.id}/retirer", reason="left")
    assert answer.status_code == 422
    assert "Au moins un gestionnaire des accès doit rester actif" in answer.get_data(as_text=True)
    answer = send(
        client,
        "/nl/mycesi/collega-s/uitnodigen",
        name="",
        email="geen adres",
        role="owner",
        establishment="9999",
        last_day="31/02/2027",
        reason="because",
    )
    assert answer.status_code == 422
    tree = parse(answer.get_data(as_text=True))
    summary = find_all(tree, "div", id="errors")[0]
    assert len(find_all(summary, "li")) == 6


def test_a_scope_that_is_not_offered_is_refused(app: Flask, manager: MemberPerson) -> None:
    place = manager.organisation.establishments[0]
    local = person(manager.organisation, Role.ACCESS_MANAGER, "gent@voorbeeld.example", establishment_id=place.id)
    client = sign_in(app, local.account)
    fields = {
        "name": "X Y",
        "email": "x@voorbeeld.example",
        "language": "nl",
        "role": "reader",
        "reason": "new_colleague",
    }
    hidden = hidden_fields(read(client, "/nl/mycesi/collega-s/uitnodigen"), "/nl/mycesi/collega-s/uitnodigen")
    assert hidden["establishment"] == str(place.id)
    answer = client.post(
        "/nl/mycesi/collega-s/uitnodigen", data={**hidden, **fields, "establishment": ""}, base_url=MYCESI
    )
    assert answer.status_code == 422
    assert [p.email for p in queries.people(manager.organisation_id, within=place.id)] == [local.email]


def test_an_invitation_that_was_not_used_can_be_sent_again(client: CheckingClient, manager: MemberPerson) -> None:
    waiting = person(manager.organisation, Role.READER, accepted=False)
    assert waiting.account_id
    before = accounts.open_invitation(waiting.account_id)
    path = f"/nl/mycesi/collega-s/{waiting.id}"
    hidden = hidden_fields(read(client, path), f"{path}/opnieuw-uitnodigen")
    assert client.post(f"{path}/opnieuw-uitnodigen", data=hidden, base_url=MYCESI).status_code == 303
    after = accounts.open_invitation(waiting.account_id)
    assert before
    assert after
    assert before.id != after.id


def test_a_mandate_is_given_and_ended(client: CheckingClient, manager: MemberPerson) -> None:
    path = "/nl/mycesi/collega-s/volmachten"
    ends = clock.today() + dt.timedelta(days=365)
    wrong = send(client, path, office_name="Loonkantoor", office_number="0409.122.443", last_day="")
    assert wrong.status_code == 422
    fields = {"office_name": "Loonkantoor", "office_number": "0888.001.247", "last_day": ends.isoformat()}
    assert send(client, path, **fields).status_code == 303
    (mandate,) = queries.mandates(manager.organisation_id)
    assert mandate.office_number == "0888001247"
    assert "Loonkantoor" in read(client, "/nl/mycesi/collega-s/uitnodigen")
    hidden = hidden_fields(read(client, path), f"{path}/{mandate.id}")
    assert client.post(f"{path}/{mandate.id}", data=hidden, base_url=MYCESI).status_code == 303
    assert queries.mandates(manager.organisation_id) == []


def test_the_yearly_check_keeps_who_is_ticked(client: CheckingClient, manager: MemberPerson) -> None:
    leaves, stays = person(manager.organisation, Role.READER), person(manager.organisation, Role.TRAINING)
    path = "/nl/mycesi/collega-s/nazien"
    keep = [str(manager.id), str(stays.id)]
    asked = send(client, path, keep=keep)
    assert asked.status_code == 200 and leaves.email in asked.text and stays.email not in asked.text
    assert len(queries.people(manager.organisation_id)) == 3, "nobody lost anything yet"
    assert send(client, path, keep=keep, sure="yes").status_code == 303
    assert {p.id for p in queries.people(manager.organisation_id)} == {manager.id, stays.id}
    db.session.refresh(leaves)
    assert not leaves.runs(clock.now())
    nobody = send(client, path)
    assert nobody.status_code == 422 and "minstens één toegangsbeheerder" in nobody.text.lower()
    without_manager = send(client, path, keep=[str(stays.id)], sure="yes")
    assert without_manager.status_code == 422 and "Minstens één toegangsbeheerder" in without_manager.text


def test_an_office_with_two_organisations_chooses_and_changes(app: Flask, context: Flask) -> None:
    first, second, other = organisation(0), organisation(1), organisation(2)
    clerk = person(first, Role.READER, "kantoor@loon.example")
    role = person(second, Role.TRAINING, "kantoor@loon.example")
    stranger = person(other, Role.READER, "iemand@anders.example")
    client = sign_in(app, clerk.account)
    choice = "/nl/mycesi/organisatie-kiezen"
    answer = client.get("/nl/mycesi/", base_url=MYCESI)
    assert answer.status_code == 303
    assert answer.location == choice
    assert send(client, choice, role=str(stranger.id)).status_code == 422
    assert send(client, choice, role=str(role.id)).status_code == 303
    assert text_of(find_all(parse(read(client, "/nl/mycesi/")), "h1")[0]) == second.legal_name
    read(client, "/nl/mycesi/dossier", 403)
    assert send(client, choice, role=str(clerk.id)).status_code == 303
    read(client, "/nl/mycesi/dossier")


def test_who_has_no_organisation_is_told_what_that_means(app: Flask, context: Flask) -> None:
    ours = organisation()
    reader = person(ours, Role.READER)
    account = reader.account
    operations.withdraw(by=None, person=reader, reason=Reason.LEFT)
    assert account
    with transaction():
        account.active = True
    client = sign_in(app, account)
    assert client.get("/nl/mycesi/", base_url=MYCESI).location == "/nl/mycesi/organisatie-kiezen"
    read(client, "/nl/mycesi/organisatie-kiezen")
    read(client, "/nl/mycesi/profiel")
    read(client, "/nl/mycesi/aanmeldingen")


def test_name_and_language_are_changed_by_oneself(client: CheckingClient, manager: MemberPerson) -> None:
    answer = send(client, "/nl/mycesi/profiel", name="Nieuwe Naam", language="fr")
    assert answer.status_code == 303
    assert answer.location == "/fr/mycesi/profil"
    db.session.refresh(manager)
    assert (manager.name, manager.language) == ("Nieuwe Naam", "fr")


@pytest.mark.promise("G2")
def test_what_was_saved_is_said_in_the_language_that_was_chosen(client: CheckingClient, manager: MemberPerson) -> None:
    path = "/nl/mycesi/profiel"
    answer = send(client, path, name="An Peeters", language="fr")
    page = read(client, answer.location)
    assert "Enregistré" in page and "Opgeslagen" not in page


def test_the_organisation_speaks_the_language_of_the_page(client: CheckingClient, manager: MemberPerson) -> None:
    with transaction():
        manager.organisation.legal_form, manager.organisation.language = "bv", "nl"
        manager.organisation.affiliated_on = clock.today() + dt.timedelta(days=40)
    page = read(client, "/fr/mycesi/organisation")
    assert ">SRL<" in page and ">néerlandais<" in page and "commence le" in page and "depuis" not in page


def test_G2_the_manager_sees_who_and_when_but_no_place_or_device(app: Flask, manager: MemberPerson) -> None:
    reader = person(manager.organisation, Role.READER, name="Lezer Lies")
    browser = sign_in(app, reader.account)
    browser.environ_base.update(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux) Firefox/140.0")
    read(browser, "/nl/mycesi/")
    own = read(browser, "/nl/mycesi/aanmeldingen")
    assert "203.0.113.9" in own
    assert "Firefox" in own
    seen = read(sign_in(app, manager.account), "/nl/mycesi/collega-s/aanmeldingen")
    assert "Lezer Lies" in seen
    for secret in ("203.0.113", "Firefox", "Linux"):
        assert secret not in seen


def test_a_form_sent_without_its_token_changes_nothing(client: CheckingClient, manager: MemberPerson) -> None:
    answer = client.post("/nl/mycesi/profiel", data={"name": "Inbreker", "language": "nl"}, base_url=MYCESI)
    assert answer.status_code == 422
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"
    answer = client.post("/nl/mycesi/profiel", data={"name": "Inbreker", "language": "nl"}, base_url=MYCESI)
    assert answer.status_code == 403
    db.session.refresh(manager)
    assert manager.name != "Inbreker"


def test_the_host_of_mycesi_opens_on_the_member_area(app: Flask) -> None:
    visitor = app.test_client()
    for path, target in (("/nl/", "/nl/mycesi/"), ("/fr/", "/fr/mycesi/")):
        answer = visitor.get(path, base_url=MYCESI)
        assert (answer.status_code, answer.location) == (302, target)
    answer = visitor.get("/", base_url=MYCESI, headers={"Accept-Language": "fr"})
    assert answer.location == "/fr/mycesi/"
    assert visitor.get("/nl/contact", base_url=MYCESI).location == "http://localhost/nl/contact"
