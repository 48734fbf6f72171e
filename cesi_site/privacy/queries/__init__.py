"""Reads of privacy."""

from cesi_site.privacy.queries.cookies import choices_of, dropped_cookies
from cesi_site.privacy.queries.dossier import Dossier, Group, Part, dossier_of
from cesi_site.privacy.queries.links import find_link, find_receipt, has_open_account, person_of
from cesi_site.privacy.queries.requests import (
    REQUESTS_A_PAGE,
    Waiting,
    find_event,
    find_request,
    find_requests,
    waiting_requests,
)

__all__ = [
    "REQUESTS_A_PAGE",
    "Dossier",
    "Group",
    "Part",
    "Waiting",
    "choices_of",
    "dossier_of",
    "dropped_cookies",
    "find_event",
    "find_link",
    "find_receipt",
    "find_request",
    "find_requests",
    "has_open_account",
    "person_of",
    "waiting_requests",
]
