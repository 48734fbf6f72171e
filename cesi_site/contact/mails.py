"""The mails of the contact router: the message for its team, and the receipt for its sender."""

from __future__ import annotations

from typing import Any

from cesi_site.contact import queries
from cesi_site.contact.models import ContactMessage
from cesi_site.contact.queries import Receipt, Topic
from cesi_site.core.identifiers import show_enterprise_number, show_phone
from cesi_site.core.sites import external_url
from cesi_site.outbox import NOBODY, Attachment, Automatic, Mail, mail


@mail("contact.team")
def team_mail(*, message_id: int) -> Mail | None:
    """The whole message for its team: an answer goes straight to the visitor."""
    message, receipt = _find(message_id)
    if message is None or receipt is None:
        return None
    files = queries.attachments(message_id, with_content=True)
    return Mail(
        to=_readers(receipt.topic, message.language),
        language=message.language,
        reply_to=message.email,
        attachments=[Attachment(filename=f.filename, content_type=f.media_type, data=f.data) for f in files],
        context=_context(message, receipt) | {"files": files},
    )


@mail("contact.receipt")
def receipt_mail(*, message_id: int) -> Mail | None:
    """The receipt for who wrote: with the full text, or with the reference alone for a restricted topic."""
    message, receipt = _find(message_id)
    if message is None or receipt is None:
        return None
    return Mail(
        to=[message.email],
        language=message.language,
        envelope_from=NOBODY,
        automatic=Automatic.REPLIED,
        context=_context(message, receipt) | {"files": queries.attachments(message_id)},
    )


def _find(message_id: int) -> tuple[ContactMessage | None, Receipt | None]:
    return queries.find_message(message_id), queries.find_receipt(message_id)


def _readers(topic: Topic, language: str) -> tuple[str, ...]:
    """Return the team's addresses for this language; a team that reads one language alone reads this message too."""
    return topic.addresses_in(language) or tuple(address for _, address in topic.addresses)


def _context(message: ContactMessage, receipt: Receipt) -> dict[str, Any]:
    number, phone = message.enterprise_number, message.phone
    return {
        "message": message,
        "receipt": receipt,
        "topic": receipt.topic,
        "enterprise_number": show_enterprise_number(number) if number else None,
        "phone": show_phone(phone) if phone else None,
        "contact_url": external_url("contact.form", language=message.language),
    }
