"""The links in mails: signed, each for one purpose, and holding numbers alone."""

from __future__ import annotations

from cesi_site.core.links import BadLink, read, sign
from cesi_site.core.sites import external_url

SITE = "mycesi"
NOT_ME_VALID = 14 * 24 * 3600


def invitation_url(invitation_id: int, language: str) -> str:
    """Return the link of an invitation; it works as long as the invitation is open."""
    return _url("accounts.invitation", "invitation", invitation_id, language)


def address_change_url(change_id: int, language: str) -> str:
    """Return the link that confirms a new address."""
    return _url("accounts.confirm_address", "address", change_id, language)


def not_me_url(event_id: int, language: str) -> str:
    """Return the link for "this was not me"; it works for two weeks."""
    return _url("accounts.not_me", "not_me", event_id, language)


def read_invitation(token: str) -> int:
    """Return the number of an invitation. Raises `BadLink`."""
    return _number("invitation", token)


def read_address_change(token: str) -> int:
    """Return the number of a change of address. Raises `BadLink`."""
    return _number("address", token)


def read_not_me(token: str) -> int:
    """Return the number of the line of the log that was not the person. Raises `BadLink`."""
    return _number("not_me", token, NOT_ME_VALID)


def _url(endpoint: str, purpose: str, number: int, language: str) -> str:
    return external_url(endpoint, language=language, site=SITE, token=sign(f"accounts:{purpose}", number))


def _number(purpose: str, token: str, max_age: float | None = None) -> int:
    number = read(f"accounts:{purpose}", token, max_age)
    if not isinstance(number, int):
        raise BadLink(purpose)
    return number
