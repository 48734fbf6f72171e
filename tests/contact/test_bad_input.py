"""Whatever is sent: no failure of ours, nothing stored that should not be, and an error people can read."""

from __future__ import annotations

import io
import os
import random
import re
import string
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from cesi_site.contact.models import ContactAttachment, ContactMessage, ContactTopic, PendingUpload
from cesi_site.core.addresses import normalise_email
from cesi_site.core.database import db
from cesi_site.core.forms import clean_line, clean_text
from cesi_site.core.identifiers import parse_enterprise_number, parse_phone
from cesi_site.core.uploads import read_upload
from tests.contact.conftest import FIELDS
from tests.support.client import CheckingClient, find_all, hidden_fields, parse, text_of
from tests.support.files import docx, forged, pdf, picture

pytestmark = [pytest.mark.usefixtures("topics"), pytest.mark.proof]

FORMS = 2_000 if os.environ.get("PROOF") == "full" else 100
SEED = 20261122

TEXTS = ("topic", "subject", "name", "email", "phone", "organisation", "enterprise_number", "message")
HIDDEN = ("ticket", "kept_attachments", "remove_attachment", "source", "homepage")
PATHS = {"nl": "/nl/contact", "fr": "/fr/contact"}
ENGLISH = re.compile(r"\b(Fill in|Choose one|Use at most|Enter a valid|Write at least|cannot be opened|is not a PDF)\b")

Value = str | bytes | tuple[str, bytes]
Parts = list[tuple[str, Value]]
Change = Callable[[random.Random, Parts], None]


def _replace(parts: Parts, name: str, value: Value) -> None:
    parts[:] = [part for part in parts if part[0] != name] + [(name, value)]


def wrong_type(dice: random.Random, parts: Parts) -> None:
    """A file where text is wanted, text where a file is wanted, the same field many times."""
    name = dice.choice(TEXTS)
    match dice.randrange(3):
        case 0:
            _replace(parts, name, ("x.pdf", pdf()))
        case 1:
            _replace(parts, "attachments", "words")
        case _:
            parts += [(name, str(number)) for number in range(dice.choice([3, 40]))]


def huge(dice: random.Random, parts: Parts) -> None:
    """A field far too long, some beyond what the site reads at all."""
    size = dice.choice([201, 4_001, 60_000, 400_000, 1_000_000])
    _replace(parts, dice.choice(TEXTS + HIDDEN), dice.choice("xé漢 ") * size)


def control(dice: random.Random, parts: Parts) -> None:
    """Control characters, direction marks, halves of characters, characters that do not exist."""
    name = dice.choice(TEXTS + HIDDEN)
    odd = "\x00\x01\x07\x08\x0b\x0c\x1b\x7f\x85\u200e\u202e\u2028\u2066\ufdd0\ufffe\uffff\U0001ffff\u0378\ue000"
    known = FIELDS.get(name, "value")
    _replace(parts, name, "".join(c + dice.choice(odd) for c in known))


def header(dice: random.Random, parts: Parts) -> None:
    """A header of one's own, in any field."""
    name = dice.choice(TEXTS + HIDDEN)
    line = dice.choice(["\r\n", "\n", "\r", "%0d%0a", "\u2028", "\x0b", "=?utf-8?q?=0A?="])
    _replace(
        parts, name, f"{FIELDS.get(name, 'x')}{line}Bcc: elsewhere@spam.example{line}{line}<script>alert(1)</script>"
    )


def encoding(dice: random.Random, parts: Parts) -> None:
    """Bytes that are not UTF-8."""
    name = dice.choice(TEXTS + HIDDEN)
    _replace(parts, name, dice.randbytes(dice.choice([1, 30, 300])))


def unknown_topic(dice: random.Random, parts: Parts) -> None:
    """A topic that nobody offers."""
    _replace(parts, "topic", dice.choice(["", "Training", "../etc", "' OR 1=1 --", "training\x00", "[]", "13", "🙂"]))


def forged_file(dice: random.Random, parts: Parts) -> None:
    """Files that are not what they seem, among good ones."""
    files = list(forged().items())
    files += [("plan.pdf", pdf()), ("foto.png", picture()), ("brief.docx", docx()), ("../../x\r\n.pdf", pdf())]
    parts += [("attachments", dice.choice(files)) for _ in range(dice.randrange(1, 6))]


def missing(dice: random.Random, parts: Parts) -> None:
    """Fields that are not there."""
    gone = dice.sample(TEXTS, dice.randrange(1, len(TEXTS)))
    parts[:] = [part for part in parts if part[0] not in gone]


def hidden(dice: random.Random, parts: Parts) -> None:
    """Hidden fields with values of one's own."""
    odd = [
        "",
        "0",
        "-1",
        "1",
        "9" * 30,
        "WzFd.x.y",
        "é.é.é",
        "null",
        "{}",
        "service:" + "x" * 90,
        "SERVICE:X",
        "a" * 5000,
    ]
    for name in dice.sample(HIDDEN, 3):
        _replace(parts, name, dice.choice(odd))


def noise(dice: random.Random, parts: Parts) -> None:
    """Random words in every field."""
    for name in TEXTS:
        _replace(parts, name, "".join(dice.choices(string.printable + "éà漢🙂\u00a0", k=dice.randrange(60))))


