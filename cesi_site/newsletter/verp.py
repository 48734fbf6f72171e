"""The return path of a mailing: each recipient has an address of its own to which its bounces come (VERP).

Letters of mailings have no series: the number of the recipient's row alone names them.
"""

from __future__ import annotations

from cesi_site.outbox import return_path
from cesi_site.outbox.return_path import BOUNCE, bounce_domain, own_domain, sender_for_token

__all__ = ["BOUNCE", "sender_for_token"]

UNSUBSCRIBE = "unsubscribe"


def token_for(recipient_id: int) -> str:
    """Return the word that stands for a recipient: digits, a hyphen and small letters."""
    return return_path.token_for(str(recipient_id))


def sender_for(recipient_id: int) -> str:
    """Return the envelope sender of the mail to a recipient: `bounce+<token>@<bounce domain>`."""
    return sender_for_token(token_for(recipient_id))


def recipient_of(letter: str) -> int | None:
    """Return the recipient whose letter `return_path.read` names; None for the letter of a series."""
    return int(letter) if letter.isdigit() else None


def unsubscribe_address(token: str) -> str:
    """Return the address to which a mail unsubscribes: `unsubscribe+<token>@<bounce domain>` (RFC 2369)."""
    return f"{UNSUBSCRIBE}+{token}@{bounce_domain()}"


def message_id_for_token(token: str) -> str:
    """Return the Message-ID of the mail to the recipient of a word: the same one at a second try."""
    return f"<newsletter.{token}@{own_domain()}>"
