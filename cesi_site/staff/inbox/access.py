"""Who may see a message: staff with the inbox, and of its messages only those on their own topics."""

from __future__ import annotations

from flask import g

from cesi_site.accounts.guards import note_refusal, staff_only
from cesi_site.accounts.here import me
from cesi_site.contact import queries
from cesi_site.contact.models import ContactMessage
from cesi_site.contact.queries import Topic
from cesi_site.staff.area import INBOX, given

for_readers = staff_only(*INBOX)


def my_topics() -> frozenset[str]:
    """Return the keys of the topics that the signed-in person reads; asked anew at every request."""
    if "my_topics" not in g:
        g.my_topics = queries.topics_read_by(me().id)
    topics: frozenset[str] = g.my_topics
    return topics


def _message(number: int) -> ContactMessage | None:
    """Return a message; one on somebody else's topic does not exist, and that it was asked for is logged."""
    message = queries.message_read_by(my_topics(), number)
    if message is None:
        note_refusal()
    return message


with_message = given(_message, for_readers)


def topic_of(message: ContactMessage) -> Topic:
    """Return the topic of a message."""
    topic = queries.find_topic(message.topic)
    assert topic is not None
    return topic
