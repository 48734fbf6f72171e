"""The keyed hash that stands for an address where the address itself may not be kept (promise B7)."""

from __future__ import annotations

import hmac

from flask import current_app


def email_hash(email: str) -> str:
    """Return the HMAC-SHA256 of a normalised address, in hexadecimal, by the key file `suppression`."""
    return hmac.digest(current_app.config["SUPPRESSION_KEY"], email.encode(), "sha256").hex()
