"""What the content declares to the register: its tables hold texts of the house and nobody's data."""

from __future__ import annotations

from cesi_site.register import Impersonal

DECLARATIONS = (
    Impersonal("service", "texts of the services, written by staff, with no person in them"),
    Impersonal("article", "texts of the news, written by staff, with no person in them"),
)
