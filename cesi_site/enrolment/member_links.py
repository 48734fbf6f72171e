"""From MyCESI to the form: a link that says for which member somebody enrols, for half a day and one person."""

from __future__ import annotations

from typing import Any

from cesi_site.core import links
from cesi_site.core.sites import external_url
from cesi_site.enrolment.models import TrainingSession
from cesi_site.members.models import MemberPerson
from cesi_site.members.queries import role_of_account, roles_of_account
from cesi_site.members.roles import Right

PURPOSE = "enrol for a member"
SECONDS = 12 * 3600
QUERY = "member"


def member_url(role: MemberPerson, session: TrainingSession, language: str) -> str:
    """Return the address of a session's form, filled in for who acts in this role, on the site of the organiser."""
    site = session.training.organiser.value
    token = links.sign(PURPOSE, [role.account_id, role.id])
    return external_url("enrolment.enrol", language=language, site=site, session=session.id, **{QUERY: token})


def read_member(token: str) -> MemberPerson | None:
    """Return the role that a link names, as long as it runs and may enrol; None for any other link."""
    try:
        account_id, person_id = links.read(PURPOSE, token, max_age=SECONDS)
    except (links.BadLink, ValueError, TypeError):
        return None
    role = role_of_account(account_id, person_id)
    return role if role is not None and role.may(Right.ENROLMENTS) else None


def still_acts(account_id: int | None, organisation_id: int | None) -> bool:
    """Whether somebody may enrol for a member at this moment: a mandate can end between the form and its sending."""
    roles = roles_of_account(account_id) if account_id is not None else ()
    return any(role.organisation_id == organisation_id and role.may(Right.ENROLMENTS) for role in roles)


def filled_in(role: MemberPerson) -> dict[str, Any]:
    """Return what the form can know of somebody who enrols for a member."""
    first, _blank, last = role.name.partition(" ")
    ours = role.organisation
    return {
        "first_name": first,
        "last_name": last,
        "email": role.email,
        "phone": role.phone,
        "language": role.language,
        "organisation": ours.legal_name,
        "enterprise_number": ours.enterprise_number,
        "invoice_street": ours.street,
        "invoice_postcode": ours.postcode,
        "invoice_town": ours.town,
    }
