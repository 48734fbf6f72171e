"""A lost second factor: one colleague asks for the reset and says how they know the person, another decides."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts import operations as accounts
from cesi_site.accounts import queries as account_queries
from cesi_site.accounts.guards import fresh, staff_only
from cesi_site.accounts.here import me
from cesi_site.accounts.operations import AccountError
from cesi_site.core.languages import _
from cesi_site.staff.area import RESETS, blueprint, complain, require_token, tell
from cesi_site.staff.people.forms import ResetForm
from cesi_site.staff.people.refusals import in_words


@blueprint.route("/resets", methods=["GET", "POST"], endpoint="resets")
@staff_only(*RESETS)
@fresh
def show_resets() -> str | tuple[str, int] | Response:
    """The resets that wait for the second person, and a form to ask for one."""
    form = ResetForm()
    if form.validate_on_submit() and _asked(form):
        return redirect(url_for("staff.resets"), 303)
    waiting = account_queries.open_factor_resets()
    page = render_template(
        "staff/people/resets.html",
        form=form,
        waiting=waiting,
        names=account_queries.names_of([reset.asked_by for reset in waiting]),
        my_id=me().id,
    )
    return (page, 422) if form.errors else page


@blueprint.post("/resets/<int:number>/<any(grant, refuse):decision>", endpoint="reset_decide")
@staff_only(*RESETS)
@fresh
def decide(number: int, decision: str) -> Response:
    """Grant or refuse a reset that a colleague asked for."""
    reset = account_queries.factor_reset(number)
    if reset is None:
        abort(404)
    require_token()
    try:
        accounts.decide_factor_reset(reset_id=reset.id, by=me(), granted=decision == "grant")
    except AccountError as error:
        complain(in_words(error))
    else:
        granted = _("%(name)s sets up a new second step at the next sign-in.", name=reset.account.name)
        tell(granted if decision == "grant" else _("The reset is refused."))
    return redirect(url_for("staff.resets"), 303)


def _asked(form: ResetForm) -> bool:
    account = account_queries.account_by_email(form.email.value or "")
    if account is None:
        form.not_found()
        return False
    try:
        accounts.ask_factor_reset(account_id=account.id, by=me(), reason=form.reason.data)
    except AccountError as error:
        form.refuse(in_words(error))
        return False
    tell(_("A second colleague must decide now."))
    return True
