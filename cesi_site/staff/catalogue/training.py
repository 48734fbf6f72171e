"""One training: its texts and facts, what it takes to go public, its sessions, and how visitors see it."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.core.languages import _, use_language
from cesi_site.core.sites import all_sites
from cesi_site.enrolment import operations
from cesi_site.enrolment.errors import CatalogueError
from cesi_site.enrolment.models import Training
from cesi_site.enrolment.queries import desk, free_seats
from cesi_site.staff.area import blueprint, complain, given, require_token, tell
from cesi_site.staff.catalogue.forms import TITLES, TrainingForm
from cesi_site.staff.catalogue.listing import for_managers

Page = str | tuple[str, int] | Response


with_training = given(desk.training, for_managers)


@blueprint.get("/trainings/<int:number>", endpoint="training")
@with_training
def show_training(training: Training) -> str:
    """A training with its sessions and what comes next."""
    sessions = desk.sessions_of(training.id)
    missing = operations.missing_texts(training)
    return render_template(
        "staff/catalogue/training.html",
        training=training,
        missing=[_column_title(name) for name in missing],
        sessions=sessions,
        seats=free_seats([one.id for one in sessions]),
        recognitions=[one.text("name") for one in training.recognitions],
    )


@blueprint.route("/trainings/new", methods=["GET", "POST"], endpoint="training_new")
@for_managers
def new_training() -> Page:
    """Add a training."""
    form = TrainingForm.of(None)
    if form.validate_on_submit():
        try:
            training = operations.add_training(by=me(), recognitions=form.chosen_recognitions, **form.facts)
        except CatalogueError as error:
            form.refuse(error)
        else:
            tell(_("The training is added as a draft."))
            return _back(training)
    return _form_page(form, None)


@blueprint.route("/trainings/<int:number>/edit", methods=["GET", "POST"], endpoint="training_edit")
@with_training
def edit_training(training: Training) -> Page:
    """Change the texts and facts of a training."""
    form = TrainingForm.of(training)
    if form.validate_on_submit():
        try:
            operations.change_training(training, by=me(), recognitions=form.chosen_recognitions, **form.facts)
        except CatalogueError as error:
            form.refuse(error)
        else:
            tell(_("Saved."))
            return _back(training)
    return _form_page(form, training)


@blueprint.post("/trainings/<int:number>/<any(publish, withdraw, copy):act>", endpoint="training_act")
@with_training
def act(training: Training, act: str) -> Response:
    """Make a training public, take it off the site, or copy it."""
    require_token()
    try:
        match act:
            case "publish":
                operations.publish_training(training, by=me())
                tell(_("The training is public, in both languages."))
            case "withdraw":
                operations.withdraw_training(training, by=me())
                tell(_("The training is off the site."))
            case _:
                training = operations.copy_training(training, by=me())
                tell(_("This is the copy: a draft with its own code and addresses, without dates."))
    except CatalogueError as error:
        complain(str(error))
    return _back(training)


@blueprint.get("/trainings/<int:number>/preview/<any(nl, fr):language>", endpoint="training_preview")
@with_training
def preview(training: Training, language: str) -> str:
    """Show a training as visitors see it, on the site of its organiser."""
    back = url_for("staff.training", number=training.id)
    g.site = all_sites()[training.organiser]
    with use_language(language):
        return render_template("enrolment/training.html", training=training, preview=back)


def _column_title(name: str) -> str:
    text, _separator, language = name.rpartition("_")
    return str(TITLES[text][0 if language == "nl" else 1])


def _form_page(form: TrainingForm, training: Training | None) -> Page:
    page = render_template("staff/catalogue/form.html", form=form, training=training)
    return (page, 422) if form.errors else page


def _back(training: Training) -> Response:
    return redirect(url_for("staff.training", number=training.id), 303)
