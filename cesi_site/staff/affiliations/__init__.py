"""Requests to join: from the list to the member that one becomes, and what the indicative tariff is made from."""

from cesi_site.staff.affiliations import deciding, listing, settings

__all__ = ["deciding", "listing", "settings"]
