"""What trainings keep about people: who teaches, who enrols, who takes part."""

from __future__ import annotations

from cesi_site.enrolment.processing import enrolments, participants, teaching, uses

DECLARATIONS = (
    enrolments.ENROLMENT,
    participants.TAKING_PART,
    uses.ANNOUNCEMENTS,
    teaching.TEACHING,
    *teaching.IMPERSONAL,
)
