"""Writes of the contact router: one function per act."""

from cesi_site.contact.operations.messages import (
    Draft,
    NotQuarantined,
    Taken,
    UploadsGone,
    receive_message,
    release,
)
from cesi_site.contact.operations.topics import (
    NobodyReads,
    TopicExists,
    UnknownTopic,
    add_topic,
    change_topic,
    load_topics,
    set_addresses,
)
from cesi_site.contact.operations.uploads import keep_uploads, sweep_uploads

__all__ = [
    "Draft",
    "NobodyReads",
    "NotQuarantined",
    "Taken",
    "TopicExists",
    "UnknownTopic",
    "UploadsGone",
    "add_topic",
    "change_topic",
    "keep_uploads",
    "load_topics",
    "receive_message",
    "release",
    "set_addresses",
    "sweep_uploads",
]
