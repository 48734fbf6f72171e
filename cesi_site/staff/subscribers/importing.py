"""Bringing in a list: its file, its ground and its source; then what it would do; then it is done (promise B7)."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.guards import fresh, staff_only
from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.core.languages import _
from cesi_site.newsletter.importing import CARRIED_OUT, MOST_BYTES, BadList, Fate
from cesi_site.newsletter.models import ImportGround, ListImport
from cesi_site.newsletter.operations import imports as operations
from cesi_site.newsletter.queries import imports as queries
from cesi_site.staff.area import WRITERS, blueprint, complain, require_token, tell
from cesi_site.staff.subscribers.forms import ImportForm

MOST_SHOWN = 20

Answer = str | tuple[str, int] | Response


@blueprint.route("/subscribers/import", methods=["GET", "POST"], endpoint="subscribers_import")
@staff_only(*WRITERS)
@fresh
def begin() -> Answer:
    """Give a list, with its ground and its source."""
    form = ImportForm().offer()
    if form.validate_on_submit() and (kept := _uploaded(form)):
        return redirect(url_for("staff.subscribers_list", number=kept.id), 303)
    lists = queries.imports(MOST_SHOWN)
    page = render_template(
        "staff/subscribers/import.html",
        form=form,
        lists=lists,
        names=names_of([one.by_id for one in lists]),
        carried_out=CARRIED_OUT,
    )
    return (page, 422) if form.errors else page


@blueprint.get("/subscribers/import/<int:number>", endpoint="subscribers_list")
@staff_only(*WRITERS)
@fresh
def show_list(number: int) -> str:
    """What a list would do, or did."""
    kept = _find(number)
    preview = queries.preview(kept) if kept.started_at is None else None
    return render_template(
        "staff/subscribers/imported.html",
        kept=kept,
        preview=preview,
        counts=[(Fate(word), number) for word, number in sorted(kept.counts.items())],
        carried_out=CARRIED_OUT,
    )


@blueprint.post('/subscribers/import/<int:number>/<any("start", "discard"):step>', endpoint="subscribers_list_act")
@staff_only(*WRITERS)
@fresh
def act(number: int, step: str) -> Response:
    """Carry a list out, or forget it."""
    kept = _find(number)
    require_token()
    try:
        if step == "start":
            operations.start(kept.id, by=me())
            tell(_("The list is being carried out."))
            return redirect(url_for("staff.subscribers_list", number=kept.id), 303)
        operations.discard(kept.id, by=me())
        tell(_("The list is forgotten; nothing of it was used."))
    except operations.NotWaiting:
        complain(_("This list was carried out or forgotten already."))
    return redirect(url_for("staff.subscribers_import"), 303)


def _uploaded(form: ImportForm) -> ListImport | None:
    try:
        return operations.upload(
            data=form.file.data.stream.read(MOST_BYTES + 1),
            filename=form.file.data.filename or "list.csv",
            ground=ImportGround(form.ground.data),
            source=form.source.data,
            language=form.language.data,
            by=me(),
        )
    except BadList as error:
        form.refuse_file(error.reason)
        return None


def _find(number: int) -> ListImport:
    kept = queries.find_import(number)
    if kept is None:
        abort(404)
    return kept
