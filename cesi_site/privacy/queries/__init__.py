"""Reads of privacy."""

from cesi_site.privacy.queries.dossier import Dossier, Group, Part, dossier_of
from cesi_site.privacy.queries.editions import (
    Told,
    edition_of,
    editions,
    find_edition,
    find_policy_notice,
    newest_edition,
    people_with_account,
    told_of,
    unread_edition,
)
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
    "Told",
    "Waiting",
    "dossier_of",
    "edition_of",
    "editions",
    "find_edition",
    "find_event",
    "find_link",
    "find_policy_notice",
    "find_receipt",
    "find_request",
    "find_requests",
    "has_open_account",
    "newest_edition",
    "people_with_account",
    "person_of",
    "told_of",
    "unread_edition",
    "waiting_requests",
]
