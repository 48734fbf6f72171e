"""What trainings keep about people: who teaches, who enrols, who takes part."""

from __future__ import annotations

from cesi_site.enrolment.processing import announcements, enrolments, offers, participants, requests, teaching, uses

DECLARATIONS = (
    enrolments.ENROLMENT,
    participants.TAKING_PART,
    uses.ANNOUNCEMENTS,
    offers.OFFERS,
    teaching.TEACHING,
    *teaching.IMPERSONAL,
    *announcements.IMPERSONAL,
    *requests.DECLARATIONS,
)
