"""Offices that act for the organisation, such as a payroll office."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.core.identifiers import show_enterprise_number
from cesi_site.core.languages import _, localized_route
from cesi_site.members import operations, queries
from cesi_site.members.access import for_members, the_role
from cesi_site.members.errors import MembersError
from cesi_site.members.models import Mandate, MemberPerson, last_day
from cesi_site.members.roles import Right
from cesi_site.mycesi.forms import EmptyForm, MandateForm
from cesi_site.mycesi.views.area import blueprint


def own_mandate(role: MemberPerson, number: int) -> Mandate | None:
    """Load a mandate that the organisation gave and that runs."""
    return next((mandate for mandate in queries.mandates(role.organisation_id) if mandate.id == number), None)


@localized_route(blueprint, nl="/mycesi/collega-s/volmachten", fr="/mycesi/collegues/mandats", methods=["GET", "POST"])
@for_members(Right.COLLEAGUES)
def mandates() -> str | tuple[str, int] | Response:
    """The mandates that run, and a form to give one."""
    form = MandateForm()
    if not form.validate_on_submit():
        return _page(form)
    role = the_role()
    try:
        operations.give_mandate(
            by=role,
            organisation_id=role.organisation_id,
            office_number=form.office_number.value or "",
            office_name=form.office_name.data,
            last_day=form.last_day.data,
        )
    except MembersError as error:
        form.refuse(error)
        return _page(form)
    flash(_("%(office)s may act for you. Now invite the people of this office.", office=form.office_name.data))
    return redirect(url_for("mycesi.invite"), 303)


@localized_route(
    blueprint,
    nl="/mycesi/collega-s/volmachten/<int:mandate_id>",
    fr="/mycesi/collegues/mandats/<int:mandate_id>",
    methods=["POST"],
)
@for_members(Right.COLLEAGUES, of=own_mandate)
def end_mandate(mandate: Mandate) -> Response:
    """End a mandate, and with it the access of the people of that office."""
    if EmptyForm().validate_on_submit():
        try:
            operations.end_mandate(mandate, by=the_role())
            flash(_("%(office)s may no longer act for you.", office=mandate.office_name))
        except MembersError as error:
            flash(str(error), "error")
    return redirect(url_for("mycesi.mandates"), 303)


def _page(form: MandateForm) -> str | tuple[str, int]:
    page = render_template(
        "mycesi/mandates.html",
        form=form,
        mandates=queries.mandates(the_role().organisation_id),
        end=EmptyForm(formdata=None),
        last_day=last_day,
        show_number=show_enterprise_number,
    )
    return (page, 422) if form.errors else page
