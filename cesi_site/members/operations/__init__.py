"""Writes about members: each is one transaction, logged, with its mails."""

from cesi_site.members.operations.demo import DemoAccount, load_demo_members
from cesi_site.members.operations.documents import add_document, note_download, remove_document
from cesi_site.members.operations.mandates import end_mandate, give_mandate
from cesi_site.members.operations.organisations import (
    Details,
    add_establishment,
    change_organisation,
    claim_domain,
    end_affiliation,
    found_organisation,
    note_reading,
    release_domain,
    resume_affiliation,
)
from cesi_site.members.operations.people import Granter, change_role, end_of_day, invite, invite_again, withdraw
from cesi_site.members.operations.reviews import ask_reviews, confirm_access

__all__ = [
    "DemoAccount",
    "Details",
    "Granter",
    "add_document",
    "add_establishment",
    "ask_reviews",
    "change_organisation",
    "change_role",
    "claim_domain",
    "confirm_access",
    "end_affiliation",
    "end_mandate",
    "end_of_day",
    "found_organisation",
    "give_mandate",
    "invite",
    "invite_again",
    "load_demo_members",
    "note_download",
    "note_reading",
    "release_domain",
    "remove_document",
    "resume_affiliation",
    "withdraw",
]
