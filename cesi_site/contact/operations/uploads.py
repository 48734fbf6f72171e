"""Keeping the files of a form that came back with an error, for an hour."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from cesi_site.contact.models import PendingUpload
from cesi_site.contact.queries import KEPT_UPLOADS
from cesi_site.core.clock import now
from cesi_site.core.database import transaction
from cesi_site.core.uploads import Upload
from cesi_site.outbox.operations import queue_job


def keep_uploads(uploads: Sequence[Upload]) -> list[PendingUpload]:
    """Keep files for an hour; then the worker removes them."""
    kept_at = now()
    with transaction() as session:
        kept = [
            PendingUpload(
                filename=upload.filename,
                media_type=upload.media_type,
                size=upload.size,
                sha256=upload.sha256,
                data=upload.data,
                kept_at=kept_at,
            )
            for upload in uploads
        ]
        session.add_all(kept)
        queue_job("contact.sweep_uploads", available_at=kept_at + KEPT_UPLOADS)
    return kept


def sweep_uploads() -> int:
    """Remove the files whose hour is over; return how many."""
    with transaction() as session:
        over = PendingUpload.kept_at <= now() - KEPT_UPLOADS
        return len(session.scalars(delete(PendingUpload).where(over).returning(PendingUpload.id)).all())
