"""The personal link of an enrolment: it works as long as the enrolment is kept, and opens nothing else."""

from __future__ import annotations

import base64
import hmac
import re

from flask import current_app

from cesi_site.core.links import BadLink

PURPOSE = b"enrolment"
MAC_BYTES = 20
_SHAPE = re.compile(r"(\d{1,18})-([a-z2-7]{32})")


def token_for(enrolment_id: int) -> str:
    """Return the token of an enrolment by its number. It has no end of its own."""
    return f"{enrolment_id}-{_mac(enrolment_id)}"


def read_token(token: str) -> int:
    """Return the number of the enrolment that a token names. Raises `BadLink` for a token that is not ours."""
    found = _SHAPE.fullmatch(token.lower())
    if not found or not hmac.compare_digest(found[2], _mac(int(found[1]))):
        raise BadLink(token)
    return int(found[1])


def _mac(enrolment_id: int) -> str:
    digest = hmac.digest(current_app.config["LINKS_KEY"], PURPOSE + b":%d" % enrolment_id, "sha256")
    return base64.b32encode(digest[:MAC_BYTES]).decode().lower()
