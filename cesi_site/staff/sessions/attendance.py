"""Who was there: the list to fill in, and the sheet to print, with a code that leads back to the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.core.languages import _, ngettext
from cesi_site.core.qr import qr_drawing
from cesi_site.core.sites import external_url
from cesi_site.enrolment import operations
from cesi_site.enrolment.errors import CatalogueError
from cesi_site.enrolment.models import Participant, TrainingSession
from cesi_site.enrolment.queries import running
from cesi_site.enrolment.states import Attendance
from cesi_site.staff.area import blueprint, complain, require_token, tell
from cesi_site.staff.sessions.session import with_session

FIELD = "participant-"
EVERYBODY = "everybody"


@blueprint.route("/sessions/<int:number>/attendance", methods=["GET", "POST"], endpoint="session_attendance")
@with_session
def attendance(session: TrainingSession) -> str | Response:
    """Write down who was there, for one, several or everybody at once."""
    participants = running.participants_of(session.id)
    if request.method == "GET":
        return render_template(
            "staff/sessions/attendance.html",
            session=session,
            participants=participants,
            choices=list(Attendance),
            field=FIELD,
            can_note=operations.takes_attendance(session),
        )
    require_token()
    try:
        changed = operations.note_attendance(session, _marks(participants), by=me())
    except CatalogueError as error:
        complain(str(error))
    else:
        done = ngettext("Noted for %(num)d participant.", "Noted for %(num)d participants.", len(changed))
        tell(done if changed else _("Nothing changed."))
    return redirect(url_for("staff.session_attendance", number=session.id), 303)


@blueprint.get("/sessions/<int:number>/sheet", endpoint="session_sheet")
@with_session
def sheet(session: TrainingSession) -> str:
    """The list to sign on paper, a column for each day; its code opens the list on the screen."""
    address = external_url("staff.session_attendance", site="mycesi", number=session.id)
    return render_template(
        "staff/sessions/sheet.html",
        session=session,
        participants=running.participants_of(session.id),
        address=address,
        code=qr_drawing(address, pixels=140),
    )


def _marks(participants: Sequence[Participant]) -> Mapping[int, Attendance | None]:
    """Return what was sent for each participant; the button for everybody marks those who are not noted yet."""
    if request.form.get(EVERYBODY):
        return {one.id: Attendance.PRESENT for one in participants if one.attendance is None}
    sent = {one.id: request.form.get(f"{FIELD}{one.id}", "") for one in participants}
    return {id_: Attendance(value) for id_, value in sent.items() if value in set(Attendance)}
