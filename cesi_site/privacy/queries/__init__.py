"""Reads of privacy."""

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
from cesi_site.privacy.queries.retention import RUNS_A_PAGE, find_run, find_runs, last_finished_run

__all__ = [
    "REQUESTS_A_PAGE",
    "RUNS_A_PAGE",
    "Dossier",
    "Group",
    "Part",
    "Waiting",
    "dossier_of",
    "find_event",
    "find_link",
    "find_receipt",
    "find_request",
    "find_requests",
    "find_run",
    "find_runs",
    "has_open_account",
    "last_finished_run",
    "person_of",
    "waiting_requests",
]
