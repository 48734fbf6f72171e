"""The desk of announcements: who may write, who may approve, and what a page that is out of date may not do."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.choices.operations import address_of
from cesi_site.core.database import db
from cesi_site.enrolment.models import Announcement, AnnouncementState, TrainingSession
from cesi_site.enrolment.operations import load_catalogue
from cesi_site.enrolment.operations.demo_announcements import load_demo_announcements
from cesi_site.enrolment.queries.enrolments import open_sessions
from cesi_site.enrolment.words import Organiser
from cesi_site.outbox.models import OutboxRow
from tests.enrolment.taking_part import enrol
from tests.staff.people import Desk, staff

MANAGER, WRITER, DPO = StaffRoleName.TRAINING_MANAGER, StaffRoleName.COMMUNICATION_OFFICER, StaffRoleName.DPO
NOOR = "noor@korenaar.example"
TEXTS = {"subject_nl": "Nieuwe data", "subject_fr": "Nouvelles dates", "body_nl": "Goedendag", "body_fr": "Bonjour,"}


@pytest.fixture
def session(context: Flask) -> TrainingSession:
    """A coming session of CESI, with one customer."""
    load_catalogue()
    found = next(one for one in open_sessions() if one.training.organiser is Organiser.CESI)
    enrol(found, "Jan Claes", emails=(None,), email=NOOR)
    address_of(NOOR)
    return found


def desk(app: Flask, name: str, role: StaffRoleName) -> Desk:
    return Desk(app, staff(name, role))


def written(writer: Desk, session: TrainingSession, **changes: str) -> str:
    """Write an announcement of a session; return its address."""
    begun = writer.post("/staff/announcements/new/cesi", page="/staff/announcements")
    path = str(begun.headers["Location"])
    kept = writer.post(path, **(TEXTS | {"add": f"session {session.id}", "go": "keep"} | changes))
    assert kept.status_code == 303, kept.text
    return path.removesuffix("/text")


def approve(reader: Desk, path: str, **changes: str) -> str:
    """Press the button that the page shows, or another one; return what the next page says."""
    page = reader.get(path).text
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    fields = {"seen": seen[1] if seen else dt.datetime.now(dt.UTC).isoformat()} | changes
    answer = reader.post(f"{path}/approve", page=path, **fields)
    return reader.get(path).text if answer.status_code == 303 else str(answer.status_code)


def queued() -> int:
    return db.session.scalar(select(func.count()).where(OutboxRow.name == "enrolment.announce")) or 0


def state_of(path: str) -> AnnouncementState:
    db.session.expire_all()
    return db.session.get_one(Announcement, int(path.rpartition("/")[2])).state


@pytest.mark.promise("C2")
def test_the_number_and_why_others_are_left_out_stand_there_before_it_is_approved(
    context: Flask, session: TrainingSession
) -> None:
    enrol(session, "Wim Nu", emails=(None,), email="no@a.example", no_announcements=True)
    address_of("no@a.example")
    writer = desk(context, "Ilse Jacobs", MANAGER)
    page = writer.get(written(writer, session)).text
    assert "weigerde bij de inschrijving" in page and "ingeschreven door iemand anders" not in page
    assert NOOR not in page and "/approve" not in page and "iemand anders" in page


def test_a_second_person_approves_once_what_they_have_seen(context: Flask, session: TrainingSession) -> None:
    writer, reader = desk(context, "Ilse Jacobs", MANAGER), desk(context, "Hanne De Smet", DPO)
    path = written(writer, session)
    assert "werkte mee" in approve(writer, path) and state_of(path) is AnnouncementState.DRAFT
    assert reader.get(f"{path}/text").status_code == 403
    assert "2 aankondigingen" not in reader.get("/staff/").text and "1 aankondiging" in reader.get("/staff/").text
    assert "aankondiging om na te kijken" not in writer.get("/staff/").text
    assert "Kijk haar opnieuw na" in approve(reader, path, seen="2026-01-01T00:00:00+00:00")
    assert approve(reader, path, seen="nonsense") == "400"
    assert "1 mail wordt verstuurd" in approve(reader, path)
    assert "een collega u voor" in approve(reader, path)
    assert (state_of(path), queued()) == (AnnouncementState.APPROVED, 1)
    assert writer.get(f"{path}/text").status_code == 302
    assert "een collega u voor" in writer.post(f"{path}/text", page=path, **TEXTS).text
    for act, said in (("discard", "een collega u voor"), ("stop", "Gestopt"), ("stop", "een collega u voor")):
        writer.post(f"{path}/{act}", page=path)
        assert said in writer.get(path).text
    assert state_of(path) is AnnouncementState.STOPPED


def test_a_draft_keeps_what_is_typed_and_says_what_is_missing(context: Flask, session: TrainingSession) -> None:
    writer = desk(context, "Lotte Baert", WRITER)
    path = written(writer, session, subject_fr="", body_fr="", add="")
    page = writer.get(path).text
    assert "Français: het onderwerp ontbreekt" in page and "Kies minstens één opleiding" in page
    refused = writer.post(f"{path}/text", event_time="9:00", event_link_nl="cesi.be", **TEXTS)
    assert refused.status_code == 422 and "adres in dat begint met https://" in refused.text
    refused = writer.post(f"{path}/text", event_time="9:00", **TEXTS)
    assert refused.status_code == 422 and "Nouvelles dates" in refused.text
    word = f"training {session.training_id}"
    added = writer.post(f"{path}/text", add=word, go="add", **TEXTS)
    assert added.headers["Location"].endswith("/text#add")
    assert f'value="{word}"' in writer.get(f"{path}/text").text
    assert writer.post(f"{path}/text", add="training 999999", **TEXTS).status_code == 422
    assert writer.post(f"{path}/discard", page=path).headers["Location"].endswith("/staff/announcements")
    assert writer.get(path).status_code == 404


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_preview_is_the_mail_in_a_frame_that_may_do_nothing(
    context: Flask, session: TrainingSession, language: str
) -> None:
    writer = desk(context, "Ilse Jacobs", MANAGER)
    path = written(writer, session)
    page, letter = writer.get(f"{path}/preview/{language}"), writer.get(f"{path}/letter/{language}")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "sandbox" in letter.headers["Content-Security-Policy"]
    for text in (page.text, letter.text):
        assert session.training.text("title", language) in unescape(text) and "/0-trial" in text
    writer.post(f"{path}/test", page=path)
    names = db.session.scalars(select(OutboxRow.name).where(OutboxRow.name == "enrolment.announcement_trial"))
    assert len(names.all()) == 2


def test_the_list_shows_the_invented_ones_by_state_and_house(context: Flask, session: TrainingSession) -> None:
    for name, role in (("Ilse Jacobs", MANAGER), ("Lotte Baert", WRITER)):
        staff(name, role)
    assert load_demo_announcements() == 2 and load_demo_announcements() == 0
    account = db.session.scalars(select(Account).where(Account.name == "Lotte Baert")).one()
    reader = Desk(context, account)
    assert "Ontbijtsessie" in reader.get("/staff/announcements").text
    drafts = reader.get("/staff/announcements?state=draft").text
    assert "Nieuwe data voor eerste hulp" in drafts and "Ontbijtsessie" not in drafts
    assert "Geen aankondigingen hier" in reader.get("/staff/announcements?house=onemanagement").text
    for number in (1, 2):
        assert reader.get(f"/staff/announcements/{number}").status_code == 200
    assert "236" in reader.get("/staff/announcements/1").text
    assert "goedkeuren en 1 persoon" in reader.get("/staff/announcements/2").text.lower()
