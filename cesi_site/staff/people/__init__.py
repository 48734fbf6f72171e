"""Colleagues: who is staff, with which roles and topics, and the reset of a lost second factor by two persons."""

from cesi_site.staff.people import listing, person, resets

__all__ = ["listing", "person", "resets"]
