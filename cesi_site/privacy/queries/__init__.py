"""Reads of privacy."""

from cesi_site.privacy.queries.breaches import RunningClocks, all_breaches, find_breach, open_breaches, running_clocks
from cesi_site.privacy.queries.cookies import choices_of, dropped_cookies
from cesi_site.privacy.queries.dossier import Dossier, Group, Part, dossier_of
from cesi_site.privacy.queries.editions import (
    Told,
    all_editions,
    edition_of,
    find_edition,
    find_policy_notice,
    is_to_be_told,
    newest_edition,
    people_with_account,
    told_of,
    unread_edition,
)
from cesi_site.privacy.queries.links import find_link, find_receipt, has_open_account, person_of
from cesi_site.privacy.queries.requests import (
    Waiting,
    find_event,
    find_request,
    find_requests,
    waiting_requests,
)
from cesi_site.privacy.queries.retention import RUNS_A_PAGE, find_run, find_runs, last_finished_run

__all__ = [
    "RUNS_A_PAGE",
    "Dossier",
    "Group",
    "Part",
    "RunningClocks",
    "Told",
    "Waiting",
    "all_breaches",
    "all_editions",
    "choices_of",
    "dossier_of",
    "dropped_cookies",
    "edition_of",
    "find_breach",
    "find_edition",
    "find_event",
    "find_link",
    "find_policy_notice",
    "find_receipt",
    "find_request",
    "find_requests",
    "find_run",
    "find_runs",
    "has_open_account",
    "is_to_be_told",
    "last_finished_run",
    "newest_edition",
    "open_breaches",
    "people_with_account",
    "person_of",
    "running_clocks",
    "told_of",
    "unread_edition",
    "waiting_requests",
]