CHANGES: tuple[Change, ...] = (
    wrong_type,
    huge,
    control,
    header,
    encoding,
    unknown_topic,
    forged_file,
    missing,
    hidden,
    noise,
)


def _multipart(parts: Parts) -> tuple[bytes, str]:
    """Encode by hand, so that names and values stay as broken as they are."""
    boundary, body = b"----cesi", b""
    for name, value in parts:
        extra = b""
        if isinstance(value, tuple):
            filename, value = value
            extra = f'; filename="{filename}"'.encode("utf-8", "replace")
        data = value if isinstance(value, bytes) else value.encode("utf-8", "replace")
        head = b'Content-Disposition: form-data; name="' + name.encode() + b'"' + extra
        body += b"--" + boundary + b"\r\n" + head + b"\r\n\r\n" + data + b"\r\n"
    return body + b"--" + boundary + b"--\r\n", "multipart/form-data; boundary=----cesi"


def _body(dice: random.Random, parts: Parts) -> tuple[bytes, str]:
    """Return a body and its type; now and then both are broken as a whole."""
    body, kind = _multipart(parts)
    match dice.randrange(12):
        case 0:
            return body[: dice.randrange(len(body))], kind
        case 1:
            return body, dice.choice(
                ["application/json", "text/plain", "", "multipart/form-data", "multipart/form-data; boundary="]
            )
        case 2:
            return body.replace(b"\r\n", b"\n"), kind
        case 3:
            return dice.randbytes(500), dice.choice([kind, "application/x-www-form-urlencoded"])
        case 4:
            return b"&".join(
                b"%ff=%00&a=%zz" for _ in range(dice.choice([1, 2_000]))
            ), "application/x-www-form-urlencoded"
        case _:
            return body, kind


def _send(client: CheckingClient, dice: random.Random, language: str, hidden_values: dict[str, str]) -> TestResponse:
    parts: Parts = [*FIELDS.items(), *hidden_values.items()]
    for change in dice.sample(CHANGES, dice.choice([1, 1, 2, 3])):
        change(dice, parts)
    body, kind = _body(dice, parts)
    return client.post(PATHS[language], data=body, content_type=kind)


# A request that breaks off leaves a temporary file of Werkzeug's to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_generated_forms(app: Flask, client: CheckingClient) -> None:
    dice = random.Random(SEED)
    own = {language: hidden_fields(client.get(path).text, path) for language, path in PATHS.items()}
    accepted, answers = 0, set()
    for number in range(FORMS):
        language = ("nl", "fr")[number % 2]
        answer = _send(client, dice, language, own[language] if dice.random() < 0.5 else {})
        answers.add(answer.status_code)
        assert answer.status_code in {303, 400, 413, 422}, f"form {number}: {answer.status}"
        accepted += answer.status_code == 303
        if answer.status_code != 303:
            check_error(answer, language)
    assert {303, 422} <= answers
    with app.app_context():
        check_stored(accepted)


def check_error(answer: TestResponse, language: str) -> None:
    """The page stands in the language of its address and says what is wrong."""
    tree = parse(answer.text)
    (root,) = [tree] if tree.get("lang") else find_all(tree, "html")
    assert root.get("lang") == f"{language}-BE"
    told = [text_of(error) for error in find_all(tree, "p", class_="field-error")]
    if answer.status_code == 422:
        assert told
        assert find_all(tree, "div", id="errors")
    assert not ENGLISH.search(" ".join(told)), told


def check_stored(accepted: int) -> None:
    """What is stored is what the rules allow, to the letter."""
    messages = db.session.scalars(select(ContactMessage)).all()
    assert len(messages) <= accepted
    topics = set(db.session.scalars(select(ContactTopic.key)))
    for message in messages:
        lines = [message.name, message.subject, message.organisation]
        assert all(line == clean_line(line) for line in lines if line is not None)
        assert message.body == clean_text(message.body)
        assert 10 <= len(message.body) <= 4000
        assert message.topic in topics
        assert message.email == normalise_email(message.email)
        assert message.phone is None or message.phone == parse_phone(message.phone)
        assert message.enterprise_number in {None, parse_enterprise_number(message.enterprise_number or "0409122442")}
        assert re.fullmatch(r"[a-z]+(:[a-z0-9-]+)?", message.source)
    for model in (ContactAttachment, PendingUpload):
        for name, kind, data in db.session.execute(select(model.filename, model.media_type, model.data)):
            assert read_upload(io.BytesIO(data), name, max_bytes=6_000_000).media_type == kind
            assert not set(name) & set('<>:"/\\|?*\r\n\x00')
    per_message = db.session.scalars(select(ContactAttachment.message_id)).all()
    assert all(per_message.count(number) <= 3 for number in set(per_message))


@pytest.mark.parametrize("name", forged())
def test_each_forged_file_is_refused_by_its_name(client: CheckingClient, fields: dict[str, Any], name: str) -> None:
    parts = MultiDict(fields)
    parts.add("attachments", FileStorage(io.BytesIO(forged()[name]), name))
    boundary, body = encode_multipart(parts)
    answer = client.post("/nl/contact", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 422
    assert name in answer.text
