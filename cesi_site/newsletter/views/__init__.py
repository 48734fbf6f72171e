"""The pages of the newsletter."""

from cesi_site.newsletter.views import (  # noqa: F401 - a page puts itself on the blueprint
    archive,
    changing,
    leaving,
    renewing,
    subscribing,
)
from cesi_site.newsletter.views.area import blueprint

__all__ = ["blueprint"]
