"""The desk of the sessions: who comes and waits, who was there, what was mailed, and a list that is safe to open."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import StaffRoleName
from cesi_site.audit.models import AuditEntry
from cesi_site.core.database import db
from cesi_site.enrolment.models import Enrolment, EnrolmentPractical, Participant, TrainingSession
from cesi_site.enrolment.states import Attendance, EnrolmentState
from cesi_site.enrolment.words import SessionState
from tests.enrolment.conftest import add, add_theme, add_venue, days_ahead, plan
from tests.enrolment.taking_part import enrol, move_back
from tests.staff.people import Desk, staff
from tests.support.client import find_all, parse, text_of
from tests.support.smtp import Inbox

WAITING, CONFIRMED = EnrolmentState.WAITING_LIST, EnrolmentState.CONFIRMED


@pytest.fixture
def manager(context: Flask) -> Desk:
    return Desk(context, staff("Ilse Jacobs", StaffRoleName.TRAINING_MANAGER))


@pytest.fixture
def session(context: Flask) -> TrainingSession:
    return plan(add("EHB-01", add_theme(), title_nl="Eerste hulp"), days_ahead(10, 11), venue=add_venue("Gent", "Gand"))


def attendance() -> list[Attendance | None]:
    db.session.expire_all()
    return list(db.session.scalars(select(Participant.attendance).order_by(Participant.id)))


def test_the_list_shows_who_comes_and_waits_and_finds_a_session_by_its_people(
    manager: Desk, session: TrainingSession
) -> None:
    enrolment = enrol(session, "Noor Aerts", "Jan Claes")
    enrol(session, "Mia Baert", state=WAITING)
    plan(add("BRA-01", add_theme(), title_nl="Brand blussen"), days_ahead(20))
    page = manager.get("/staff/sessions").text
    (row, other) = find_all(find_all(parse(page), "tbody")[0], "tr")
    assert "Eerste hulp" in text_of(row) and "2 van 12" in text_of(row) and "Gent" in text_of(row)
    assert "Brand blussen" in text_of(other)
    for words in ("aerts", "Korenaar", "gent", enrolment.reference, "ehb-01"):
        found = manager.post("/staff/sessions/search", page="/staff/sessions", text=words)
        assert "@" not in found.headers["Location"] and words not in found.headers["Location"]
        shown = manager.get(found.headers["Location"]).text
        assert "Eerste hulp" in shown and "Brand blussen" not in shown, words


def test_one_session_shows_its_people_the_waiting_list_in_order_and_its_history(
    manager: Desk, session: TrainingSession
) -> None:
    first = enrol(session, "Noor Aerts")
    db.session.add(EnrolmentPractical(enrolment_id=first.id, request="Ik kom met een rolstoel."))
    db.session.commit()
    enrol(session, "Tweede Wacht", state=WAITING, last_name="Tweede", waiting_position=20)
    enrol(session, "Eerste Wacht", state=WAITING, last_name="Eerste", waiting_position=10)
    assert (
        manager.post(f"/staff/sessions/{session.id}/confirm", page=f"/staff/sessions/{session.id}").status_code == 303
    )
    page = text_of(parse(manager.get(f"/staff/sessions/{session.id}").text))
    assert "noor.aerts@korenaar.example" in page and "rolstoel" in page
    assert page.index("1. Els Eerste") < page.index("2. Els Tweede")
    assert "bevestigd: gaat door" in page and "Ilse Jacobs" in page
    reads = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "enrolment:session:read")).all()
    assert len(reads) == 1


@pytest.mark.promise("C4")
def test_attendance_is_noted_for_one_several_or_everybody(manager: Desk, session: TrainingSession) -> None:
    enrol(session, "Noor Aerts", "Jan Claes", "Mia Baert")
    ids = list(db.session.scalars(select(Participant.id).order_by(Participant.id)))
    page = f"/staff/sessions/{session.id}/attendance"
    assert "Nog niet" in manager.get(page).text
    manager.post(page, page=f"/staff/sessions/{session.id}", **{f"participant-{ids[0]}": "present"})
    assert attendance() == [None, None, None]
    move_back(session, 11)
    manager.post(page, **{f"participant-{ids[0]}": "absent", f"participant-{ids[1]}": "nonsense"})
    assert attendance() == [Attendance.ABSENT, None, None]
    manager.post(page, everybody="1")
    assert attendance() == [Attendance.ABSENT, Attendance.PRESENT, Attendance.PRESENT]
    assert "3 van 3 genoteerd" in text_of(parse(manager.get(f"/staff/sessions/{session.id}").text))


def test_the_list_of_what_is_to_do_is_of_sessions_that_are_over_without_attendance(
    manager: Desk, session: TrainingSession
) -> None:
    enrol(session, "Noor Aerts")
    assert "Eerste hulp" not in find_text(manager, "/staff/sessions?when=to_do")
    move_back(session, 14)
    assert "Eerste hulp" in find_text(manager, "/staff/sessions?when=to_do")
    manager.post(f"/staff/sessions/{session.id}/attendance", everybody="1")
    assert "Eerste hulp" not in find_text(manager, "/staff/sessions?when=to_do")
    assert "Eerste hulp" in find_text(manager, "/staff/sessions?when=over")


def find_text(desk: Desk, path: str) -> str:
    return " ".join(text_of(body) for body in find_all(parse(desk.get(path).text), "tbody"))


def test_the_sheet_to_print_has_a_column_a_day_and_a_code_that_leads_to_the_list(
    manager: Desk, session: TrainingSession
) -> None:
    enrol(session, "Noor Aerts")
    page = manager.get(f"/staff/sessions/{session.id}/sheet").text
    assert len(find_all(parse(page), "th", scope="col")) == 4
    assert '<svg class="qr-code"' in page
    assert f"http://my.localhost/staff/sessions/{session.id}/attendance" in page


def test_what_people_typed_is_no_formula_in_the_file(manager: Desk, session: TrainingSession) -> None:
    enrol(session, "=CMD() Aerts", organisation="+32 Hack", po_number="@SUM(A1)")
    answer = manager.get(f"/staff/sessions/{session.id}/participants.csv")
    (header, row) = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    cells = dict(zip(header, row, strict=True))
    assert {cells["Voornaam"], cells["Werkgever"], cells["Bestelnummer"]} == {"'=CMD()", "'+32 Hack", "'@SUM(A1)"}
    logged = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "staff:list:exported")).one()
    assert "Hack" not in (logged.details or "")
    assert "Aerts" not in manager.get("/staff/sessions.csv").text


def test_calling_off_needs_words_in_both_languages_and_ends_every_enrolment(
    manager: Desk, session: TrainingSession
) -> None:
    enrol(session, "Noor Aerts", "Jan Claes")
    enrol(session, "Mia Baert", state=WAITING)
    other = plan(session.training, days_ahead(40))
    page = f"/staff/sessions/{session.id}/cancel"
    shown = text_of(parse(manager.get(page).text))
    assert "2 inschrijvingen eindigen" in shown and "12 plaatsen vrij" in shown
    assert manager.post(page, reason_nl="De lesgever is ziek.").status_code == 422
    manager.post(page, reason_nl="De lesgever is ziek.", reason_fr="La formatrice est malade.")
    db.session.expire_all()
    assert session.state is SessionState.CANCELLED and session.seats_taken == 0 and other.seats_taken == 0
    states = {one.state for one in db.session.scalars(select(Enrolment))}
    assert states == {EnrolmentState.CANCELLED_BY_ORGANISER}
    assert "annulering gemaild (4)" in text_of(parse(manager.get(f"/staff/sessions/{session.id}").text))
    assert manager.get(page).status_code == 303


def test_the_catalogue_leads_to_the_page_that_calls_off(manager: Desk, session: TrainingSession) -> None:
    page = f"/staff/trainings/sessions/{session.id}"
    assert f'href="/staff/sessions/{session.id}/cancel"' in manager.get(page).text
    assert manager.post(f"{page}/cancel", page=page).status_code == 404
    db.session.expire_all()
    assert session.state is SessionState.OPEN


def test_what_was_set_apart_is_let_through_or_refused_without_a_mail(
    manager: Desk, session: TrainingSession, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    good = enrol(session, "Noor Aerts", state=EnrolmentState.RECEIVED, suspicions=["too_fast"])
    bad = enrol(session, "Ro Bot", "Ro Bot2", state=EnrolmentState.RECEIVED, email="robot@firma.example")
    page = f"/staff/sessions/{session.id}"
    assert "Inschrijvingen na te kijken in 1 sessie" in manager.get("/staff/").text
    assert "verstuurd binnen enkele seconden" in manager.get(page).text
    manager.post(f"{page}/enrolments/{good.id}/release", page=page)
    manager.post(f"{page}/enrolments/{bad.id}/refuse", page=page)
    deliver()
    db.session.expire_all()
    assert (good.state, bad.state) == (CONFIRMED, EnrolmentState.CANCELLED_BY_ORGANISER)
    assert session.seats_taken == 1
    assert smtp.to("noor.aerts@korenaar.example") and not smtp.to("robot@firma.example")
    assert manager.post(f"{page}/enrolments/{good.id}/refuse", page=page).status_code == 303
    db.session.expire_all()
    assert good.state is CONFIRMED


def test_other_roles_do_not_see_who_takes_part(context: Flask, session: TrainingSession) -> None:
    others = [role for role in StaffRoleName if role is not StaffRoleName.TRAINING_MANAGER]
    desk = Desk(context, staff("Ander Werk", *others))
    for path in ("/staff/sessions", f"/staff/sessions/{session.id}", f"/staff/sessions/{session.id}/participants.csv"):
        assert desk.get(path).status_code == 403
