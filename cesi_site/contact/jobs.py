"""Work that the contact router leaves to the worker."""

from __future__ import annotations

from cesi_site.contact.operations import propose_files, sweep_uploads
from cesi_site.outbox import job


@job("contact.sweep_uploads")
def sweep() -> None:
    """Remove the files of forms that came back with an error and were not sent again within the hour."""
    sweep_uploads()


@job("contact.propose_files")
def propose(*, message_id: int) -> None:
    """Propose the members' files in which a message that came in may stand."""
    propose_files(message_id)
