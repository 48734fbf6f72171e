"""One's own trainings with what could come next, and those of the people whom the organisation enrolled."""

from __future__ import annotations

from flask import Response, render_template, request, url_for

from cesi_site.accounts.here import me
from cesi_site.accounts.models import Account
from cesi_site.core.languages import localized_route
from cesi_site.enrolment.certificate_files import certificate_answer
from cesi_site.enrolment.models import Participant
from cesi_site.enrolment.queries.history import (
    A_PAGE,
    history_of,
    history_of_organisation,
    own_participation,
    participation_of,
)
from cesi_site.members.access import for_accounts, for_members, the_role
from cesi_site.members.models import MemberPerson
from cesi_site.members.roles import Right
from cesi_site.mycesi.forms import EmptyForm
from cesi_site.mycesi.suggestions import suggestions_for
from cesi_site.mycesi.views.area import blueprint, enrolled_by, number_in


@localized_route(blueprint, nl="/mycesi/mijn-opleidingen", fr="/mycesi/mes-formations")
@for_accounts()
def trainings() -> str:
    """What somebody took part in, and what they could take next, with why."""
    return render_template(
        "mycesi/trainings.html",
        parts=history_of(me().email),
        suggestions=suggestions_for(me()),
        certificate_url=lambda one: url_for("mycesi.own_certificate", participant_id=one.id),
        open_preferences=EmptyForm(formdata=None),
    )


def _own(account: Account, number: int) -> Participant | None:
    return own_participation(account.email, number)


@localized_route(
    blueprint,
    nl="/mycesi/mijn-opleidingen/<int:participant_id>/attest",
    fr="/mycesi/mes-formations/<int:participant_id>/attestation",
)
@for_accounts(of=_own)
def own_certificate(found: Participant) -> Response:
    """Download one's own certificate."""
    return certificate_answer(found)


@localized_route(blueprint, nl="/mycesi/opleidingen/gevolgd", fr="/mycesi/formations/suivies")
@for_members(Right.ENROLMENTS)
def attended() -> str:
    """Who of those that the organisation enrolled took part in what."""
    page = max(number_in(request.args, "page") or 1, 1)
    role = the_role()
    found = history_of_organisation(
        role.organisation_id, by=enrolled_by(role), offset=(page - 1) * A_PAGE, limit=A_PAGE + 1
    )
    return render_template(
        "mycesi/attended.html",
        parts=found[:A_PAGE],
        older=url_for("mycesi.attended", page=page + 1) if len(found) > A_PAGE else None,
        newer=url_for("mycesi.attended", page=page - 1) if page > 1 else None,
        certificate_url=lambda one: url_for("mycesi.certificate", participant_id=one.id),
    )


def _ours(role: MemberPerson, number: int) -> Participant | None:
    return participation_of(role.organisation_id, number, by=enrolled_by(role))


@localized_route(
    blueprint,
    nl="/mycesi/opleidingen/gevolgd/<int:participant_id>/attest",
    fr="/mycesi/formations/suivies/<int:participant_id>/attestation",
)
@for_members(Right.ENROLMENTS, of=_ours)
def certificate(found: Participant) -> Response:
    """Download the certificate of somebody whom the organisation enrolled."""
    return certificate_answer(found)
