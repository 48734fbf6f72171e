"""Announcements in the worker: put on their way a piece at a time, so that other work has its turn."""

from __future__ import annotations

from cesi_site.enrolment.operations.announcements import announce_some
from cesi_site.outbox import job


@job("enrolment.announce")
def announce(*, announcement_id: int) -> None:
    """Put the next mails of an announcement on their way."""
    announce_some(announcement_id)
