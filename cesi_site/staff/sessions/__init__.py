"""The desk of the sessions: who comes, who waits, who was there, and what was mailed about it."""

from cesi_site.staff.sessions import acting, attendance, enrolment, listing, session

__all__ = ["acting", "attendance", "enrolment", "listing", "session"]
