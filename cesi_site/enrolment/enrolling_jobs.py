"""The clock of the waiting list."""

from __future__ import annotations

from cesi_site.enrolment.operations.offers import lapse_offers, offer_places
from cesi_site.enrolment.queries.enrolments import sessions_with_room
from cesi_site.outbox import scheduled


@scheduled("enrolment.offers", minute=10)
def pass_places_on() -> None:
    """Every hour: end the offers that nobody took, and offer what is free to who waits."""
    lapse_offers()
    for session_id in sessions_with_room():
        offer_places(session_id)
