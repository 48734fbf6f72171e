"""The editions of the policy, and telling people with an account of a change."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.core.languages import _
from cesi_site.privacy import operations, queries
from cesi_site.privacy.errors import RightsError
from cesi_site.privacy.versions import VERSIONS
from cesi_site.staff.area import POLICY, blueprint, complain, tell
from cesi_site.staff.forms import EmptyForm

for_officers = staff_only(*POLICY)


@blueprint.get("/policy", endpoint="policy")
@for_officers
def show() -> str:
    """All editions, what changed in each, and whether people were told."""
    editions = queries.all_editions()
    return render_template(
        "staff/policy/editions.html",
        editions=[(edition, queries.told_of(edition)) for edition in editions],
        waiting=editions[0] if len(editions) > 1 and editions[0].told_at is None else None,
        material={version.number for version in VERSIONS if version.material},
        people=queries.people_with_account(),
    )


@blueprint.post("/policy/<int:number>/tell", endpoint="policy_tell")
@for_officers
def tell_people(number: int) -> Response:
    """Tell everybody with an account of the edition in force."""
    if not EmptyForm().validate_on_submit():
        abort(400)
    if number not in {edition.id for edition in queries.all_editions()}:
        abort(404)
    try:
        operations.tell_people(number, by=me())
        tell(_("The mails are on their way, and MyCESI shows the change."))
    except RightsError as error:
        complain(str(error))
    return redirect(url_for("staff.policy"), 303)
