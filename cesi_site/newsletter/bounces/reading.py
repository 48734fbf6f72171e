"""From the bytes of a mail to what it says (RFC 3464, RFC 6522, and the dialects of servers that know neither)."""

from __future__ import annotations

import hashlib
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr

from cesi_site.newsletter.bounces import lookalikes
from cesi_site.newsletter.bounces.dialects import is_from_a_server, read_notice
from cesi_site.newsletter.bounces.parts import (
    LONGEST_HEADER,
    addresses_in,
    enclosed_mail_ids,
    header,
    whole_text,
    without_our_letter,
)
from cesi_site.newsletter.bounces.reports import Failure, Kind, Report, on_one_line, worst_kind
from cesi_site.newsletter.bounces.standard import read_status

# What is longer encloses our own letter, or is none of ours; its beginning says all.
LONGEST_MAIL = 500_000
UNSUBSCRIBE = "unsubscribe+"
RECIPIENT_HEADERS = (
    "Delivered-To",
    "X-Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-RCPT-To",
    "X-Forwarded-To",
    "To",
    "Cc",
    "Resent-To",
)


def read_report(raw: bytes, sent_to: str | None = None) -> Report:
    """Read a mail as it came over the wire; `sent_to` is the envelope's recipient, where the mail server tells it.

    Never raises: a mail that cannot be read is `Kind.UNKNOWN`.
    """
    raw = raw[:LONGEST_MAIL]
    try:
        return _read(message_from_bytes(raw), _key(raw), sent_to)
    except Exception:  # parts nested without end, or whatever else a stranger thinks of
        return Report(Kind.UNKNOWN, _key(raw))


def _read(mail: Message, key: str, sent_to: str | None) -> Report:
    given = (sent_to.strip(),) if sent_to else ()
    reached = tuple(dict.fromkeys((*map(str.lower, given), *addresses_in(mail, *RECIPIENT_HEADERS))))
    token = _token(mail, given)
    failures = [] if token else _failures(mail)
    return Report(
        kind=Kind.UNSUBSCRIBE if token else worst_kind(failures) if failures else _kind_without_failures(mail),
        key=key,
        failures=tuple(failures),
        sent_to=reached,
        mail_ids=enclosed_mail_ids(mail),
        token=token,
        sender=parseaddr(header(mail, "From"))[1].lower(),
        subject=header(mail, "Subject"),
        words=_words(failures, mail),
    )


def _key(raw: bytes) -> str:
    """Return the same for the same mail: headers that grow on its way do not count, nor do line ends."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    mail = message_from_bytes(head + b"\n\n")
    marks = "\n".join(str(mail.get(name, "")) for name in ("Message-ID", "Date", "From", "Subject"))
    return hashlib.sha256(marks.encode("utf-8", "surrogateescape") + b"\n" + body.rstrip()).hexdigest()


def _token(mail: Message, given: tuple[str, ...]) -> str | None:
    """Return the token of the unsubscribe address that a mail went to. Its letters keep their case."""
    typed = [*given, *(part for name in RECIPIENT_HEADERS for part in _bare(mail, name))]
    for address in typed:
        if address.lower().startswith(UNSUBSCRIBE):
            return address[len(UNSUBSCRIBE) :].partition("@")[0] or None
    return None


def _bare(mail: Message, name: str) -> list[str]:
    values = [str(value)[:LONGEST_HEADER] for value in mail.get_all(name, [])]
    return [parseaddr(piece)[1] for value in values for piece in value.split(",")]


def _failures(mail: Message) -> list[Failure]:
    if lookalikes.report_type(mail):
        return []
    failures = read_status(mail)
    if failures or not is_from_a_server(mail) or lookalikes.harmless_notice(mail):
        return failures
    return read_notice(mail)


def _kind_without_failures(mail: Message) -> Kind:
    declared = lookalikes.report_type(mail)
    if declared:
        return declared
    if is_from_a_server(mail):
        return lookalikes.harmless_notice(mail) or Kind.UNKNOWN
    return lookalikes.written_by_somebody(mail)


def _words(failures: list[Failure], mail: Message) -> str:
    said = [failure.words for failure in failures if failure.words]
    return said[0] if said else on_one_line(without_our_letter(whole_text(mail)))
