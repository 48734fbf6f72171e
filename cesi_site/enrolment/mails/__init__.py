"""Every mail of trainings: what it says, to whom, and what comes with it."""

from cesi_site.enrolment.mails import enrolling, offers, requests, sessions  # noqa: F401 - they register themselves
