"""The public pages of trainings: the catalogue, enrolling, and what comes after."""

from cesi_site.enrolment.views import catalogue, certificates, enrolling, history, managing, requests  # noqa: F401 - their routes
from cesi_site.enrolment.views.area import blueprint

__all__ = ["blueprint"]
