"""The keyed hash that stands for an address where the address itself may not be kept (promise B7)."""

from __future__ import annotations

from hashlib import blake2b

from flask import current_app


def email_hash(email: str) -> str:
    """Return the keyed BLAKE2b hash (RFC 7693) of a normalised address, in hexadecimal, by the key `suppression`."""
    key: bytes = current_app.config["SUPPRESSION_KEY"]
    return blake2b(email.encode(), key=key, digest_size=32).hexdigest()
