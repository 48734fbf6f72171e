"""Reads of the catalogue."""

from cesi_site.enrolment.queries.catalogue import (
    MonthDate,
    TrainingAddress,
    addresses,
    feed,
    find_session,
    find_training,
    month,
    next_month,
    related,
    sessions_ahead,
)
from cesi_site.enrolment.queries.facets import FACETS, NO_DATE, ONLINE, Asked, Slot, catalogue_index
from cesi_site.enrolment.queries.listing import (
    Card,
    Listing,
    Order,
    ThemeWords,
    cards,
    count_trainings,
    list_trainings,
    next_trainings,
    place_names,
    themes,
)
from cesi_site.enrolment.queries.search import search
from cesi_site.enrolment.queries.seats import free_seats

__all__ = [
    "FACETS",
    "NO_DATE",
    "ONLINE",
    "Asked",
    "Card",
    "Listing",
    "MonthDate",
    "Order",
    "Slot",
    "ThemeWords",
    "TrainingAddress",
    "addresses",
    "cards",
    "catalogue_index",
    "count_trainings",
    "feed",
    "find_session",
    "find_training",
    "free_seats",
    "list_trainings",
    "month",
    "next_month",
    "next_trainings",
    "place_names",
    "related",
    "search",
    "sessions_ahead",
    "themes",
]
