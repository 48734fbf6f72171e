"""Who has access for the organisation: invited, changed and withdrawn by its access manager."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cesi_site.core import clock
from cesi_site.core.languages import _, current_language, localized_route
from cesi_site.members import operations, queries
from cesi_site.members.access import for_members, the_role
from cesi_site.members.errors import MembersError
from cesi_site.members.models import MemberPerson, last_day
from cesi_site.members.roles import Right, Role
from cesi_site.mycesi.forms import ChangeForm, EmptyForm, InviteForm, WithdrawForm
from cesi_site.mycesi.views.area import blueprint

ENDED_SHOWN = 20


def colleague_within_reach(role: MemberPerson, number: int) -> MemberPerson | None:
    """Load a person of the organisation, within the scope of who manages access."""
    return queries.person(role.organisation_id, number, within=role.establishment_id)


@localized_route(blueprint, nl="/mycesi/collega-s", fr="/mycesi/collegues")
@for_members(Right.COLLEAGUES)
def colleagues() -> str:
    """Who has access, and who had."""
    role = the_role()
    people = queries.people(role.organisation_id, within=role.establishment_id)
    ended = queries.people(role.organisation_id, within=role.establishment_id, ended=True)[:ENDED_SHOWN]
    return render_template(
        "mycesi/colleagues.html", people=people, ended=ended, invitations=_invitations(people), last_day=last_day
    )


@localized_route(blueprint, nl="/mycesi/collega-s/uitnodigen", fr="/mycesi/collegues/inviter", methods=["GET", "POST"])
@for_members(Right.COLLEAGUES)
def invite() -> str | tuple[str, int] | Response:
    """Give a colleague access."""
    role = the_role()
    form = InviteForm(language=current_language()).offer_all(
        role, role.organisation.establishments, queries.mandates(role.organisation_id)
    )
    if not form.validate_on_submit():
        return _invite_page(form)
    try:
        person = operations.invite(
            by=role,
            organisation_id=role.organisation_id,
            email=form.email.value or "",
            name=form.name.data,
            language=form.language.data,
            role=form.chosen_role,
            reason=form.chosen_reason,
            establishment_id=form.establishment_id,
            mandate_id=form.mandate_id,
            last_day=form.last_day.data,
        )
    except MembersError as error:
        form.refuse(error)
        return _invite_page(form)
    flash(_("%(name)s gets a mail and has access as soon as the invitation is accepted.", name=person.name))
    return redirect(url_for("mycesi.colleagues"), 303)


@localized_route(
    blueprint,
    nl="/mycesi/collega-s/<int:person_id>",
    fr="/mycesi/collegues/<int:person_id>",
    methods=["GET", "POST"],
)
@for_members(Right.COLLEAGUES, of=colleague_within_reach)
def colleague(person: MemberPerson) -> str | tuple[str, int] | Response:
    """One colleague: the rights, how they changed, and a form to change them."""
    role = the_role()
    form = ChangeForm(role=person.role.value, establishment=str(person.establishment_id or "")).offer_all(
        role, role.organisation.establishments
    )
    if request.method == "GET" and person.access_until is not None:
        form.last_day.data = last_day(person.access_until)
    if not form.validate_on_submit():
        return _colleague_page(person, form)
    try:
        operations.change_role(
            by=role,
            person=person,
            role=form.chosen_role,
            reason=form.chosen_reason,
            establishment_id=form.establishment_id,
            last_day=form.last_day.data,
        )
    except MembersError as error:
        form.refuse(error)
        return _colleague_page(person, form)
    flash(_("The rights of %(name)s are changed.", name=person.name))
    return redirect(url_for("mycesi.colleagues"), 303)


@localized_route(
    blueprint,
    nl="/mycesi/collega-s/<int:person_id>/opnieuw-uitnodigen",
    fr="/mycesi/collegues/<int:person_id>/reinviter",
    methods=["POST"],
)
@for_members(Right.COLLEAGUES, of=colleague_within_reach)
def invite_again(person: MemberPerson) -> Response:
    """Send the invitation once more; the link of the one before stops working."""
    if EmptyForm().validate_on_submit():
        try:
            operations.invite_again(by=the_role(), person=person)
            flash(_("%(name)s gets a new invitation.", name=person.name))
        except MembersError as error:
            flash(str(error), "error")
    return redirect(url_for("mycesi.colleague", person_id=person.id), 303)


@localized_route(
    blueprint,
    nl="/mycesi/collega-s/<int:person_id>/intrekken",
    fr="/mycesi/collegues/<int:person_id>/retirer",
    methods=["GET", "POST"],
)
@for_members(Right.COLLEAGUES, of=colleague_within_reach)
def withdraw(person: MemberPerson) -> str | tuple[str, int] | Response:
    """Take a colleague's access away, with a reason."""
    form = WithdrawForm()
    if not form.validate_on_submit():
        return _withdraw_page(person, form)
    try:
        operations.withdraw(by=the_role(), person=person, reason=form.chosen_reason)
    except MembersError as error:
        form.refuse(error)
        return _withdraw_page(person, form)
    flash(_("%(name)s has no access any more.", name=person.name))
    return redirect(url_for("mycesi.colleagues"), 303)


def _invitations(people: Sequence[MemberPerson]) -> dict[int, dt.datetime]:
    """Return until when the invitation works, for the accounts of people who have not accepted theirs."""
    return queries.open_invitations([p.account.id for p in people if p.account and not p.account.active])


def _invite_page(form: InviteForm) -> str | tuple[str, int]:
    page = render_template("mycesi/invite.html", form=form, role_hints=_role_hints())
    return (page, 422) if form.errors else page


def _colleague_page(person: MemberPerson, form: ChangeForm) -> str | tuple[str, int]:
    page = render_template(
        "mycesi/colleague.html",
        person=person,
        form=form,
        again=EmptyForm(formdata=None),
        changes=queries.changes_of_rights(person.id),
        invitation=_invitations([person]).get(person.account_id or 0),
        last_day=last_day,
        role_hints=_role_hints(),
        runs=person.runs(clock.now()),
    )
    return (page, 422) if form.errors else page


def _withdraw_page(person: MemberPerson, form: WithdrawForm) -> str | tuple[str, int]:
    page = render_template("mycesi/withdraw.html", person=person, form=form)
    return (page, 422) if form.errors else page


def _role_hints() -> dict[str, str]:
    return {role.value: str(role.meaning) for role in Role}
