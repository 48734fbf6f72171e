"""How one address stands in a mailing: it gets it, got it, or why not."""

from __future__ import annotations

from dataclasses import dataclass

from cesi_site.choices.models import Use
from cesi_site.choices.queries import is_blocked
from cesi_site.members.queries import informed_at
from cesi_site.newsletter.models import Kind, Mailing, MailingRecipient
from cesi_site.newsletter.queries.mailings import recipient_of
from cesi_site.newsletter.queries.subscriptions import find_subscription
from cesi_site.newsletter.recipients import Absence

NOT_LISTED = "not_listed"
LATER = "later"


@dataclass(frozen=True)
class Standing:
    """Either its row on the list, or the word for why it is not on it."""

    row: MailingRecipient | None
    absence: str | None = None


def standing_of(mailing: Mailing, email: str) -> Standing:
    """Return how a normalised address stands in a mailing."""
    row = recipient_of(mailing.id, email)
    if row is not None:
        return Standing(row)
    absent = _not_reading if mailing.kind is Kind.NEWSLETTER else _not_informed
    return Standing(None, absent(mailing, email))


def _not_reading(mailing: Mailing, email: str) -> str:
    subscription = find_subscription(email)
    if subscription is None:
        return is_blocked(Use.NEWSLETTER, email) or NOT_LISTED
    if not subscription.runs:
        return subscription.end_reason or Absence.ENDED
    if blocked := is_blocked(Use.NEWSLETTER, email):
        return blocked
    if mailing.themes and not set(mailing.themes) & set(subscription.themes):
        return Absence.OTHER_THEME
    return LATER


def _not_informed(mailing: Mailing, email: str) -> str:
    if not informed_at(email):
        return Absence.NOT_INFORMED
    return is_blocked(None, email) or LATER
