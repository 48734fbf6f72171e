"""Members and access: an organisation's facts, people, places of work, domains and documents."""

from cesi_site.staff.members import documents, listing, organisation, people

__all__ = ["documents", "listing", "organisation", "people"]
