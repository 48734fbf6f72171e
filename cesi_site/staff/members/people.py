"""Access that staff give and take: the first access manager above all."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts import operations as accounts
from cesi_site.accounts import queries as account_queries
from cesi_site.accounts.guards import fresh
from cesi_site.accounts.here import me
from cesi_site.core.languages import _
from cesi_site.members import operations, queries
from cesi_site.members.errors import MembersError
from cesi_site.members.models import MemberPerson, Organisation
from cesi_site.members.roles import Reason, Role
from cesi_site.staff.area import blueprint, complain, require_token, tell
from cesi_site.staff.members.access import for_desk, with_organisation
from cesi_site.staff.members.forms import AppointForm, EndAccessForm

Page = str | tuple[str, int] | Response


@blueprint.route("/members/<int:number>/people/new", methods=["GET", "POST"])
@for_desk
@with_organisation
def member_appoint(organisation: Organisation) -> Page:
    """Give a person of the organisation access, or note a contact."""
    form = AppointForm(language=organisation.language, role=Role.ACCESS_MANAGER.value)
    if form.validate_on_submit():
        try:
            operations.invite(
                by=me(),
                organisation_id=organisation.id,
                email=form.email.value or "",
                name=form.name.data,
                language=form.language.data,
                role=Role(form.role.data),
                reason=Reason.AFFILIATION,
            )
        except MembersError as error:
            form.refuse(error)
        else:
            tell(_("Saved. Who gets access is told by mail."))
            return redirect(url_for("staff.member", number=organisation.id), 303)
    page = render_template(
        "staff/members/appoint.html",
        form=form,
        organisation=organisation,
        role_hints={role.value: str(role.meaning) for role in Role},
    )
    return (page, 422) if form.errors else page


@blueprint.route("/members/<int:number>/people/<int:person_id>", methods=["GET", "POST"])
@for_desk
@with_organisation
def member_person(organisation: Organisation, person_id: int) -> Page:
    """A person: how the rights changed, and the end of the access."""
    person = _person(organisation, person_id)
    form = EndAccessForm()
    if form.validate_on_submit():
        try:
            operations.withdraw(by=me(), person=person, reason=form.chosen)
        except MembersError as error:
            form.refuse(error)
        else:
            tell(_("%(name)s has no access any more.", name=person.name))
            return redirect(url_for("staff.member", number=organisation.id), 303)
    page = render_template(
        "staff/members/person.html",
        form=form,
        organisation=organisation,
        person=person,
        changes=queries.changes_of_rights(person.id),
        waits=person.account is not None and not person.account.active,
        is_in=person.account_id is not None and bool(account_queries.open_sessions(person.account_id)),
    )
    return (page, 422) if form.errors else page


@blueprint.post("/members/<int:number>/people/<int:person_id>/again")
@for_desk
@with_organisation
def member_person_again(organisation: Organisation, person_id: int) -> Response:
    """Send the invitation once more."""
    person = _person(organisation, person_id)
    require_token()
    try:
        operations.invite_again(by=me(), person=person)
        tell(_("%(name)s gets a new invitation.", name=person.name))
    except MembersError as error:
        complain(str(error))
    return redirect(url_for("staff.member", number=organisation.id), 303)


@blueprint.post("/members/<int:number>/people/<int:person_id>/end-sessions")
@for_desk
@fresh
@with_organisation
def member_person_end_sessions(organisation: Organisation, person_id: int) -> Response:
    """End all sessions of somebody who keeps their access, such as after the theft of a laptop."""
    person = _person(organisation, person_id)
    require_token()
    if person.account_id is None:
        abort(404)
    number = accounts.end_sessions_of(account_id=person.account_id, by=me())
    tell(_("%(n)s sessions have ended.", n=number))
    return redirect(url_for("staff.member_person", number=organisation.id, person_id=person.id), 303)


def _person(organisation: Organisation, person_id: int) -> MemberPerson:
    person = queries.person(organisation.id, person_id)
    if person is None:
        abort(404)
    return person
