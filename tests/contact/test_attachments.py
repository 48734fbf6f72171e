"""Files that come with a message: kept after a mistake, taken off when asked, never picked twice."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from cesi_site.contact.models import ContactAttachment, ContactMessage, PendingUpload
from cesi_site.contact.operations import keep_uploads, sweep_uploads
from cesi_site.core.database import db
from cesi_site.core.uploads import Upload
from tests.contact.conftest import docx, pdf, picture
from tests.support.client import CheckingClient, hidden_fields

pytestmark = pytest.mark.usefixtures("topics")

Stored = Callable[[type[Any]], list[tuple[str, bytes]]]


@pytest.fixture
def stored(app: Flask) -> Stored:
    """Read the files of a table, the oldest first: name and content."""

    def read(model: type[Any]) -> list[tuple[str, bytes]]:
        with app.app_context():
            return [
                (name, data) for name, data in db.session.execute(select(model.filename, model.data).order_by(model.id))
            ]

    return read


def file(name: str, data: bytes) -> tuple[io.BytesIO, str]:
    """Return a file as the test client takes it."""
    return io.BytesIO(data), name


def post_large(client: CheckingClient, fields: dict[str, Any], *files: tuple[io.BytesIO, str]) -> TestResponse:
    """Send files that Flask's client would put into a temporary file and leave open."""
    parts = [(name, value) for name, value in fields.items()]
    parts += [("attachments", FileStorage(content, name)) for content, name in files]
    boundary, body = encode_multipart(MultiDict(parts))
    return client.post("/nl/contact", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def kept(page: str) -> list[tuple[int, str]]:
    """Return the files that a page says it kept: number and name."""
    boxes = re.findall(r'name="remove_attachment" value="(\d+)".*?visually-hidden"> (.*?)</span>', page)
    return [(int(number), name) for number, name in boxes]


def test_files_of_every_kind_come_along(client: CheckingClient, fields: dict[str, Any], stored: Stored) -> None:
    files = [file("plan.pdf", pdf()), file("brief.docx", docx()), file("foto.JPG", picture("JPEG"))]
    assert client.post("/nl/contact", data=fields | {"attachments": files}).status_code == 303
    assert [name for name, _ in stored(ContactAttachment)] == ["plan.pdf", "brief.docx", "foto.jpg"]
    assert stored(ContactAttachment)[0][1] == pdf()
    assert stored(PendingUpload) == []


def test_after_a_mistake_nobody_picks_a_file_twice(
    client: CheckingClient, fields: dict[str, Any], stored: Stored
) -> None:
    wrong = fields | {"email": "noor", "attachments": [file("een.pdf", pdf("1")), file("twee.pdf", pdf("2"))]}
    page = client.post("/nl/contact", data=wrong).text
    assert [name for _, name in kept(page)] == ["een.pdf", "twee.pdf"]
    assert stored(ContactAttachment) == []
    more = fields | hidden_fields(page, "/nl/contact") | {"email": "x", "attachments": [file("drie.pdf", pdf("3"))]}
    page = client.post("/nl/contact", data=more).text
    assert [name for _, name in kept(page)] == ["een.pdf", "twee.pdf", "drie.pdf"]
    assert client.post("/nl/contact", data=fields | hidden_fields(page, "/nl/contact")).status_code == 303
    assert [data for _, data in stored(ContactAttachment)] == [pdf("1"), pdf("2"), pdf("3")]


def test_a_kept_file_can_be_taken_off(client: CheckingClient, fields: dict[str, Any], stored: Stored) -> None:
    wrong = fields | {"email": "noor", "attachments": [file("een.pdf", pdf("1")), file("twee.pdf", pdf("2"))]}
    page = client.post("/nl/contact", data=wrong).text
    first = kept(page)[0][0]
    again = fields | hidden_fields(page, "/nl/contact") | {"remove_attachment": str(first)}
    assert [name for _, name in kept(client.post("/nl/contact", data=again | {"email": "x"}).text)] == ["twee.pdf"]
    assert client.post("/nl/contact", data=again).status_code == 303
    assert [name for name, _ in stored(ContactAttachment)] == ["twee.pdf"]


def test_a_good_file_is_kept_when_another_is_refused(
    client: CheckingClient, fields: dict[str, Any], stored: Stored
) -> None:
    files = [file("goed.pdf", pdf()), file("vals.pdf", b"MZ not a document at all")]
    answer = client.post("/nl/contact", data=fields | {"attachments": files})
    assert answer.status_code == 422
    assert "vals.pdf" in answer.text
    assert [name for _, name in kept(answer.text)] == ["goed.pdf"]
    assert [name for name, _ in stored(PendingUpload)] == ["goed.pdf"]


def test_kept_files_count_among_the_three(client: CheckingClient, fields: dict[str, Any], stored: Stored) -> None:
    files = [file(f"{number}.pdf", pdf(str(number))) for number in range(4)]
    page = client.post("/nl/contact", data=fields | {"attachments": files}).text
    assert [name for _, name in kept(page)] == ["0.pdf", "1.pdf", "2.pdf"]
    assert "3.pdf" in page, "the one that was left out is named"
    more = fields | hidden_fields(page, "/nl/contact") | {"attachments": [file("4.pdf", pdf("4"))]}
    answer = client.post("/nl/contact", data=more)
    assert answer.status_code == 422
    assert len(kept(answer.text)) == 3
    assert stored(ContactAttachment) == []


def test_a_large_file_is_refused_at_its_field(client: CheckingClient, fields: dict[str, Any]) -> None:
    answer = post_large(client, fields, *[file(f"groot{number}.pdf", pdf("x" * 7_000_000)) for number in range(3)])
    assert answer.status_code == 422
    assert "groot0.pdf" in answer.text
    assert fields["organisation"] in answer.text


def test_more_than_the_site_takes_is_a_page_of_its_own(client: CheckingClient, fields: dict[str, Any]) -> None:
    answer = post_large(client, fields, file("reus.pdf", pdf("x" * 51_000_000)))
    assert answer.status_code == 413


def test_after_an_hour_the_visitor_is_told_that_files_are_gone(
    client: CheckingClient, fields: dict[str, Any], stored: Stored
) -> None:
    with time_machine.travel("2026-11-23T10:00Z") as traveller:
        wrong = fields | {"email": "noor", "attachments": [file("een.pdf", pdf())]}
        page = client.post("/nl/contact", data=wrong).text
        traveller.shift(3_601)
        answer = client.post("/nl/contact", data=fields | hidden_fields(page, "/nl/contact"))
        assert answer.status_code == 422
        assert 'id="attachments-error"' in answer.text
        again = client.post("/nl/contact", data=fields | hidden_fields(answer.text, "/nl/contact"))
        assert again.status_code == 303, "without the files it goes"
    assert stored(ContactAttachment) == []


def test_the_same_form_sent_twice_with_kept_files_is_one_message(
    client: CheckingClient, fields: dict[str, Any], messages: Callable[[], list[ContactMessage]], stored: Stored
) -> None:
    page = client.post("/nl/contact", data=fields | {"email": "x", "attachments": [file("een.pdf", pdf())]}).text
    again = fields | hidden_fields(page, "/nl/contact")
    assert {client.post("/nl/contact", data=again).status_code for _ in range(2)} == {303}
    assert len(messages()) == len(stored(ContactAttachment)) == 1


@pytest.mark.parametrize("forged", ["", "x", "WzFd.aaaa.bbbb", "[1]", "\x00"])
def test_nobody_reaches_the_files_of_another(
    app: Flask, client: CheckingClient, fields: dict[str, Any], stored: Stored, forged: str
) -> None:
    with app.app_context():
        keep_uploads([Upload("geheim.pdf", "application/pdf", pdf())])
    assert client.post("/nl/contact", data=fields | {"kept_attachments": forged}).status_code == 303
    assert stored(ContactAttachment) == []


def test_the_worker_removes_a_file_when_its_hour_is_over(
    app: Flask, deliver: Callable[[], None], stored: Stored
) -> None:
    with time_machine.travel("2026-11-23T10:00Z") as traveller:
        with app.app_context():
            keep_uploads([Upload("een.pdf", "application/pdf", pdf())])
            assert sweep_uploads() == 0
        deliver()
        assert len(stored(PendingUpload)) == 1
        traveller.shift(3_601)
        deliver()
    assert stored(PendingUpload) == []


def test_files_go_with_their_message(
    client: CheckingClient, fields: dict[str, Any], stored: Stored, app: Flask
) -> None:
    client.post("/nl/contact", data=fields | {"attachments": [file("een.pdf", pdf())]})
    with app.app_context():
        db.session.execute(db.delete(ContactMessage))
        db.session.commit()
    assert stored(ContactAttachment) == []


def test_who_keeps_sending_files_with_mistakes_is_stopped(
    make_app: Callable[..., Flask], fields: dict[str, Any], stored: Stored
) -> None:
    client = make_app(RATELIMIT_ENABLED=True).test_client()
    for number in range(14):
        wrong = fields | {"email": "noor", "attachments": [file(f"{number}.pdf", pdf(str(number)))]}
        page = client.post("/nl/contact", data=wrong).text
    assert len(stored(PendingUpload)) == 12
    assert kept(page) == []
    assert 'id="attachments-error"' in page
