"""Documents of an organisation's file: staff add and remove them."""

from __future__ import annotations

from cesi_site.accounts.models import Account
from cesi_site.audit import record
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.core.uploads import Upload
from cesi_site.members.errors import BeyondScope
from cesi_site.members.models import DocumentKind, Establishment, MemberDocument, Organisation
from cesi_site.members.queries import readers
from cesi_site.outbox import queue_mail


def add_document(
    organisation: Organisation,
    upload: Upload,
    *,
    by: Account | None,
    kind: DocumentKind,
    title: str,
    language: str,
    establishment_id: int | None = None,
) -> MemberDocument:
    """Put a checked file (`core.uploads.read_upload`) into an organisation's file. Raises `BeyondScope`.

    With `establishment_id` it is about that place of work of the same organisation. Who may read it is told by mail.
    """
    with transaction() as session:
        if establishment_id is not None:
            establishment = db.session.get(Establishment, establishment_id)
            if establishment is None or establishment.organisation_id != organisation.id:
                raise BeyondScope
        document = MemberDocument(
            organisation_id=organisation.id,
            establishment_id=establishment_id,
            kind=kind,
            title=title,
            language=language,
            filename=upload.filename,
            media_type=upload.media_type,
            size=upload.size,
            sha256=upload.sha256,
            data=upload.data,
            added_at=clock.now(),
            added_by_id=by.id if by else None,
        )
        session.add(document)
        _record("added", document, by)
        for reader in readers(organisation.id, establishment_id):
            queue_mail("members.document_added", person_id=reader.id, document_id=document.id)
    return document


def remove_document(document: MemberDocument, *, by: Account | None) -> None:
    """Take a document out of the file for good."""
    with transaction() as session:
        _record("removed", document, by)
        session.delete(document)


def note_download(document: MemberDocument, *, by: Account) -> None:
    """Log that somebody of staff downloaded a document."""
    with transaction():
        _record("downloaded", document, by)


def _record(verb: str, document: MemberDocument, by: Account | None) -> None:
    db.session.flush()
    record(
        f"members:document:{verb}",
        subject=f"member_document:{document.id}",
        actor=f"account:{by.id}" if by else None,
        details={"organisation": document.organisation_id, "kind": document.kind},
    )
