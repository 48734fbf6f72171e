"""Asking for a service or a training in one's own company, and what was asked before, for its author alone."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.core.identifiers import show_enterprise_number
from cesi_site.core.languages import _, current_language, localized_route
from cesi_site.enrolment import operations
from cesi_site.enrolment.queries import requests as queries
from cesi_site.members.access import for_members, the_role
from cesi_site.mycesi.request_form import MemberRequestForm
from cesi_site.mycesi.views.area import blueprint


@localized_route(blueprint, nl="/mycesi/aanvragen", fr="/mycesi/demandes", methods=["GET", "POST"])
@for_members()
def requests() -> str | tuple[str, int] | Response:
    """Ask for a service or a training for the organisation one acts for; below, one's own requests."""
    language = current_language()
    services, trainings = queries.subjects(language)
    form = MemberRequestForm(**_known()).offer({_("Services"): services, _("Trainings in your company"): trainings})
    if request.method == "GET" or not form.validate():
        return _page(form)
    subject = queries.find_subject(form.subject.data, language)
    assert subject is not None  # offered a moment ago
    wanted = form.wanted(language, email=me().email, organisation_id=the_role().organisation_id)
    sent = operations.receive_request(subject, wanted, number=form.submission)
    flash(_("We have received your request %(reference)s. A confirmation is on its way.", reference=sent.reference))
    return redirect(url_for("mycesi.requests"), 303)


def _known() -> dict[str, Any]:
    organisation = the_role().organisation
    number = organisation.enterprise_number
    return {
        "name": me().name,
        "organisation": organisation.legal_name,
        "enterprise_number": show_enterprise_number(number) if number else "",
    }


def _page(form: MemberRequestForm) -> str | tuple[str, int]:
    page = render_template(
        "mycesi/requests.html", form=form.with_ticket(), email=me().email, asked=queries.requests_of(me().email)
    )
    return (page, 422) if form.errors else page
