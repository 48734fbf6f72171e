"""The desk of readers: one address with its history and proof, what is done on request, and lists (B1, B3, B7, K5)."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy import func, select

from cesi_site.accounts.models import StaffRoleName
from cesi_site.audit.models import AuditEntry
from cesi_site.choices.models import Method, Reason, Use
from cesi_site.choices.queries import choices_of, is_blocked, is_restricted
from cesi_site.core.database import db
from cesi_site.newsletter import operations as newsletter
from cesi_site.newsletter.models import ListImport
from cesi_site.newsletter.queries.subscriptions import find_subscription
from tests.newsletter.bounces.coming_back import come_back, sent
from tests.newsletter.mailings.writing import member
from tests.newsletter.readers import reader
from tests.staff.people import Desk, staff
from tests.support.client import CheckingClient
from tests.support.smtp import Inbox
from tests.support.statements import noted

OFFICER, DPO = StaffRoleName.COMMUNICATION_OFFICER, StaffRoleName.DPO
AN = "an.peeters@klant.example"


@pytest.fixture
def desk(context: Flask) -> Desk:
    """A communication officer."""
    return Desk(context, staff("Lotte Baert", OFFICER))


@pytest.fixture
def place(context: Flask) -> str:
    """The page of a reader."""
    return f"/staff/subscribers/{reader(AN, themes=('prevention',)).address_id}"


def lines(action: str) -> int:
    """Return how often the log tells of an act."""
    return db.session.scalar(select(func.count()).where(AuditEntry.action == action)) or 0


@pytest.mark.promise("B1")
def test_the_history_of_an_address_shows_each_choice_with_its_proof(desk: Desk, place: str) -> None:
    member(AN, name="Bakkerij Claes")
    come_back(sent(AN, days_ago=0), "google_over_quota")
    page = desk.get(place).text
    for words in (AN, "toegestemd", "met de link in een e-mail", "newsletter-1", "met één klik uitschrijven"):
        assert words in page
    assert "Bakkerij Claes" in page and "out of storage space" in page


def test_more_readers_and_mailings_put_no_more_questions(desk: Desk, place: str) -> None:
    def questions(page: str) -> int:
        desk.get(page)
        with noted() as statements:
            assert desk.get(page).status_code == 200
        return len(statements)

    sent(AN)
    before = [questions(page) for page in ("/staff/subscribers", place)]
    for n in range(5):
        reader(f"lezer{n}@elders.example", themes=("prevention",))
        sent(AN)
    assert [questions(page) for page in ("/staff/subscribers", place)] == before


def test_opening_a_history_is_logged_once_a_day(desk: Desk, place: str) -> None:
    for _ in range(2):
        desk.get(place)
    assert lines("newsletter:subscriber:read") == 1


def test_an_address_is_found_whole_or_in_part_and_never_stands_in_the_address_bar(desk: Desk, place: str) -> None:
    reader("bo@elders.example")
    whole = desk.post("/staff/subscribers/search", page="/staff/subscribers", text=AN.upper())
    assert whole.location.endswith(place)
    part = desk.post("/staff/subscribers/search", page="/staff/subscribers", text="elders")
    assert "elders" not in part.location
    page = desk.get(part.location).text
    assert "bo@elders.example" in page and AN not in page
    percent = desk.post("/staff/subscribers/search", page="/staff/subscribers", text="%")
    assert "Niemand gevonden" in desk.get(percent.location).text
    assert lines("newsletter:subscribers:searched") == 3


@pytest.mark.promise("B7")
def test_what_only_a_code_is_left_of_is_found_too(desk: Desk) -> None:
    subscription = reader(AN)
    newsletter.unsubscribe(subscription.address_id, method=Method.LINK)
    db.session.delete(subscription.address)
    db.session.commit()
    found = desk.post("/staff/subscribers/search", page="/staff/subscribers", text=AN)
    page = desk.get(found.location).text
    assert "Een code van dit adres" in page and "uitgeschreven" in page
    free = desk.post("/staff/subscribers/search", page="/staff/subscribers", text="vrij@klant.example")
    assert "Niets belet een inschrijving" in desk.get(free.location).text


def test_lists_are_filtered_and_taken_along_as_a_file(desk: Desk, place: str) -> None:
    newsletter.unsubscribe(reader("weg@klant.example", language="fr").address_id, method=Method.LINK)
    assert "weg@" not in desk.get("/staff/subscribers?state=running").text
    assert AN not in desk.get("/staff/subscribers?language=fr").text
    file = desk.get("/staff/subscribers.csv?state=ended")
    assert "weg@klant.example" in file.text and AN not in file.text
    assert lines("staff:list:exported") == 1


@pytest.mark.promise("B4")
def test_a_subscription_ends_on_request_and_only_the_reader_takes_it_up_again(desk: Desk, place: str) -> None:
    assert desk.post(f"{place}/end", page=place, prefix="end-", reason="").status_code == 422
    assert desk.post(f"{place}/end", page=place, prefix="end-", reason="Belde op 3 maart").status_code == 303
    subscription = find_subscription(AN)
    assert subscription is not None and not subscription.runs
    assert is_blocked(Use.NEWSLETTER, AN) is Reason.UNSUBSCRIBED
    proof = choices_of(AN)[0]
    assert (proof.method, proof.page) == (Method.STAFF, "Belde op 3 maart")
    page = desk.get(place).text
    assert "Belde op 3 maart" in page and "Lotte Baert" in page and "Inschrijving beëindigen" not in page


@pytest.mark.promise("B3")
def test_another_address_counts_only_once_it_is_confirmed_there(
    app: Flask, client: CheckingClient, smtp: Inbox, desk: Desk, place: str
) -> None:
    fields = {"email": "an@nieuw.example", "reason": "Vroeg het per mail"}
    assert desk.post(f"{place}/move", page=place, prefix="move-", **fields).status_code == 303
    assert find_subscription("an@nieuw.example") is None
    assert "an@nieuw.example" in desk.get(place).text, "it waits for a confirmation"
    for _ in range(2):
        assert app.test_cli_runner().invoke(args=["outbox", "deliver", "--once"]).exit_code == 0
    (mail,) = smtp.to("an@nieuw.example")
    assert "bevestigen" in mail.text
    left = newsletter.unsubscribe(int(place.rpartition("/")[2]), method=Method.LINK)
    assert left is not None
    assert desk.post(f"{place}/move", page=place, prefix="move-", **fields).status_code in {303, 400}


def test_a_restriction_freezes_the_address_until_it_ends(context: Flask, place: str) -> None:
    desk = Desk(context, staff("Hanne De Smet", DPO))
    assert (
        desk.post(f"{place}/restrict", page=place, prefix="restrict-", reason="Betwist de juistheid").status_code == 303
    )
    assert is_restricted(AN)
    assert "niet te gebruiken" in desk.get(place).text
    assert desk.post(f"{place}/unrestrict", page=place).status_code == 303
    assert not is_restricted(AN)


def given(desk: Desk, text: str, **fields: str) -> object:
    """Send the form with a list."""
    facts = {"ground": "proved", "source": "Oud systeem", "language": "nl", "allowed": "y"} | fields
    file = (io.BytesIO(text.encode()), "lijst.csv")
    return desk.post("/staff/subscribers/import", page="/staff/subscribers/import", file=file, **facts)


@pytest.mark.promise("B7")
def test_a_list_is_looked_at_first_and_says_who_is_left_out_and_why(context: Flask, desk: Desk) -> None:
    newsletter.unsubscribe(reader("weg@klant.example").address_id, method=Method.LINK)
    answer = given(desk, "email;bevestigd\nan@klant.example;2026-10-01\nweg@klant.example;2026-10-01\ngeen adres;\n")
    kept = db.session.scalars(select(ListImport)).one()
    place = f"/staff/subscribers/import/{kept.id}"
    assert answer.location.endswith(place)  # type: ignore[attr-defined]
    page = desk.get(place).text
    assert "1 rij wordt overgenomen" in page and "2 rijen vallen weg" in page
    assert "schreef zich uit of maakte bezwaar" in page and "geen adres" in page
    assert find_subscription("an@klant.example") is None
    assert desk.post(f"{place}/start", page=place).status_code == 303
    assert context.test_cli_runner().invoke(args=["outbox", "deliver", "--once"]).exit_code == 0
    page = desk.get(place).text
    assert "3 rijen verwerkt" in page and "klaar" in page
    found, gone = find_subscription("an@klant.example"), find_subscription("weg@klant.example")
    assert found is not None and found.runs
    assert gone is not None and not gone.runs
    assert "Oud systeem" in desk.get("/staff/subscribers/import").text


@pytest.mark.promise("B7")
@pytest.mark.parametrize("missing", ["ground", "source", "language", "allowed"])
def test_a_list_without_ground_or_source_is_refused(desk: Desk, missing: str) -> None:
    answer = given(desk, "email\nan@klant.example\n", **{missing: ""})
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert db.session.scalars(select(ListImport)).all() == []


def test_a_file_that_is_no_list_is_refused_in_words(desk: Desk) -> None:
    answer = given(desk, "naam\nAn\n")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "waaronder ‘email’" in answer.text  # type: ignore[attr-defined]


def test_a_list_is_forgotten_without_a_trace_of_its_addresses(desk: Desk) -> None:
    given(desk, "email\nan@klant.example\n", ground="asked")
    kept = db.session.scalars(select(ListImport)).one()
    place = f"/staff/subscribers/import/{kept.id}"
    assert desk.post(f"{place}/discard", page=place).status_code == 303
    assert desk.get(place).status_code == 404


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_pages_read_in_both_languages(context: Flask, place: str, language: str) -> None:
    desk = Desk(context, staff("Marc Petit", OFFICER, language=language))
    for address in ("/staff/subscribers", place, "/staff/subscribers/import"):
        assert desk.get(address).status_code == 200
