"""What all pages of the member area share: a rule at each, one menu, one bar, and no place in a search engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from cesi_site.accounts.guards import protect
from cesi_site.accounts.here import me
from cesi_site.core import clock
from cesi_site.core.languages import Text
from cesi_site.core.templating import endpoint_exists
from cesi_site.members.access import acting_role
from cesi_site.members.models import MemberPerson
from cesi_site.members.queries import roles_of_account
from cesi_site.members.roles import Right

_ALL = "organisation_connections"

blueprint = Blueprint("mycesi", __name__)
protect(blueprint)


@dataclass(frozen=True)
class Entry:
    """A page in the menu, for who holds `right` and not `unless`. On the pages in `below` it is the current one."""

    label: Text
    endpoint: str
    right: Right | None = None
    below: tuple[str, ...] = ()
    unless: Right | None = None

    def is_for(self, role: MemberPerson | None) -> bool:
        """Tell whether it stands in the menu of a role, or of who acts for no organisation."""
        if role is None:
            return self.endpoint in PERSONAL
        return (self.right is None or role.may(self.right)) and (self.unless is None or not role.may(self.unless))


MENU = (
    Entry(Text("Overzicht", "Aperçu"), "mycesi.dashboard"),
    Entry(Text("Dossier", "Dossier"), "mycesi.file", Right.DOCUMENTS),
    Entry(
        Text("Opleidingen", "Formations"),
        "mycesi.enrolments",
        Right.ENROLMENTS,
        ("mycesi.attended", "mycesi.trainings"),
    ),
    Entry(Text("Mijn opleidingen", "Mes formations"), "mycesi.trainings", unless=Right.ENROLMENTS),
    Entry(Text("Organisatie", "Organisation"), "mycesi.organisation", Right.ORGANISATION),
    Entry(
        Text("Toegang", "Accès"),
        "mycesi.colleagues",
        Right.COLLEAGUES,
        (
            "mycesi.invite",
            "mycesi.colleague",
            "mycesi.withdraw",
            "mycesi.review",
            "mycesi.mandates",
            "mycesi.organisation_connections",
        ),
    ),
    Entry(Text("Aanvragen", "Demandes"), "mycesi.requests"),
    Entry(Text("Berichten", "Messages"), "mycesi.messages"),
    Entry(
        Text("Mijn gegevens", "Mes données"),
        "mycesi.profile",
        None,
        ("mycesi.security", "mycesi.connections"),
    ),
)
# What somebody sees who is signed in and acts for no organisation.
PERSONAL = frozenset({"mycesi.trainings", "mycesi.profile"})


def menu(role: MemberPerson | None) -> list[tuple[str, str, str, bool]]:
    """Return the menu for a role as (label, endpoint, url, is_current), only with pages that exist."""
    here = request.endpoint
    return [
        (str(entry.label), entry.endpoint, url_for(entry.endpoint), here in (entry.endpoint, *entry.below))
        for entry in MENU
        if endpoint_exists(entry.endpoint) and entry.is_for(role)
    ]


@blueprint.context_processor
def _context() -> dict[str, Any]:
    role = acting_role() if current_user.is_authenticated else None
    return {
        "role": role,
        "has_choice": role is not None and len(roles_of_account(me().id)) > 1,
        "menu": menu(role),
        "rights": Right,
        "access_urls": _urls(colleagues="colleagues", review="review", mandates="mandates", connections=_ALL),
        "own_urls": _urls(profile="profile", security="security", connections="connections"),
        "training_urls": _urls(enrolments="enrolments", attended="attended", own="trainings"),
        "is_past": lambda instant: instant <= clock.now(),
    }


def _urls(**endpoints: str) -> dict[str, str]:
    return {name: url_for(f"mycesi.{endpoint}") for name, endpoint in endpoints.items()}


@blueprint.after_request
def never_list(response: Response) -> Response:
    """Let no search engine list a page; that nobody keeps one is for the sign-in to see to."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def number_in(query: MultiDict[str, str], name: str) -> int | None:
    """Return a positive whole number of the query, or None where it is something else."""
    value = query.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def enrolled_by(role: MemberPerson) -> int | None:
    """Return whose enrolments a role sees: all of the organisation (None), or those by one's own account.

    Who has one place of work alone, or works at an office with a mandate, sees one's own.
    """
    return role.account_id if role.establishment_id is not None or role.mandate_id is not None else None
