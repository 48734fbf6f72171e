"""Personal links that work for years: a token names the row of an address, by a key that is never rotated.

One token opens the page to unsubscribe and the page of preferences, so that a mail holds one secret and no more.
It is small letters, digits and a hyphen: it survives as the detail of a mail address (`unsubscribe+<token>@`).
"""

from __future__ import annotations

import hmac
import re
from hashlib import blake2b

from flask import current_app

from cesi_site.core.links import BadLink

MAC_BYTES = 16
_PERSON = b"choices"
_SHAPE = re.compile(r"(\d{1,18})-([0-9a-f]{32})")


def token_for(address_id: int) -> str:
    """Return the token of the address with this key. It has no end."""
    return f"{address_id}-{_mac(address_id)}"


def read_token(token: str) -> int:
    """Return the key that a token names; its row may be gone. Raises `BadLink` for a token that is not ours."""
    found = _SHAPE.fullmatch(token.lower())
    if not found or not hmac.compare_digest(found[2], _mac(int(found[1]))):
        raise BadLink(token)
    return int(found[1])


def _mac(address_id: int) -> str:
    key: bytes = current_app.config["LINKS_KEY"]
    return blake2b(b"%d" % address_id, key=key, person=_PERSON, digest_size=MAC_BYTES).hexdigest()
