"""What the newsletter does when another part of the site says so: it is asked for (B8), an address changes (B3)."""

from __future__ import annotations

from cesi_site.choices.signals import address_changed, newsletter_wished
from cesi_site.newsletter.models import Origin
from cesi_site.newsletter.operations import follow, sign_up


@newsletter_wished.connect
def ask_to_confirm(sender: object, *, email: str, language: str, page: str, number: str) -> None:
    """Mail the confirmation link; the wish alone puts nobody on the list."""
    sign_up(email=email, language=language, origin=Origin(page), page=page, number=number)


@address_changed.connect
def move_along(sender: object, *, former: str, to: str) -> None:
    """Let the newsletter follow an account to its new address; both addresses are told."""
    follow(former=former, to=to)
