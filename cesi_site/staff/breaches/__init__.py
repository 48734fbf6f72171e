"""The register of personal data breaches: the list, one breach with its clock and steps, what is typed about it."""

from cesi_site.staff.breaches import handling, listing

__all__ = ["handling", "listing"]
