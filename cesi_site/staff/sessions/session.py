"""One session: its facts and places, who takes part, who waits in which order, and all that happened."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, render_template

from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.core import clock
from cesi_site.core.identifiers import show_enterprise_number, show_phone
from cesi_site.core.languages import NAMES, _
from cesi_site.enrolment import operations
from cesi_site.enrolment.certificate_files import certificate_answer
from cesi_site.enrolment.models import Enrolment, Participant, TrainingSession
from cesi_site.enrolment.queries import running
from cesi_site.enrolment.queries.enrolments import participant
from cesi_site.enrolment.states import SEATED
from cesi_site.staff import operations as desk
from cesi_site.staff.area import blueprint, given
from cesi_site.staff.catalogue.sessions import STEPS
from cesi_site.staff.lists import csv_file
from cesi_site.staff.sessions.listing import for_managers
from cesi_site.staff.words import suspicion_in_words

with_session = given(running.session, for_managers)


@blueprint.get("/sessions/<int:number>", endpoint="session")
@with_session
def show_session(session: TrainingSession) -> str:
    """A session with the people in it; that somebody opened it is logged."""
    desk.note_session_reading(session, by=me())
    enrolments, events = running.enrolments_of(session.id), running.events_of(session.id)
    return render_template(
        "staff/sessions/session.html",
        session=session,
        steps=[(name, STEPS[name]) for name in STEPS if name in operations.possible_steps(session)],
        seated=[one for one in enrolments if one.state in SEATED],
        waiting=running.waiting_list(session.id),
        gone=[one for one in enrolments if one.state.is_over],
        apart=[(one, [suspicion_in_words(word) for word in one.suspicions]) for one in enrolments if one.is_set_apart],
        attending=running.attending(session.id),
        events=events,
        names=names_of([event.actor_id for event in events]),
        show_number=show_enterprise_number,
        show_phone=show_phone,
        can_note=operations.takes_attendance(session),
        now=clock.now(),
    )


@blueprint.get("/sessions/<int:number>/participants.csv", endpoint="session_csv")
@with_session
def participants_csv(session: TrainingSession) -> Response:
    """Who takes part and what is to be invoiced, for a spreadsheet."""
    header = (
        *(_("Reference"), _("State"), _("First name"), _("Last name"), _("E-mail address"), _("Language")),
        *(_("Function"), _("Attendance"), _("Enrolled by"), _("Employer"), _("Enterprise number")),
        *(_("Order number"), _("Price without VAT"), _("VAT rate")),
    )
    rows = [
        _cells(enrolment, participant)
        for enrolment in running.enrolments_of(session.id)
        if not enrolment.state.is_over
        for participant in enrolment.taking_part
    ]
    return csv_file(f"session-{session.id}", header, rows, by=me(), filters={})


def _cells(enrolment: Enrolment, one: Participant) -> Sequence[object]:
    return (
        *(enrolment.reference, enrolment.state.label, one.first_name, one.last_name, one.email),
        *(NAMES[one.language], one.function, one.attendance.label if one.attendance else None),
        *(enrolment.name, enrolment.organisation, enrolment.enterprise_number, enrolment.po_number),
        *(enrolment.price_each, enrolment.vat_rate),
    )


@blueprint.get("/sessions/<int:number>/certificates/<int:participant_id>.pdf", endpoint="session_certificate")
@with_session
def certificate(session: TrainingSession, participant_id: int) -> Response:
    """The certificate of a participant, for who lost theirs."""
    one = participant(participant_id)
    return certificate_answer(one if one and one.enrolment.session_id == session.id else None)
