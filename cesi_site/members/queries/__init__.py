"""Reads about members: their people, their file, and whose file a message may belong to."""

from cesi_site.members.queries.documents import DOCUMENTS_A_PAGE, document, document_content, documents
from cesi_site.members.queries.informed import (
    Informed,
    addresses_informed,
    informed_at,
    informed_people,
    still_informed,
)
from cesi_site.members.queries.matching import Match, Proposal, propose_for
from cesi_site.members.queries.organisations import (
    CONFIRM_EVERY,
    READ,
    OrganisationRow,
    claimed_domains,
    find_organisations,
    mandates,
    organisation,
    organisation_by_number,
    reviews_due,
    was_read_today,
)
from cesi_site.members.queries.people import (
    RightChange,
    changes_of_rights,
    managers,
    open_invitations,
    people,
    person,
    readers,
    role_of_account,
    roles_of_account,
)

__all__ = [
    "CONFIRM_EVERY",
    "DOCUMENTS_A_PAGE",
    "READ",
    "Informed",
    "Match",
    "OrganisationRow",
    "Proposal",
    "RightChange",
    "addresses_informed",
    "changes_of_rights",
    "claimed_domains",
    "document",
    "document_content",
    "documents",
    "find_organisations",
    "informed_at",
    "informed_people",
    "managers",
    "mandates",
    "open_invitations",
    "organisation",
    "organisation_by_number",
    "people",
    "person",
    "propose_for",
    "readers",
    "reviews_due",
    "role_of_account",
    "roles_of_account",
    "still_informed",
    "was_read_today",
]
