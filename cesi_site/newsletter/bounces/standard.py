"""Delivery status notifications as RFC 3464 describes them: fields for machines, one group a recipient."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message

from cesi_site.newsletter.bounces.codes import STATUS, best_status, classify
from cesi_site.newsletter.bounces.parts import blocks_of, header, own_parts, usable, whole_text, without_our_letter
from cesi_site.newsletter.bounces.reports import Failure, Kind, on_one_line

STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
# Each of our letters has one recipient; who forwards it has a few.
MOST_RECIPIENTS = 100
GOOD_ACTIONS = ("delivered", "relayed", "expanded")
RECIPIENT_FIELDS = ("Final-Recipient", "Original-Recipient", "X-Actual-Recipient")


def read_status(mail: Message) -> list[Failure]:
    """Return what a standard report says of each recipient; nothing where it is no such report."""
    blocks = [block for part in own_parts(mail) if part.get_content_type() in STATUS_TYPES for block in blocks_of(part)]
    explanation = on_one_line(without_our_letter(whole_text(mail))) if blocks else ""
    return [failure for block in blocks[:MOST_RECIPIENTS] for failure in _read_block(block, explanation)]


def _read_block(block: Message, explanation: str) -> Iterator[Failure]:
    if not any(name in block for name in (*RECIPIENT_FIELDS, "Action", "Status")):
        return
    addresses = tuple(dict.fromkeys(filter(None, (_address(header(block, name)) for name in RECIPIENT_FIELDS))))
    declared = STATUS.search(header(block, "Status"))
    words = _without_type(header(block, "Diagnostic-Code")) or explanation
    status = best_status(declared[1] if declared else None, words)
    action = header(block, "Action").lower()
    yield Failure(_kind(action, status, words), addresses, status, words)


def _kind(action: str, status: str | None, words: str) -> Kind:
    if action.startswith("delay"):
        return Kind.DELAYED
    if action.startswith(GOOD_ACTIONS) or (not action and (status or "").startswith("2")):
        return Kind.DELIVERED
    if not action and (status or "4").startswith("4"):
        return Kind.DELAYED
    return classify(status, words)


def _address(field: str) -> str | None:
    """Return the address in a field such as "rfc822; Jan <jan@firma.example>"; None where it names no mailbox."""
    value = field.rpartition(";")[2]
    return usable(value.rpartition("<")[2].partition(">")[0] if "<" in value else value.partition("(")[0])


def _without_type(field: str) -> str:
    kind, mark, words = field.partition(";")
    return words.strip() if mark and kind.strip().replace("-", "").isalnum() else field
