"""Requests for a service or a training in one's own company: the list, one request, and who reads them."""

from cesi_site.staff.requests import handling, listing, readers

__all__ = ["handling", "listing", "readers"]
