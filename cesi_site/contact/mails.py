"""The mails of the contact router: for the team a message, a reply or a task; for who wrote a receipt and an answer.

Message-IDs hold the reference, so that mail programs keep the exchange together and a reply is found by it.
"""

from __future__ import annotations

from typing import Any

from cesi_site.accounts import queries as accounts
from cesi_site.contact import queries
from cesi_site.contact.models import Act, ContactEvent, ContactMessage
from cesi_site.contact.queries import Receipt, Topic
from cesi_site.core.database import db
from cesi_site.core.identifiers import show_enterprise_number, show_phone
from cesi_site.core.sites import external_url
from cesi_site.outbox import NOBODY, Attachment, Automatic, Mail, mail, message_id_of

STAFF_SITE = "mycesi"


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
    """The receipt for who wrote: with the full text, or with the reference alone for a restricted topic.

    An address gets a few a day at most.
    """
    message, receipt = _find(message_id)
    if message is None or receipt is None or not queries.may_have_receipt(message):
        return None
    return Mail(
        to=[message.email],
        language=message.language,
        envelope_from=NOBODY,
        automatic=Automatic.REPLIED,
        message_id=_receipt_id(message),
        context=_context(message, receipt) | {"files": queries.attachments(message_id)},
    )


@mail("contact.answer")
def answer_mail(*, event_id: int) -> Mail | None:
    """The answer of a member of staff: it comes through the site, and what is written back goes to the team."""
    event = db.session.get(ContactEvent, event_id)
    message, receipt = _find(event.message_id) if event else (None, None)
    if event is None or message is None or receipt is None:
        return None
    author = accounts.account_by_id(event.actor_id) if event.actor_id else None
    name = author.name if author else None
    return Mail(
        to=[message.email],
        language=message.language,
        reply_to=_readers(receipt.topic, message.language)[0],
        automatic=Automatic.NO,
        message_id=_answer_id(message, event),
        sender_name=f"{name} (CESI)" if name else None,
        headers=_thread(message, event),
        context=_context(message, receipt) | {"event": event, "author": name, "files": ()},
    )


@mail("contact.reply")
def reply_mail(*, event_id: int) -> Mail | None:
    """What the sender wrote back, for the team."""
    event = db.session.get(ContactEvent, event_id)
    message, receipt = _find(event.message_id) if event else (None, None)
    if event is None or message is None or receipt is None:
        return None
    return Mail(
        to=_readers(receipt.topic, message.language),
        language=message.language,
        reply_to=message.email,
        context=_context(message, receipt) | {"event": event},
    )


@mail("contact.given")
def given_mail(*, message_id: int, account_id: int) -> Mail | None:
    """Tell a colleague that a message is theirs now; nothing of what it says stands in the mail."""
    message, receipt = _find(message_id)
    colleague = accounts.account_by_id(account_id)
    if message is None or receipt is None or colleague is None or message.owner_id != account_id:
        return None
    context = _context(message, receipt) | {"colleague": colleague}
    return Mail(to=[colleague.email], language=colleague.language, site=STAFF_SITE, context=context)


def _receipt_id(message: ContactMessage) -> str:
    return f"{message.reference}.receipt"


def _answer_id(message: ContactMessage, event: ContactEvent) -> str:
    return f"{message.reference}.answer.{event.id}"


def _thread(message: ContactMessage, answer: ContactEvent) -> dict[str, str]:
    """Return the headers that put an answer behind the mail that it answers (RFC 5322, 3.6.4)."""
    chain = [message_id_of(_receipt_id(message))]
    for event in queries.events(message.id):
        if event.id >= answer.id:
            break
        if event.act == Act.ANSWERED:
            chain.append(message_id_of(_answer_id(message, event)))
        elif event.act == Act.REPLIED and event.mail_id:
            chain.append(event.mail_id)
    return {"In-Reply-To": chain[-1], "References": " ".join(chain[:1] + chain[1:][-10:])}


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
        "staff_url": external_url("staff.message", site=STAFF_SITE, number=message.id),
    }
