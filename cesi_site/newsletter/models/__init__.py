"""The tables of the newsletter."""

from cesi_site.newsletter.models.mailings import (
    Kind,
    Mailing,
    MailingRecipient,
    MailingState,
    MailingText,
    RecipientState,
)
from cesi_site.newsletter.models.subscriptions import EndReason, Origin, Signup, Subscription

__all__ = [
    "EndReason",
    "Kind",
    "Mailing",
    "MailingRecipient",
    "MailingState",
    "MailingText",
    "Origin",
    "RecipientState",
    "Signup",
    "Subscription",
]
