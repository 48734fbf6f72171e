"""The pages of the newsletter."""

from cesi_site.newsletter.views import changing, leaving, subscribing  # noqa: F401 - a page puts itself on the blueprint
from cesi_site.newsletter.views.area import blueprint

__all__ = ["blueprint"]
