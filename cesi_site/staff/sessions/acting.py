"""What staff do with a session: open, confirm, hold, and call off with words and other dates for everybody in it."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.core.forms import ParagraphField
from cesi_site.core.languages import _, _l
from cesi_site.enrolment import operations
from cesi_site.enrolment.enrolling_errors import EnrolmentError
from cesi_site.enrolment.errors import CatalogueError
from cesi_site.enrolment.models import TrainingSession
from cesi_site.enrolment.operations.enrolling import release
from cesi_site.enrolment.queries import running
from cesi_site.enrolment.queries.enrolments import enrolment
from cesi_site.staff.area import blueprint, complain, require_token, tell
from cesi_site.staff.catalogue.sessions import STEPS
from cesi_site.staff.forms import StaffForm
from cesi_site.staff.sessions.session import with_session


class CancelForm(StaffForm):
    """Why a session is called off, in the words of the mail."""

    reason_nl = ParagraphField(_l("Reason in Dutch"), required=True, max_length=600)
    reason_fr = ParagraphField(_l("Reason in French"), required=True, max_length=600)


@blueprint.post("/sessions/<int:number>/<any(open, confirm, hold):step>", endpoint="session_step")
@with_session
def step(session: TrainingSession, step: str) -> Response:
    """Bring a session into another state."""
    require_token()
    try:
        operations.step_session(session, step, by=me())
        tell(f"{STEPS[step]}.")
    except CatalogueError as error:
        complain(str(error))
    return _back(session)


@blueprint.route("/sessions/<int:number>/cancel", methods=["GET", "POST"], endpoint="session_cancel")
@with_session
def cancel(session: TrainingSession) -> str | tuple[str, int] | Response:
    """Call a session off: everybody in it is mailed why, and which other dates there are."""
    if "cancel" not in operations.possible_steps(session):
        return _back(session)
    form = CancelForm()
    if form.validate_on_submit():
        reason = {"nl": form.reason_nl.value or "", "fr": form.reason_fr.value or ""}
        try:
            operations.step_session(session, "cancel", by=me(), reason=reason)
        except CatalogueError as error:
            form.refuse(error)
        else:
            tell(_("The session is called off. Everybody in it is told by mail."))
            return _back(session)
    page = render_template(
        "staff/sessions/cancel.html",
        form=form,
        session=session,
        enrolments=[one for one in running.enrolments_of(session.id) if not one.state.is_over],
        alternatives=running.alternatives(session),
    )
    return (page, 422) if form.errors else page


@blueprint.post(
    "/sessions/<int:number>/enrolments/<int:enrolment_id>/<any(release, refuse):act>", endpoint="session_enrolment"
)
@with_session
def decide(session: TrainingSession, enrolment_id: int, act: str) -> Response:
    """Let an enrolment through that was set apart, or refuse it."""
    require_token()
    found = enrolment(enrolment_id)
    if found is None or found.session_id != session.id:
        abort(404)
    try:
        if act == "release":
            release(found.id, by=me())
            tell(_("The enrolment is confirmed, and the enroler is mailed."))
        else:
            operations.refuse(found.id, by=me())
            tell(_("The enrolment is refused. Nobody is mailed."))
    except EnrolmentError as error:
        complain(str(error))
    return _back(session)


def _back(session: TrainingSession) -> Response:
    return redirect(url_for("staff.session", number=session.id), 303)
