"""The sessions of a training: one, a list of dates or a series, and what becomes of each."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.core.languages import Text, _, ngettext
from cesi_site.enrolment import operations
from cesi_site.enrolment.errors import CatalogueError
from cesi_site.enrolment.models import Training, TrainingSession
from cesi_site.enrolment.queries import desk
from cesi_site.enrolment.series import Part, Repeat, parts_of, series
from cesi_site.enrolment.words import SessionState
from cesi_site.staff.area import blueprint, complain, given, require_token, tell
from cesi_site.staff.catalogue.forms import SeriesForm, SessionForm
from cesi_site.staff.catalogue.listing import for_managers
from cesi_site.staff.catalogue.training import with_training

Page = str | tuple[str, int] | Response

STEPS = {
    "open": Text("Openstellen", "Ouvrir"),
    "confirm": Text("Bevestigen: gaat door", "Confirmer : a lieu"),
    "hold": Text("Is gegeven", "A été donnée"),
    "cancel": Text("Annuleren", "Annuler"),
}


with_session = given(desk.session, for_managers)


@blueprint.route("/trainings/<int:number>/sessions", methods=["GET", "POST"], endpoint="training_sessions_new")
@with_training
def plan(training: Training) -> Page:
    """Plan sessions."""
    form = SeriesForm(hours="09:00-12:30, 13:30-16:30", minimum="6", maximum="12", deadline_days="7", times="1")
    form.offer(desk.all_venues(active=True))
    if form.validate_on_submit():
        try:
            planned = operations.plan_sessions(
                training,
                _dates(form),
                form.facts,
                deadline_days=form.deadline_days.value or 0,
                state=SessionState(form.state.data),
                by=me(),
            )
        except CatalogueError as error:
            form.refuse(error)
        else:
            tell(ngettext("%(num)d session is planned.", "%(num)d sessions are planned.", len(planned)))
            return redirect(url_for("staff.training", number=training.id), 303)
    page = render_template("staff/catalogue/series.html", form=form, training=training)
    return (page, 422) if form.errors else page


def _dates(form: SeriesForm) -> list[list[Part]]:
    repeat, times = Repeat(form.repeat.data or Repeat.ONCE), form.times.value or 1
    each = [days for first in form.dates.sessions for days in series(first, repeat, times)]
    return [parts_of(days, form.hours.hours) for days in each]


@blueprint.route("/trainings/sessions/<int:number>", methods=["GET", "POST"], endpoint="training_session")
@with_session
def change(session: TrainingSession) -> Page:
    """Change a session."""
    form = SessionForm.of(session).offer(desk.all_venues())
    if form.validate_on_submit():
        try:
            operations.change_session(session, form.days.parts, form.facts, deadline=form.deadline.value, by=me())
        except CatalogueError as error:
            form.refuse(error)
        else:
            tell(_("Saved."))
            return redirect(url_for("staff.training", number=session.training_id), 303)
    steps = [(name, STEPS[name]) for name in STEPS if name in operations.possible_steps(session)]
    page = render_template("staff/catalogue/session.html", form=form, session=session, steps=steps)
    return (page, 422) if form.errors else page


@blueprint.post("/trainings/sessions/<int:number>/<any(open, confirm, hold):step>", endpoint="training_session_step")
@with_session
def step(session: TrainingSession, step: str) -> Response:
    """Bring a session into another state; calling one off has a page of its own, on the desk of the sessions."""
    require_token()
    try:
        operations.step_session(session, step, by=me())
        tell(f"{STEPS[step]}.")
    except CatalogueError as error:
        complain(str(error))
    return redirect(url_for("staff.training_session", number=session.id), 303)
