"""The links that mails of the newsletter carry."""

from __future__ import annotations

from typing import Any

from cesi_site.choices.tokens import token_for
from cesi_site.core import links
from cesi_site.core.sites import external_url
from cesi_site.newsletter.policy import CONFIRM_TERM

CONFIRM = "newsletter confirm"


def confirm_url(signup_id: int, language: str) -> str:
    """Return the link that confirms a sign-up, for seven days."""
    return external_url("newsletter.confirm", language=language, token=links.sign(CONFIRM, signup_id))


def read_confirm(token: str) -> int:
    """Return the key of the sign-up that a link confirms. Raises `core.links.BadLink`."""
    key: Any = links.read(CONFIRM, token, max_age=CONFIRM_TERM.total_seconds())
    return int(key)


def personal_url(endpoint: str, address_id: int, language: str) -> str:
    """Return a reader's own link to a page (`newsletter.unsubscribe`, `newsletter.change`, `privacy.preferences`)."""
    return external_url(endpoint, language=language, token=token_for(address_id))
