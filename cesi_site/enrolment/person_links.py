"""The link to somebody's own trainings. It is in their own mails alone, and ends, for mails get passed on."""

from __future__ import annotations

import datetime as dt

from cesi_site.choices.models import Address
from cesi_site.core import links

PURPOSE = "own trainings"
WORKS_FOR = dt.timedelta(days=180)


def person_token(address: Address) -> str:
    """Return the token of who reads mail at an address."""
    return links.sign(PURPOSE, address.id)


def read_person(token: str) -> int | None:
    """Return the key of the address that a token names; None once it is too old. Raises `links.BadLink`."""
    try:
        return int(links.read(PURPOSE, token, max_age=WORKS_FOR.total_seconds()))
    except links.ExpiredLink:
        return None
