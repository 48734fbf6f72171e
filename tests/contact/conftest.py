"""What tests of the contact router share: the topics, a filled-in form, files, and a worker's round."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from cesi_site.contact.models import ContactMessage
from cesi_site.contact.operations import Draft, load_topics
from cesi_site.core.database import db

FIELDS = {
    "topic": "training",
    "subject": "Vraag over een opleiding",
    "name": "Noor Janssens",
    "email": "Noor.Janssens@Voorbeeld.be",
    "phone": "0470 12 34 56",
    "organisation": "Bakkerij De Korst bv",
    "enterprise_number": "BE 0123.456.749",
    "message": "Goedendag,\r\n\r\nkan de opleiding in maart?",
}


@pytest.fixture
def topics(app: Flask) -> None:
    """The topics a site starts with."""
    with app.app_context():
        load_topics()


@pytest.fixture
def fields() -> dict[str, Any]:
    """What a visitor fills in."""
    return dict(FIELDS)


@pytest.fixture
def messages(app: Flask) -> Callable[[], list[ContactMessage]]:
    """Read all messages, the oldest first."""

    def read() -> list[ContactMessage]:
        with app.app_context():
            return list(db.session.scalars(select(ContactMessage).order_by(ContactMessage.id)))

    return read


@pytest.fixture
def deliver(app: Flask) -> Callable[[], None]:
    """Do one round of the worker's work."""

    def run() -> None:
        done = app.test_cli_runner().invoke(args=["outbox", "deliver", "--once"])
        assert done.exit_code == 0, done.output

    return run


def draft(**changes: Any) -> Draft:
    """Return a message as an operation takes it."""
    facts: dict[str, Any] = {
        "topic": "training",
        "language": "nl",
        "subject": None,
        "name": "Noor Janssens",
        "email": "noor.janssens@voorbeeld.be",
        "phone": None,
        "organisation": None,
        "enterprise_number": None,
        "body": "Kan de opleiding in maart?",
        "source": "contact",
    }
    return Draft(**facts | changes)


def pdf(note: str = "") -> bytes:
    """Return a small PDF."""
    return f"%PDF-1.4\n%{note}\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n".encode()


def picture(kind: str = "PNG", **options: Any) -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (24, 16), "navy").save(out, kind, **options)
    return out.getvalue()


def docx(**parts: bytes) -> bytes:
    """Return a small Word file; `parts` are added, or put in the place of its own (`word__document` and so on)."""
    content = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
    content |= {name.replace("__", "/"): data for name, data in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()
