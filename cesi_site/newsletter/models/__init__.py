"""The tables of the newsletter."""

from cesi_site.newsletter.models.bounces import Bounce, Closing, Source, Undeliverable, Verdict
from cesi_site.newsletter.models.imports import ImportGround, ListImport
from cesi_site.newsletter.models.mailings import (
    DomainPace,
    Kind,
    Mailing,
    MailingRecipient,
    MailingState,
    MailingText,
    RecipientState,
    Trouble,
)
from cesi_site.newsletter.models.subscriptions import EndReason, Origin, Signup, Subscription

__all__ = [
    "Bounce",
    "Closing",
    "DomainPace",
    "EndReason",
    "ImportGround",
    "Kind",
    "ListImport",
    "Mailing",
    "MailingRecipient",
    "MailingState",
    "MailingText",
    "Origin",
    "RecipientState",
    "Signup",
    "Source",
    "Subscription",
    "Trouble",
    "Undeliverable",
    "Verdict",
]
