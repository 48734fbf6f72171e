"""The return path of a mailing: each recipient has an address of its own to which its bounces come (VERP).

The address holds the number of the recipient's row and a seal, in small letters and digits alone: a mail server on
the way may change the case of what stands before the @.
"""

from __future__ import annotations

import hmac
import re
from hashlib import blake2b

from flask import current_app

BOUNCE = "bounce"
UNSUBSCRIBE = "unsubscribe"
# 80 bits: a seal is tried by mail, one mail a try.
_SEAL_BYTES = 10
_PERSON = b"verp"
_TOKEN = re.compile(r"(\d{1,19})-([0-9a-f]{20})")


def token_for(recipient_id: int) -> str:
    """Return the word that stands for a recipient: digits, a hyphen and small letters."""
    return f"{recipient_id}-{_seal(recipient_id)}"


def read_token(token: str) -> int | None:
    """Return the recipient that a word made by `token_for` stands for, in whatever case it came back; else None."""
    found = _TOKEN.fullmatch(token.strip().lower())
    if found is None:
        return None
    number = int(found[1])
    return number if hmac.compare_digest(found[2], _seal(number)) else None


def sender_for(recipient_id: int) -> str:
    """Return the envelope sender of the mail to a recipient: `bounce+<token>@<bounce domain>`."""
    return sender_for_token(token_for(recipient_id))


def sender_for_token(token: str) -> str:
    """Return the envelope sender that carries a word made by `token_for`."""
    return f"{BOUNCE}+{token}@{bounce_domain()}"


def read(address: str) -> int | None:
    """Return the recipient whose envelope sender this is; None for any other address."""
    name, _, domain = address.strip().strip("<>").rpartition("@")
    box, _, token = name.lower().partition("+")
    if box != BOUNCE or domain.lower() != bounce_domain().lower():
        return None
    return read_token(token)


def unsubscribe_address(token: str) -> str:
    """Return the address to which a mail unsubscribes: `unsubscribe+<token>@<bounce domain>` (RFC 2369)."""
    return f"{UNSUBSCRIBE}+{token}@{bounce_domain()}"


def message_id_for_token(token: str) -> str:
    """Return the Message-ID of the mail to the recipient of a word: the same one at a second try."""
    return f"<newsletter.{token}@{_own_domain()}>"


def read_message_id(value: str) -> int | None:
    """Return the recipient whose mail has this Message-ID; None for any other mail."""
    name, _, domain = value.strip().strip("<>").rpartition("@")
    word, _, token = name.partition(".")
    return read_token(token) if word == "newsletter" and domain.lower() == _own_domain().lower() else None


def bounce_domain() -> str:
    """Return the domain at which bounces and unsubscribing mails arrive."""
    return str(current_app.config["BOUNCE_DOMAIN"] or _own_domain())


def _own_domain() -> str:
    return str(current_app.config["MAIL_FROM"]).rpartition("@")[2]


def _seal(number: int) -> str:
    key: bytes = current_app.config["LINKS_KEY"]
    return blake2b(b"%d" % number, key=key, person=_PERSON, digest_size=_SEAL_BYTES).hexdigest()
