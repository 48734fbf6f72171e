"""Certificates: for who was there, when the session was held; on paper, by mail, and to be checked by anybody."""

from __future__ import annotations

import re
import urllib.request
import zlib
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.core.database import db
from cesi_site.enrolment.certificates import certificate_pdf, document_of, new_code, read_code, show_code
from cesi_site.enrolment.errors import NotPossible
from cesi_site.enrolment.models import Participant, Theme, TrainingSession
from cesi_site.enrolment.operations import note_attendance, step_session
from cesi_site.enrolment.queries.certificates import certificate_of
from cesi_site.enrolment.states import Attendance, EnrolmentState
from tests.affiliation.test_mails import texts
from tests.enrolment.conftest import add, add_venue, days_ahead, plan
from tests.enrolment.taking_part import ENROLER, enrol, move_back
from tests.staff.people import staff
from tests.support.client import CheckingClient
from tests.support.smtp import Inbox

PRESENT, ABSENT = Attendance.PRESENT, Attendance.ABSENT


@pytest.fixture
def session(theme: Theme) -> TrainingSession:
    training = add("EHB-01", theme, certificate_valid_months=12, title_fr="Secourisme de base")
    return plan(training, days_ahead(10, 11), venue=add_venue("Gent", "Gand"), trainers=("Ann Voorbeeld",))


def people(session: TrainingSession) -> list[Participant]:
    db.session.expire_all()
    return list(db.session.scalars(select(Participant).order_by(Participant.id)))


def hold(session: TrainingSession, *marks: Attendance) -> list[Participant]:
    """Note these attendances of the participants, in their order, and hold the session."""
    clerk = staff("Ilse Jacobs")
    move_back(session, 14)
    note_attendance(session, dict(zip([one.id for one in people(session)], marks, strict=False)), by=clerk)
    step_session(session, "hold", by=clerk)
    return people(session)


def test_a_code_is_read_however_it_is_typed_and_says_nothing() -> None:
    code = new_code()
    assert read_code(show_code(code)) == read_code(f" {show_code(code).lower()} ") == code
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", show_code(code))
    assert read_code("0O1I-LL00-0000-0000") == "0011110000000000"
    assert read_code("short") is read_code("U" * 16) is None
    assert len({new_code() for _ in range(100)}) == 100


@pytest.mark.promise("C1")
def test_a_certificate_is_for_who_was_there_and_only_once_the_session_is_held(session: TrainingSession) -> None:
    enrol(session, "Noor Aerts", "Jan Claes", "Mia Baert")
    enrol(session, "Weg Gegaan", state=EnrolmentState.CANCELLED_BY_CUSTOMER)
    clerk = staff("Els Vos")
    with pytest.raises(NotPossible):
        note_attendance(session, {one.id: PRESENT for one in people(session)}, by=clerk)
    noor, jan, mia, gone = hold(session, PRESENT, ABSENT, Attendance.EXCUSED, PRESENT)
    assert certificate_of(noor)
    assert [one.certificate_code for one in (jan, mia, gone)] == [None, None, None]
    assert gone.attendance is None
    note_attendance(session, {jan.id: PRESENT, noor.id: ABSENT}, by=clerk)
    noor, jan, *_rest = people(session)
    assert certificate_of(jan) and not certificate_of(noor)


@pytest.mark.parametrize(
    ("language", "tag", "title"), [("nl", b"(nl-BE)", "title EHB-01 nl"), ("fr", b"(fr-BE)", "base")]
)
def test_the_paper_is_made_for_screen_readers_in_the_language_of_who_took_part(
    session: TrainingSession, language: str, tag: bytes, title: str
) -> None:
    enrol(session, "Noor Aerts", language=language)
    (noor,) = hold(session, PRESENT)
    certificate = certificate_of(noor)
    assert certificate
    content = certificate_pdf(certificate)
    assert content and content.startswith(b"%PDF-")
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    everything = b"".join(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"\x78")
    for mark in (b"pdfuaid:part", b"/StructTreeRoot", b"/Figure", b"/Alt", tag):
        assert mark in everything + content
    shown = texts(document_of(certificate))
    path = {"nl": "/nl/attest/", "fr": "/fr/attestation/"}[language]
    for words in ("Noor Aerts", title, "Ann Voorbeeld", show_code(certificate.code), path):
        assert words in shown


def test_no_name_can_make_the_paper_fetch_an_address(session: TrainingSession, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    fetch = urllib.request.OpenerDirector.open

    def watched(opener: urllib.request.OpenerDirector, asked: urllib.request.Request, *rest: Any) -> Any:
        if asked.type != "data":
            opened.append(asked.full_url)
        return fetch(opener, asked, *rest)

    monkeypatch.setattr("urllib.request.OpenerDirector.open", watched)
    enrol(session, '<img src="http://169.254.169.254/x"> Y')
    (one,) = hold(session, PRESENT)
    certificate = certificate_of(one)
    assert certificate and certificate_pdf(certificate)
    assert opened == []


@pytest.mark.parametrize("path", ["/nl/attest/", "/fr/attestation/"])
def test_the_check_page_shows_initials_training_and_date_and_nothing_else(
    session: TrainingSession, client: CheckingClient, path: str
) -> None:
    enrol(session, "Noor Aerts")
    (noor,) = hold(session, PRESENT)
    assert noor.certificate_code
    answer = client.get(path + show_code(noor.certificate_code))
    assert answer.status_code == 200
    assert "N. A." in answer.text
    assert ("title EHB-01 nl" if "nl" in path else "Secourisme de base") in answer.text
    for hidden in ("Noor", "Aerts", "Korenaar", "noor."):
        assert hidden not in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert client.get(path + noor.certificate_code.lower()).status_code == 200
    assert client.get(path + new_code()).status_code == 404


def test_codes_cannot_be_tried_one_after_the_other(app: Flask, client: CheckingClient) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    try:
        answers = [client.get(f"/nl/attest/{new_code()}") for _ in range(22)]
    finally:
        app.config["RATELIMIT_ENABLED"] = False
    assert [answer.status_code for answer in answers[:20]] == [404] * 20
    assert answers[-1].status_code == 429 and answers[-1].headers["Retry-After"] == "60"


def test_who_was_there_gets_it_by_mail_and_the_enroler_that_of_who_has_no_address(
    session: TrainingSession, smtp: Inbox, deliver: object
) -> None:
    enrol(session, "Noor Aerts", "Jan Claes", emails=("noor@korenaar.example", None))
    hold(session, PRESENT, PRESENT)
    deliver()  # type: ignore[operator]
    (own,) = smtp.to("noor@korenaar.example")
    (other,) = smtp.to(ENROLER)
    assert "Jan Claes" in other.text and "Jan Claes" not in own.text
    assert "/nl/inschrijving/" not in own.text
    for mail in (own, other):
        (file,) = mail.message.iter_attachments()
        assert file.get_content_type() == "application/pdf"
        assert "Aerts" not in (file.get_filename() or "")
