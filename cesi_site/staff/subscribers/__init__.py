"""Readers of the newsletter: found by address, each with its history and proof; and lists that are brought in."""

from cesi_site.staff.subscribers import acting, importing, listing

__all__ = ["acting", "importing", "listing"]
