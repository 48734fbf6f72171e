"""The first page after signing in, and the choice of the organisation to act for."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.core.languages import current_language, localized_route
from cesi_site.core.templating import endpoint_exists
from cesi_site.enrolment.queries.enrolments import coming_of_organisation
from cesi_site.members import access, queries
from cesi_site.members.access import act_as, for_accounts, for_members, the_role
from cesi_site.members.roles import Right
from cesi_site.mycesi.forms import ChooseForm, EmptyForm
from cesi_site.mycesi.views.area import blueprint, enrolled_by
from cesi_site.mycesi.views.enrolments import manage_url
from cesi_site.mycesi.waiting import tasks
from cesi_site.privacy import operations as privacy
from cesi_site.privacy import queries as privacy_queries

LATEST = 5
AHEAD = 3
STAFF_HOME = "staff.dashboard"


@localized_route(blueprint, nl="/mycesi/", fr="/mycesi/")
@for_members()
def dashboard() -> str:
    """What waits, the trainings ahead, the latest documents, and where to go."""
    role, language = the_role(), current_language()
    ahead = (
        coming_of_organisation(role.organisation_id, by=enrolled_by(role), limit=AHEAD)
        if role.may(Right.ENROLMENTS)
        else ()
    )
    latest = (
        queries.documents(role.organisation_id, within=role.establishment_id, limit=LATEST)
        if role.may(Right.DOCUMENTS)
        else ()
    )
    edition = privacy_queries.unread_edition(me().id)
    return render_template(
        "mycesi/dashboard.html",
        tasks=tasks(role),
        ahead=ahead,
        manage_url=lambda enrolment: manage_url(enrolment, language),
        latest=latest,
        edition=edition,
        read=EmptyForm(formdata=None) if edition else None,
    )


@localized_route(blueprint, nl="/mycesi/privacybeleid", fr="/mycesi/vie-privee", methods=["POST"])
@for_accounts()
def policy_read() -> Response:
    """Note that one has read what changed in the policy."""
    if EmptyForm().validate_on_submit():
        privacy.note_read(account=me())
    return redirect(url_for("mycesi.dashboard"), 303)


@localized_route(blueprint, nl="/mycesi/organisatie-kiezen", fr="/mycesi/choisir-organisation", methods=["GET", "POST"])
@for_accounts()
def choose() -> str | tuple[str, int] | Response:
    """Choose the organisation to act for; who has a role in none is told what that means. Staff go to their desks."""
    roles = queries.roles_of_account(me().id)
    if not roles and me().is_staff and endpoint_exists(STAFF_HOME):
        return redirect(url_for(STAFF_HOME), 303)
    form = ChooseForm().offer(roles)
    if form.validate_on_submit():
        chosen = queries.role_of_account(me().id, int(form.role.data))
        if chosen is not None:
            act_as(chosen)
            return redirect(url_for("mycesi.dashboard"), 303)
    if request.method == "GET" and (acting := access.acting_role()):
        form.role.data = str(acting.id)
    page = render_template("mycesi/choose.html", form=form, roles=roles)
    return (page, 422) if form.errors else page
