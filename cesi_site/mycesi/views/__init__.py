"""The pages of the member area. Each view declares who may open it (`members.access`)."""

from cesi_site.mycesi.views import (  # noqa: F401 - importing a page puts it on the blueprint
    colleagues,
    connections,
    dashboard,
    documents,
    enrolments,
    mandates,
    messages,
    organisation,
    profile,
    requests,
    review,
    trainings,
)
from cesi_site.mycesi.views.area import blueprint

__all__ = ["blueprint"]
