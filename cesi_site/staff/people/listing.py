"""Who is staff, and a form to invite somebody."""

from __future__ import annotations

from flask import Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts import queries as accounts
from cesi_site.accounts.guards import fresh, staff_only
from cesi_site.accounts.here import me
from cesi_site.accounts.models import StaffRoleName
from cesi_site.accounts.operations import AccountError
from cesi_site.contact import queries as contact
from cesi_site.contact.operations import HandlingError
from cesi_site.core.languages import LANGUAGES, _
from cesi_site.staff import operations
from cesi_site.staff.area import PEOPLE, blueprint, tell
from cesi_site.staff.lists import csv_file, everything, read_listing
from cesi_site.staff.people.forms import InviteForm, ticked
from cesi_site.staff.people.refusals import in_words
from cesi_site.staff.words import MEANINGS, role_in_words, role_title


@blueprint.get("/people")
@staff_only(*PEOPLE)
def people() -> str:
    """Everybody of staff, or those with one role."""
    listing = read_listing("staff.people", sorts=("name",), role=[role.value for role in StaffRoleName])
    everybody = accounts.staff()
    counts: dict[str | None, int] = {None: len(everybody)}
    for account in everybody:
        for role in account.staff_roles:
            counts[role.value] = counts.get(role.value, 0) + 1
    wanted = listing.get("role")
    shown = [one for one in everybody if wanted is None or wanted in one.staff_roles]
    choices = [everything(), *((role.value, role_title(role)) for role in StaffRoleName)]
    return render_template(
        "staff/people/list.html",
        people=shown,
        roles=listing.links("role", choices, counts),
        topics=contact.topics_by_reader([one.id for one in shown]),
        topic_names={topic.key: topic.name for topic in contact.all_topics()},
        role_in_words=role_in_words,
    )


@blueprint.get("/people.csv", endpoint="people_csv")
@staff_only(*PEOPLE)
def people_as_csv() -> Response:
    """The list as a file: names, roles and topics, for the yearly check of who may do what."""
    header = (_("Name"), _("Roles"), _("Topics"), _("State"), _("Second step"))
    everybody = accounts.staff()
    topics = contact.topics_by_reader([one.id for one in everybody])
    rows = [
        (
            account.name,
            ", ".join(role_in_words(role) for role in sorted(account.staff_roles)),
            ", ".join(sorted(topics[account.id])),
            _("active") if account.active else _("invited"),
            _("yes") if account.has_second_factor else _("no"),
        )
        for account in everybody
    ]
    return csv_file("staff", header, rows, by=me(), filters={})


@blueprint.route("/people/invite", methods=["GET", "POST"], endpoint="person_invite")
@staff_only(*PEOPLE)
@fresh
def invite() -> str | tuple[str, int] | AnyResponse:
    """Invite a colleague, with roles and topics."""
    form = InviteForm(language=LANGUAGES[0]).offer(contact.all_topics())
    if form.validate_on_submit():
        try:
            account = operations.invite_colleague(
                email=form.email.value or "",
                name=form.name.data,
                language=form.language.data,
                roles=[StaffRoleName(role) for role in ticked(form.roles.data)],
                topics=ticked(form.topics.data),
                reason=form.reason.data,
                by=me(),
            )
        except AccountError as error:
            form.refuse(in_words(error))
        except HandlingError as error:
            form.refuse(error)
        else:
            tell(_("%(name)s is staff now.", name=account.name))
            return redirect(url_for("staff.person", number=account.id), 303)
    meanings = {role.value: str(meaning) for role, meaning in MEANINGS.items()}
    page = render_template("staff/people/invite.html", form=form, meanings=meanings)
    return (page, 422) if form.errors else page
