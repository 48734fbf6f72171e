"""The yearly question who still needs access."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from cesi_site.core.languages import _, localized_route, ngettext
from cesi_site.members import operations, queries
from cesi_site.members.access import for_members, the_role
from cesi_site.members.errors import MembersError
from cesi_site.members.roles import Right
from cesi_site.mycesi.forms import ReviewForm
from cesi_site.mycesi.views.area import blueprint


@localized_route(blueprint, nl="/mycesi/collega-s/nazien", fr="/mycesi/collegues/verifier", methods=["GET", "POST"])
@for_members(Right.COLLEAGUES)
def review() -> str | tuple[str, int] | Response:
    """Tick who still needs access; who is not ticked loses it."""
    role = the_role()
    if role.establishment_id is not None or role.mandate_id is not None:
        raise Forbidden
    people = queries.people(role.organisation_id)
    form = ReviewForm().offer(people)
    if not form.validate_on_submit():
        return _page(form, people)
    leaving = [person for person in people if person.id not in form.keep.data]
    if leaving and form.sure.data != "yes":
        return render_template("mycesi/review_sure.html", form=form, leaving=leaving)
    try:
        withdrawn = operations.confirm_access(by=role, keep=set(form.keep.data))
    except MembersError as error:
        form.refuse(error)
        return _page(form, people)
    count = len(withdrawn)
    flash(
        ngettext("Thank you. %(num)d person lost access.", "Thank you. %(num)d people lost access.", count)
        if count
        else _("Thank you. Nothing changed.")
    )
    return redirect(url_for("mycesi.colleagues"), 303)


def _page(form: ReviewForm, people: object) -> str | tuple[str, int]:
    page = render_template("mycesi/review.html", form=form, people=people)
    return (page, 422) if form.errors else page
