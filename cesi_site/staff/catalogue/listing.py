"""The list of trainings, its search and its file for a spreadsheet."""

from __future__ import annotations

from flask import Response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.core.languages import _, current_language
from cesi_site.enrolment.queries import desk, themes
from cesi_site.enrolment.queries.desk import DRAFT, PUBLIC, WITHOUT_DATE, DeskFilter, TrainingRow
from cesi_site.enrolment.words import Organiser
from cesi_site.staff.area import CATALOGUE, blueprint
from cesi_site.staff.forms import SearchForm
from cesi_site.staff.lists import MOST_EXPORTED, Listing, csv_file, everything, keep_search, read_listing

LIST = "staff.trainings"

for_managers = staff_only(*CATALOGUE)


@blueprint.get("/trainings", endpoint="trainings")
@for_managers
def show_trainings() -> str:
    """The trainings by their code."""
    listing = _read()
    page = desk.find_trainings(_asked(listing), cursor=listing.cursor)
    states = [everything(), (PUBLIC, _("Public")), (DRAFT, _("Draft")), (WITHOUT_DATE, _("Without a date"))]
    names = {str(one.id): str(one.name) for one in themes().values()}
    return render_template(
        "staff/catalogue/list.html",
        listing=listing,
        rows=page.rows,
        pages=listing.neighbours(page),
        states=listing.links("state", states, desk.count_by_state()),
        facets=[
            (_("Theme"), listing.links("theme", [everything(), *names.items()])),
            (_("Organiser"), listing.links("organiser", [everything(), *((one, one.label) for one in Organiser)])),
        ],
        themes=themes(),
        title=_title,
        form=SearchForm(formdata=None, text=listing.text),
    )


@blueprint.post("/trainings/search", endpoint="trainings_search")
@for_managers
def search() -> AnyResponse:
    """Look for a code or a word of a title."""
    form = SearchForm()
    return redirect(keep_search(LIST, form.text.value if form.validate_on_submit() else None), 303)


@blueprint.get("/trainings.csv", endpoint="trainings_csv")
@for_managers
def as_csv() -> Response:
    """The list as a file."""
    listing = _read()
    header = (_("Code"), _("Title in Dutch"), _("Title in French"), _("Theme"), _("Organiser"), _("Public"), _("Dates"))
    found = desk.find_trainings(_asked(listing), cursor=None, size=MOST_EXPORTED)
    rows = [
        (
            *(row.code, row.title_nl, row.title_fr, themes()[row.theme_id].name, row.organiser.label),
            *(_("yes") if row.is_public else _("no"), row.dates),
        )
        for row in found.rows
    ]
    return csv_file("trainings", header, rows, by=me(), filters=listing.words)


def _read() -> Listing:
    keys = [str(key) for key in themes()]
    return read_listing(
        LIST, sorts=("code",), state={PUBLIC, DRAFT, WITHOUT_DATE}, theme=keys, organiser=set(Organiser)
    )


def _asked(listing: Listing) -> DeskFilter:
    theme = listing.get("theme")
    return DeskFilter(
        state=listing.get("state"),
        theme=int(theme) if theme else None,
        organiser=listing.get("organiser"),
        text=listing.text,
    )


def _title(row: TrainingRow) -> str:
    return row.title_fr if current_language() == "fr" else row.title_nl
