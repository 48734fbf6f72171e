"""Contacts of members whom the information that the law prescribes does not reach: who, why, and what was done."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.core.languages import _
from cesi_site.newsletter.operations.striking import close_task
from cesi_site.newsletter.queries import bounces as queries
from cesi_site.staff.area import BOUNCES, MEMBERS, UNDELIVERABLE, blueprint, complain, tell
from cesi_site.staff.bounces.forms import CloseForm

MOST_CLOSED = 30


@blueprint.get("/undeliverable", endpoint="undeliverable")
@staff_only(*UNDELIVERABLE)
def show_tasks() -> str:
    """What is open, the oldest first, and what was closed last."""
    return _page()


@blueprint.post("/undeliverable/<int:number>/close", endpoint="undeliverable_close")
@staff_only(*UNDELIVERABLE)
def close(number: int) -> tuple[str, int] | Response:
    """Close a task, saying what was done."""
    task = next((task for task in queries.open_tasks() if task.row.id == number), None)
    if task is None:
        abort(404)
    form = CloseForm(prefix=f"task{number}")
    if not form.validate_on_submit():
        return _page(form, number), 422
    try:
        close_task(number, by=me(), note=form.note.data)
        tell(_("Noted: %(email)s is seen to.", email=task.row.email))
    except LookupError:
        complain(_("A colleague has closed this task already."))
    return redirect(url_for("staff.undeliverable"), 303)


def _page(refused: CloseForm | None = None, number: int | None = None) -> str:
    open_ = queries.open_tasks()
    closed = queries.closed_tasks(MOST_CLOSED)
    forms = {task.row.id: CloseForm(formdata=None, prefix=f"task{task.row.id}") for task in open_}
    if refused is not None and number is not None:
        forms[number] = refused
    roles = me().staff_roles
    return render_template(
        "staff/bounces/tasks.html",
        tasks=open_,
        forms=forms,
        refused=refused,
        closed=closed,
        names=names_of([task.closed_by_id for task in closed]),
        may_open_member=bool(roles & MEMBERS),
        may_open_report=bool(roles & BOUNCES),
    )
