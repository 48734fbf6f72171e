"""The desk of undelivered mail: every decision with the report's words, its undoing, and contacts out of reach (B6)."""

from __future__ import annotations

import pytest
from flask import Flask

from cesi_site.accounts.models import StaffRoleName
from cesi_site.choices.operations import address_of
from cesi_site.core.database import db, transaction
from cesi_site.enrolment.models import AnnouncementRecipient
from cesi_site.enrolment.operations.announcements import begin_announcement
from cesi_site.enrolment.words import Organiser
from cesi_site.newsletter.models import Bounce, Source, Verdict
from cesi_site.newsletter.operations.bounces import take_in
from cesi_site.newsletter.queries.bounces import open_tasks
from cesi_site.outbox import return_path
from tests.newsletter.bounces.coming_back import come_back, is_struck_off, sent
from tests.newsletter.bounces.letters import letter
from tests.newsletter.mailings.writing import member
from tests.newsletter.readers import reader
from tests.staff.people import Desk, staff

pytestmark = pytest.mark.promise("B6")

OFFICER, SUPPORT = StaffRoleName.COMMUNICATION_OFFICER, StaffRoleName.MEMBER_SUPPORT
AN = "an.peeters@klant.example"


@pytest.fixture
def desk(context: Flask) -> Desk:
    """A communication officer."""
    return Desk(context, staff("Lotte Baert", OFFICER))


@pytest.fixture
def struck_off(context: Flask) -> Bounce:
    """A reader whose mail came back."""
    reader(AN)
    return come_back(sent(AN, days_ago=0))


def test_every_decision_is_there_with_the_words_of_the_report(desk: Desk, struck_off: Bounce) -> None:
    come_back(sent("vol@klant.example"), "google_over_quota")
    take_in(letter("qmail_no_mailbox"), source=Source.PIPE)
    page = desk.get("/staff/bounces").text
    for words in (
        AN,
        "geschrapt",
        "User unknown",
        "vol@klant.example",
        "geteld",
        "Geen mail van ons",
        "no mailbox here",
    ):
        assert words in page
    assert "vol@klant.example" not in desk.get("/staff/bounces?verdict=struck_off").text
    assert AN not in desk.get("/staff/bounces?kind=soft&period=week").text


def test_one_address_is_found_without_standing_in_the_address_bar(desk: Desk, struck_off: Bounce) -> None:
    come_back(sent("vol@klant.example"), "google_over_quota")
    found = desk.post("/staff/bounces/search", page="/staff/bounces", text=AN.upper())
    assert "klant" not in found.location.lower()
    page = desk.get(found.location).text
    assert AN in page and "vol@" not in page
    nobody = desk.post("/staff/bounces/search", page="/staff/bounces", text="geen adres")
    assert "Er kwam niets terug" in desk.get(nobody.location).text


def test_the_file_holds_what_the_list_shows_and_is_logged(desk: Desk, struck_off: Bounce) -> None:
    file = desk.get("/staff/bounces.csv?verdict=struck_off")
    assert file.mimetype == "text/csv"
    assert AN in file.text and "5.1.1" in file.text and "User unknown" in file.text


def test_it_is_taken_back_with_a_reason(desk: Desk, struck_off: Bounce) -> None:
    place = f"/staff/bounces/{struck_off.id}"
    page = desk.get(place).text
    assert "Recipient address rejected" in page and "ook geen wettelijke informatie" in page
    assert desk.post(f"{place}/undo", page=place, reason="").status_code == 422
    assert is_struck_off(AN)
    assert desk.post(f"{place}/undo", page=place, reason="Gebeld met An").status_code == 303
    assert not is_struck_off(AN)
    page = desk.get(place).text
    assert "Gebeld met An" in page and "Lotte Baert" in page and "Terugdraaien" not in page
    db.session.refresh(struck_off)
    assert struck_off.verdict is Verdict.UNDONE


def test_a_second_click_takes_nothing_back_twice(desk: Desk, struck_off: Bounce) -> None:
    place = f"/staff/bounces/{struck_off.id}"
    for _ in range(2):
        assert desk.post(f"{place}/undo", page=place, reason="Gebeld").status_code == 303
    assert "niets terug te draaien" in desk.get(place).text


def test_contacts_out_of_reach_wait_on_the_first_page_and_on_their_members_page(context: Flask, desk: Desk) -> None:
    person = member(AN, name="Bakkerij Claes")
    come_back(sent(AN))
    assert "1 contact van een lid buiten bereik" in desk.get("/staff/").text
    support = Desk(context, staff("Gilles Renard", SUPPORT))
    page = support.get("/staff/undeliverable").text
    assert "Bakkerij Claes" in page and AN in page and "User unknown" in page
    assert AN in support.get(f"/staff/members/{person.organisation_id}").text.partition('id="people"')[0]


def test_a_task_is_closed_with_a_note(context: Flask, desk: Desk) -> None:
    member(AN)
    come_back(sent(AN))
    (task,) = open_tasks()
    place = f"/staff/undeliverable/{task.row.id}/close"
    prefix = f"task{task.row.id}-"
    assert desk.post(place, page="/staff/undeliverable", prefix=prefix, note="").status_code == 422
    assert desk.post(place, page="/staff/undeliverable", prefix=prefix, note="Per post verstuurd").status_code == 303
    page = desk.get("/staff/undeliverable").text
    assert "Per post verstuurd" in page and "Elk contact is bereikbaar" in page
    assert desk.post(place, page="/staff/undeliverable", prefix=prefix, note="Nog eens").status_code == 404


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_pages_read_in_both_languages(context: Flask, struck_off: Bounce, language: str) -> None:
    member(AN, name="Bakkerij Claes")
    come_back(sent("bo@klant.example"))
    desk = Desk(context, staff("Marc Petit", OFFICER, language=language))
    for place in ("/staff/bounces", f"/staff/bounces/{struck_off.id}", "/staff/undeliverable"):
        assert desk.get(place).status_code == 200


def test_a_report_on_an_announcement_says_so_and_leads_there(desk: Desk) -> None:
    announcement = begin_announcement(Organiser.CESI, by=None)
    address = address_of(AN)
    with transaction() as session:
        announcement.subject_nl = "Nieuwe data"
        row = AnnouncementRecipient(
            announcement_id=announcement.id, address_id=address.id, language="nl", subject="Nieuwe data"
        )
        session.add(row)
    sender = return_path.sender_for_token(return_path.token_for(f"announcement{row.id}"))
    bounce = take_in(letter("postfix_unknown_user", sent_to=sender), source=Source.PIPE).bounce
    assert bounce is not None and bounce.verdict is Verdict.STRUCK_OFF
    page = desk.get(f"/staff/bounces/{bounce.id}").text
    assert "Nieuwe data" in page and f'href="/staff/announcements/{announcement.id}"' in page
    with transaction() as session:
        session.delete(row)
    page = desk.get(f"/staff/bounces/{bounce.id}").text
    assert "bestaat niet meer" in page and "/staff/announcements/" not in page.partition("<main")[2]
