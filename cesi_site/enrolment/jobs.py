"""Work by the clock: the waiting lists, and reminders of sessions."""

from __future__ import annotations

from cesi_site.enrolment.operations import remind
from cesi_site.enrolment.operations.offers import lapse_offers, offer_places
from cesi_site.enrolment.queries.enrolments import sessions_with_room
from cesi_site.outbox import scheduled

REMINDING_HOUR = 9


@scheduled("enrolment.offers", minute=10)
def pass_places_on() -> None:
    """Every hour: end the offers that nobody took, and offer what is free to who waits."""
    lapse_offers()
    for session_id in sessions_with_room():
        offer_places(session_id)


@scheduled("enrolment.remind", hour=REMINDING_HOUR)
def remind_who_comes() -> None:
    """Remind who comes to a session that is near, each enrolment once."""
    remind()
