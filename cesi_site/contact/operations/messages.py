"""Taking a message in: the message, its files, its mails and its line in the log, all or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, literal, select

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import Detail, record
from cesi_site.choices.operations import touch
from cesi_site.contact import queries
from cesi_site.contact.deadlines import answer_by
from cesi_site.contact.models import Act, ContactAttachment, ContactMessage, MessageState, PendingUpload, reference
from cesi_site.contact.operations.filing import propose_files
from cesi_site.contact.operations.history import held, note
from cesi_site.core import clock
from cesi_site.core.database import db, insert_once, transaction
from cesi_site.core.uploads import Upload
from cesi_site.outbox.operations import queue_job, queue_mail

_FILE_COLUMNS = ("filename", "media_type", "size", "sha256", "data")


class UploadsGone(Exception):
    """Files that waited for their form were kept for their hour and are gone."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a visitor sends. Values are as they are stored; None where nothing was typed.

    `topic` is the key of a topic, `phone` E.164, `enterprise_number` ten digits, `source` the page it came from.
    """

    topic: str
    language: str
    subject: str | None
    name: str
    email: str
    phone: str | None
    organisation: str | None
    enterprise_number: str | None
    body: str
    source: str


@dataclass(frozen=True)
class Taken:
    """A message that is in the database."""

    id: int
    reference: str


def receive_message(
    draft: Draft,
    *,
    number: str,
    uploads: Sequence[Upload] = (),
    kept_uploads: Sequence[int] = (),
    suspicions: Sequence[str] = (),
) -> Taken:
    """Take a message in, once, and mail its team and its sender.

    `number` is that of the form's ticket: the same form with the same content, sent again, is the same
    message. `kept_uploads` are ids from `keep_uploads`. A message with `suspicions` waits in quarantine, and
    nobody is mailed. Raises `UploadsGone`.
    """
    received_at = clock.now()
    with transaction():
        kept: Sequence[PendingUpload] = queries.pending_uploads(kept_uploads) if kept_uploads else ()
        if len(kept) < len(kept_uploads):
            raise UploadsGone
        prints = [file.sha256 for file in kept] + [file.sha256 for file in uploads]
        submission = fingerprint(number, draft, prints)
        row = vars(draft) | {
            "submission": submission,
            "state": MessageState.QUARANTINED if suspicions else MessageState.RECEIVED,
            "quarantine_reasons": list(suspicions),
            "received_at": received_at,
            "answer_by": None if suspicions else _promised(draft.topic, received_at),
        }
        message_id = insert_once(ContactMessage, row)
        if message_id is None:
            return _taken_before(submission)
        _attach(message_id, uploads, kept_uploads)
        _log(message_id, draft, suspicions, files=len(prints))
        if not suspicions:
            touch(draft.email, received_at)
            _queue_mails(message_id)
            queue_job("contact.propose_files", message_id=message_id)
    return Taken(message_id, reference(message_id, received_at))


def fingerprint(number: str, draft: Draft, files: Sequence[str]) -> str:
    """Return what one sending is known by: who goes back, changes the text and sends it has sent something else."""
    content = json.dumps([number, vars(draft), files])
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


def release(message_id: int, *, by: Account | None = None) -> ContactMessage:
    """Let a message out of quarantine: from now on it is treated like any other.

    `by` is None for the command line. Raises `NotYours`, or `NotNow` where it is not in quarantine.
    """
    with transaction():
        message = held(message_id, by, {MessageState.QUARANTINED})
        message.state, message.released_at = MessageState.RECEIVED, clock.now()
        message.answer_by = _promised(message.topic, message.released_at)
        note(message, Act.RELEASED, by)
        propose_files(message.id)
        _queue_mails(message.id)
    return message


def reject(message_id: int, *, by: Account) -> ContactMessage:
    """Set a message in quarantine aside as abuse: nobody is mailed, and it goes after a month.

    Raises `NotYours`, or `NotNow` where it is not in quarantine.
    """
    with transaction():
        message = held(message_id, by, {MessageState.QUARANTINED})
        message.state, message.closed_at = MessageState.REJECTED, clock.now()
        note(message, Act.REJECTED, by)
    return message


def restore(message_id: int, *, by: Account) -> ContactMessage:
    """Put a message that was rejected by mistake back into quarantine. Raises `NotYours` or `NotNow`."""
    with transaction():
        message = held(message_id, by, {MessageState.REJECTED})
        message.state, message.closed_at = MessageState.QUARANTINED, None
        note(message, Act.REOPENED, by)
    return message


def _promised(topic_key: str, since: dt.datetime) -> dt.date | None:
    topic = queries.find_topic(topic_key)
    return answer_by(since, topic.answer_days) if topic else None


def _taken_before(submission: str) -> Taken:
    columns = ContactMessage.id, ContactMessage.received_at
    found = db.session.execute(select(*columns).where(ContactMessage.submission == submission)).one()
    return Taken(found.id, reference(found.id, found.received_at))


def _attach(message_id: int, uploads: Sequence[Upload], kept: Sequence[int]) -> None:
    if kept:
        columns = [getattr(PendingUpload, name) for name in _FILE_COLUMNS]
        chosen = select(literal(message_id), *columns).where(PendingUpload.id.in_(kept)).order_by(PendingUpload.id)
        db.session.connection().execute(insert(ContactAttachment).from_select(["message_id", *_FILE_COLUMNS], chosen))
    if uploads:
        rows = [{name: getattr(upload, name) for name in _FILE_COLUMNS} for upload in uploads]
        db.session.connection().execute(insert(ContactAttachment), [row | {"message_id": message_id} for row in rows])


def _log(message_id: int, draft: Draft, suspicions: Sequence[str], *, files: int) -> None:
    subject = f"{ContactMessage.__tablename__}:{message_id}"
    details: dict[str, Detail] = {"topic": draft.topic, "language": draft.language, "source": draft.source}
    details["files"] = files
    if suspicions:
        record("contact:message:quarantined", subject=subject, details={**details, "reasons": list(suspicions)})
    else:
        record("contact:message:received", subject=subject, details=details)


def _queue_mails(message_id: int) -> None:
    queue_mail("contact.team", message_id=message_id)
    queue_mail("contact.receipt", message_id=message_id)
