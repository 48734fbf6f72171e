"""Every mail of trainings: what it says, to whom, and what comes with it."""

from cesi_site.enrolment.mails import (  # noqa: F401 - they register themselves
    announcements,
    enrolling,
    offers,
    requests,
    sessions,
)
