"""One organisation: its file on a page, and what officers change about it."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.contact import queries as contact
from cesi_site.core.identifiers import show_enterprise_number
from cesi_site.core.languages import _
from cesi_site.members import operations, queries
from cesi_site.members.errors import MembersError
from cesi_site.members.models import Organisation, last_day
from cesi_site.newsletter.queries.bounces import open_tasks
from cesi_site.staff.area import AFFILIATIONS, blueprint, complain, require_token, tell
from cesi_site.staff.members.access import for_desk, for_officers, with_organisation
from cesi_site.staff.members.forms import DomainForm, EndForm, NewOrganisationForm, OrganisationForm, PlaceForm

Page = str | tuple[str, int] | Response


@blueprint.get("/members/<int:number>")
@for_desk
@with_organisation
def member(organisation: Organisation) -> str:
    """The file of an organisation; that somebody opened it is logged."""
    operations.note_reading(organisation, by=me())
    return _show(organisation)


def _show(organisation: Organisation) -> str:
    people = queries.people(organisation.id, contacts=True)
    keeps_file = bool(me().staff_roles & AFFILIATIONS)
    return render_template(
        "staff/members/member.html",
        organisation=organisation,
        people=people,
        invitations=queries.open_invitations([one.account_id for one in people if one.account_id is not None]),
        mandates=queries.mandates(organisation.id),
        domains=queries.claimed_domains(organisation.id),
        documents=queries.documents(organisation.id, limit=100) if keeps_file else (),
        messages=contact.messages_in_file(organisation.id) if keeps_file else (),
        keeps_file=keeps_file,
        domain_form=DomainForm(formdata=None),
        out_of_reach=open_tasks(organisation.id),
        last_day=last_day,
        show_number=show_enterprise_number,
    )


@blueprint.route("/members/new", methods=["GET", "POST"])
@for_officers
def member_new() -> Page:
    """Note an organisation that joined on paper."""
    form = NewOrganisationForm()
    if form.validate_on_submit():
        try:
            made = operations.found_organisation(
                by=me(), affiliated_on=form.affiliated_on.data, details=form.details(), **form.facts()
            )
        except MembersError as error:
            form.refuse(error)
        else:
            tell(_("%(name)s is a member now. Appoint its first access manager.", name=made.legal_name))
            return redirect(url_for("staff.member_appoint", number=made.id), 303)
    return _form_page(form, _("New member"), url_for("staff.members"))


@blueprint.route("/members/<int:number>/facts", methods=["GET", "POST"])
@for_officers
@with_organisation
def member_change(organisation: Organisation) -> Page:
    """Change the facts of an organisation."""
    form = OrganisationForm(obj=organisation)
    if form.validate_on_submit():
        try:
            operations.change_organisation(organisation, by=me(), details=form.details(), **form.facts())
        except MembersError as error:
            form.refuse(error)
        else:
            tell(_("Saved."))
            return _back(organisation)
    return _form_page(form, _("Change the facts"), _url(organisation))


@blueprint.route("/members/<int:number>/place", methods=["GET", "POST"])
@for_officers
@with_organisation
def member_place(organisation: Organisation) -> Page:
    """Add a place of work."""
    form = PlaceForm()
    if form.validate_on_submit():
        operations.add_establishment(
            organisation,
            by=me(),
            name=form.name.data,
            street=form.street.data,
            postcode=form.postcode.data,
            town=form.town.data,
            worker_count=form.worker_count.data,
        )
        tell(_("Saved."))
        return _back(organisation)
    return _form_page(form, _("Add a place of work"), _url(organisation))


@blueprint.route("/members/<int:number>/end", methods=["GET", "POST"])
@for_officers
@with_organisation
def member_end(organisation: Organisation) -> Page:
    """End the affiliation on a day; every access ends with it."""
    form = EndForm()
    if form.validate_on_submit():
        operations.end_affiliation(organisation, by=me(), last_day=form.last_day.data)
        tell(_("The affiliation ends on that day, and every access with it."))
        return _back(organisation)
    return _form_page(form, _("End the affiliation"), _url(organisation), danger=True)


@blueprint.post("/members/<int:number>/resume")
@for_officers
@with_organisation
def member_resume(organisation: Organisation) -> Response:
    """Take back the end of the affiliation."""
    require_token()
    operations.resume_affiliation(organisation, by=me())
    tell(_("The affiliation runs again. Invite who needs access."))
    return _back(organisation)


@blueprint.post("/members/<int:number>/domains")
@for_desk
@with_organisation
def member_domain(organisation: Organisation) -> Response:
    """Note a mail domain of the organisation."""
    form = DomainForm()
    if not form.validate_on_submit():
        complain(str(next(iter(form.errors.values()))[0]))
        return _back(organisation)
    try:
        operations.claim_domain(organisation, by=me(), domain=form.value)
        tell(_("Saved."))
    except MembersError as error:
        complain(str(error))
    return _back(organisation)


@blueprint.post("/members/<int:number>/domains/<int:domain_id>")
@for_desk
@with_organisation
def member_domain_forget(organisation: Organisation, domain_id: int) -> Response:
    """Forget a mail domain of the organisation."""
    require_token()
    claim = next((one for one in queries.claimed_domains(organisation.id) if one.id == domain_id), None)
    if claim is None:
        abort(404)
    operations.release_domain(claim, by=me())
    tell(_("Removed."))
    return _back(organisation)


def _form_page(form: OrganisationForm | PlaceForm | EndForm, title: str, back: str, *, danger: bool = False) -> Page:
    page = render_template("staff/members/form.html", form=form, title=title, back=back, danger=danger)
    return (page, 422) if form.errors else page


def _url(organisation: Organisation) -> str:
    return url_for("staff.member", number=organisation.id)


def _back(organisation: Organisation) -> Response:
    return redirect(_url(organisation), 303)
