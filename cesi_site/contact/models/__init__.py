"""The tables of the contact router."""

from cesi_site.contact.models.handling import (
    NO_REPLY_STATES,
    Act,
    AnswerTemplate,
    ContactEvent,
    ContactFiling,
    FilingReason,
    FilingState,
    TopicReader,
)
from cesi_site.contact.models.messages import (
    ADDRESS_LENGTH,
    OPEN_STATES,
    ContactAttachment,
    ContactMessage,
    ContactTopic,
    ContactTopicAddress,
    MessageState,
    PendingUpload,
    StoredFile,
    reference,
)

__all__ = [
    "ADDRESS_LENGTH",
    "NO_REPLY_STATES",
    "OPEN_STATES",
    "Act",
    "AnswerTemplate",
    "ContactAttachment",
    "ContactEvent",
    "ContactFiling",
    "ContactMessage",
    "ContactTopic",
    "ContactTopicAddress",
    "FilingReason",
    "FilingState",
    "MessageState",
    "PendingUpload",
    "StoredFile",
    "TopicReader",
    "reference",
]
