"""Taking in a reply to a receipt or an answer: found by its reference and its sender, kept with the message.

A reply sets off one mail, to the team, marked as automatic. Whatever a robot sends is left alone, and whoever writes
without end is stopped, so that no loop can begin.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import insert, select

from cesi_site.audit import record
from cesi_site.contact import queries
from cesi_site.contact.incoming import IncomingFile, IncomingMail, read_mail
from cesi_site.contact.models import NO_REPLY_STATES, Act, ContactAttachment, ContactEvent, ContactMessage, MessageState
from cesi_site.contact.operations.handling import wait_again
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.core.languages import Text
from cesi_site.core.uploads import MEGABYTE, BadUpload, Upload, read_upload
from cesi_site.outbox import queue_mail

ONE_DAY = dt.timedelta(days=1)
REPLIES_A_DAY = 20
MOST_FILES = 10
MOST_BYTES = 5 * MEGABYTE

NO_TEXT = Text("(zonder tekst)", "(sans texte)")
NOT_TAKEN = Text("Niet bewaarde bijlagen: {names}", "Pièces jointes non conservées : {names}")


class Outcome(StrEnum):
    """What became of a mail that came in."""

    TAKEN = "taken"
    AGAIN = "again"
    AUTOMATIC = "automatic"
    TOO_MANY = "too_many"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Intake:
    """What became of a mail, and the message that it was found to answer."""

    outcome: Outcome
    message: ContactMessage | None = None


def take_reply(raw: bytes) -> Intake:
    """Take in a mail as it came over the wire.

    `UNKNOWN` says that it answers no message of its sender: it is left to whoever keeps the mailbox.
    """
    mail = read_mail(raw)
    if mail.automatic:
        return Intake(Outcome.AUTOMATIC)
    with transaction():
        message = _answered_by(mail)
        if message is None:
            return Intake(Outcome.UNKNOWN)
        if mail.mail_id and _came_before(message.id, mail.mail_id):
            return Intake(Outcome.AGAIN, message)
        if queries.replies_since(message.id, clock.now() - ONE_DAY) >= REPLIES_A_DAY:
            return Intake(Outcome.TOO_MANY, message)
        _keep(message, mail)
    return Intake(Outcome.TAKEN, message)


def _answered_by(mail: IncomingMail) -> ContactMessage | None:
    """Return the message that a mail answers: the reference is in it, and its sender wrote that message."""
    for number in mail.references:
        message = db.session.get(ContactMessage, number, with_for_update=True, populate_existing=True)
        if message and message.email == mail.sender and message.status not in NO_REPLY_STATES:
            return message
    return None


def _came_before(message_id: int, mail_id: str) -> bool:
    same = ContactEvent.message_id == message_id, ContactEvent.mail_id == mail_id
    return db.session.scalar(select(ContactEvent.id).where(*same).limit(1)) is not None


def _keep(message: ContactMessage, mail: IncomingMail) -> None:
    uploads, refused = _sorted_out(mail.files)
    words = mail.text or NO_TEXT.in_language(message.language)
    if refused:
        names = ", ".join(refused)
        words += "\n\n" + NOT_TAKEN.in_language(message.language).format(names=names)
    event = ContactEvent(message_id=message.id, act=Act.REPLIED, words=words, mail_id=mail.mail_id)
    db.session.add(event)
    db.session.flush()
    _attach(message.id, event.id, uploads)
    if message.state in {MessageState.ANSWERED, MessageState.CLOSED}:
        wait_again(message, event.at)
    record("contact:message:replied", subject=message, details={"state": message.state, "files": len(uploads)})
    queue_mail("contact.reply", event_id=event.id)


def _sorted_out(files: tuple[IncomingFile, ...]) -> tuple[list[Upload], list[str]]:
    """Return the files that are kept, by the rules of the form, and the names of the others."""
    kept: list[Upload] = []
    refused: list[str] = []
    for file in files:
        try:
            if len(kept) == MOST_FILES:
                raise BadUpload("size")
            kept.append(read_upload(io.BytesIO(file.data), file.filename, max_bytes=MOST_BYTES))
        except BadUpload:
            refused.append(file.filename)
    return kept, refused


def _attach(message_id: int, event_id: int, uploads: list[Upload]) -> None:
    if uploads:
        names = ("filename", "media_type", "size", "sha256", "data")
        rows = [{name: getattr(upload, name) for name in names} for upload in uploads]
        keys = {"message_id": message_id, "event_id": event_id}
        db.session.connection().execute(insert(ContactAttachment), [row | keys for row in rows])
