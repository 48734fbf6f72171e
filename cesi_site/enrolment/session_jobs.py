"""Work by the clock around sessions."""

from __future__ import annotations

from cesi_site.enrolment.operations import remind
from cesi_site.outbox import scheduled

REMINDING_HOUR = 9


@scheduled("enrolment.remind", hour=REMINDING_HOUR)
def remind_who_comes() -> None:
    """Remind who comes to a session that is near, each enrolment once."""
    remind()
