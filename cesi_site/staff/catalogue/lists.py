"""What trainings share: themes, places, and the subsidies and leave that they give a right to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.core.languages import Text, _
from cesi_site.enrolment import operations
from cesi_site.enrolment.errors import CatalogueError
from cesi_site.enrolment.models import Recognition, Theme, Venue
from cesi_site.enrolment.queries import desk
from cesi_site.staff.area import blueprint, complain, require_token, tell
from cesi_site.staff.catalogue.forms import LISTS
from cesi_site.staff.catalogue.listing import for_managers

Page = str | tuple[str, int] | Response
Row = Theme | Recognition | Venue
KIND = "<any(themes, places, recognitions):kind>"

NAMES = {
    "themes": (Text("Thema’s", "Thèmes"), Text("Nieuw thema", "Nouveau thème")),
    "places": (Text("Locaties", "Lieux"), Text("Nieuwe locatie", "Nouveau lieu")),
    "recognitions": (Text("Subsidies en verlof", "Subsides et congés"), Text("Nieuwe tegemoetkoming", "Nouvelle aide")),
}


@blueprint.get(f"/trainings/{KIND}", endpoint="training_list")
@for_managers
def show_list(kind: str) -> str:
    """All rows of a list, with how much leans on each."""
    used = desk.used_by(LISTS[kind][0])
    return render_template(
        "staff/catalogue/rows.html",
        kind=kind,
        title=NAMES[kind][0],
        new=NAMES[kind][1],
        tabs=[(name, url_for("staff.training_list", kind=one), one == kind) for one, (name, _new) in NAMES.items()],
        rows=[(row, used.get(row.id, 0)) for row in _rows(kind)],
    )


@blueprint.route(f"/trainings/{KIND}/new", methods=["GET", "POST"], endpoint="training_list_new")
@for_managers
def add(kind: str) -> Page:
    """Add a row."""
    return _edit(kind, None)


@blueprint.route(f"/trainings/{KIND}/<int:number>", methods=["GET", "POST"], endpoint="training_list_row")
@for_managers
def change(kind: str, number: int) -> Page:
    """Change a row."""
    return _edit(kind, _find(kind, number))


@blueprint.post(f"/trainings/{KIND}/<int:number>/remove", endpoint="training_list_remove")
@for_managers
def remove(kind: str, number: int) -> Response:
    """Remove a row on which nothing leans."""
    row = _find(kind, number)
    require_token()
    try:
        operations.remove_row(row, by=me())
        tell(_("Removed."))
    except CatalogueError as error:
        complain(str(error))
    return redirect(url_for("staff.training_list", kind=kind), 303)


def _edit(kind: str, row: Row | None) -> Page:
    model, form_class = LISTS[kind]
    form: Any = form_class(obj=row)
    if form.validate_on_submit():
        try:
            operations.save_row(model, row, by=me(), **form.facts)
        except CatalogueError as error:
            form.refuse(error)
        else:
            tell(_("Saved."))
            return redirect(url_for("staff.training_list", kind=kind), 303)
    heading = row.text("name") if row else str(NAMES[kind][1])
    used = desk.used_by(model).get(row.id, 0) if row else 0
    page = render_template(
        "staff/catalogue/row.html", form=form, kind=kind, row=row, heading=heading, used=used, title=NAMES[kind][0]
    )
    return (page, 422) if form.errors else page


def _rows(kind: str) -> Sequence[Row]:
    match kind:
        case "themes":
            return desk.all_themes()
        case "places":
            return desk.all_venues()
        case _:
            return desk.all_recognitions()


def _find(kind: str, number: int) -> Row:
    row = next((one for one in _rows(kind) if one.id == number), None)
    if row is None:
        abort(404)
    return row
