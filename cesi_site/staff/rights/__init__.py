"""Requests about rights: the list by last day, one request with its steps, and the rows it is about."""

from cesi_site.staff.rights import answering, handling, listing

__all__ = ["answering", "handling", "listing"]
