"""The public pages of trainings: the catalogue, enrolling, and what comes after."""

from cesi_site.enrolment.views import (  # noqa: F401 - their routes
    announcements,
    catalogue,
    certificates,
    enrolling,
    history,
    managing,
    offers,
    requests,
)
from cesi_site.enrolment.views.area import blueprint

__all__ = ["blueprint"]
