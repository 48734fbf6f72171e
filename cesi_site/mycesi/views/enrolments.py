"""Trainings for the organisation: what its people enrolled for, and the dates for which they can enrol now."""

from __future__ import annotations

from flask import render_template, request, url_for

from cesi_site.core import clock
from cesi_site.core.languages import current_language, localized_route
from cesi_site.core.sites import external_url
from cesi_site.enrolment.member_links import member_url
from cesi_site.enrolment.models import Enrolment
from cesi_site.enrolment.queries import free_seats
from cesi_site.enrolment.queries.enrolments import enrolments_of_organisation, open_sessions
from cesi_site.enrolment.tokens import token_for
from cesi_site.members.access import for_members, the_role
from cesi_site.members.roles import Right
from cesi_site.mycesi.views.area import blueprint, enrolled_by, number_in

A_PAGE = 20


@localized_route(blueprint, nl="/mycesi/opleidingen", fr="/mycesi/formations")
@for_members(Right.ENROLMENTS)
def enrolments() -> str:
    """The organisation's enrolments, the latest session first, and a form to each date ahead, filled in."""
    role, language = the_role(), current_language()
    page = number_in(request.args, "page") or 1
    found = enrolments_of_organisation(
        role.organisation_id, by=enrolled_by(role), limit=A_PAGE + 1, offset=(page - 1) * A_PAGE
    )
    ahead = open_sessions() if page == 1 else ()
    return render_template(
        "mycesi/enrolments.html",
        enrolments=found[:A_PAGE],
        newer=url_for("mycesi.enrolments", page=page - 1) if page > 1 else None,
        older=url_for("mycesi.enrolments", page=page + 1) if len(found) > A_PAGE else None,
        sessions=ahead,
        free=free_seats([one.id for one in ahead]),
        enrol_url=lambda session: member_url(role, session, language),
        manage_url=lambda enrolment: manage_url(enrolment, language),
        is_coming=lambda enrolment: enrolment.session.ends_at > clock.now(),
    )


def manage_url(enrolment: Enrolment, language: str) -> str:
    """Return where an enrolment is looked after, on the site of its organiser."""
    site = enrolment.session.training.organiser.value
    return external_url("enrolment.manage", language=language, site=site, token=token_for(enrolment.id))
