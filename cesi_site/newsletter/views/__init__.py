"""The pages of the newsletter."""

from cesi_site.newsletter.views.area import blueprint

__all__ = ["blueprint"]
