"""What the newsletter does when another form asks for it (promise B8)."""

from __future__ import annotations

from cesi_site.choices.signals import newsletter_wished
from cesi_site.newsletter.models import Origin
from cesi_site.newsletter.operations import sign_up


@newsletter_wished.connect
def ask_to_confirm(sender: object, *, email: str, language: str, page: str, number: str) -> None:
    """Mail the confirmation link; the wish alone puts nobody on the list."""
    sign_up(email=email, language=language, origin=Origin(page), page=page, number=number)
