"""Reading a mail that came in: who wrote it, to which of our mails, and what, as plain text.

Nothing of it is trusted: headers are read with Python's tolerant parser, HTML becomes text, and every value is
cleaned as what people type is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import parseaddr

import nh3

from cesi_site.core.addresses import BadAddress, normalise_email
from cesi_site.core.forms import clean_line, clean_text

LONGEST_TEXT = 20_000
REFERENCE = re.compile(r"\bCESI-\d{4}-(\d{6,15})\b", re.IGNORECASE | re.ASCII)
MAIL_ID = re.compile(r"<[!-;=?-~]{1,248}>")
BLOCK_ENDS = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h[1-6]|/blockquote)\b[^>]*>", re.IGNORECASE)
INVISIBLE = frozenset({"script", "style", "head", "title", "template"})
ROBOT_PRECEDENCES = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
ROBOT_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "List-Id", "List-Unsubscribe", "X-Loop")


@dataclass(frozen=True)
class IncomingFile:
    """A file that came with a mail, as it was sent."""

    filename: str
    data: bytes


@dataclass(frozen=True)
class IncomingMail:
    """A mail, read. `sender` is its normalised address, None where there is no usable one; `automatic` tells that a
    robot sent it (RFC 3834); `references` are the keys of the messages it may answer, the surest first.
    """

    sender: str | None
    mail_id: str | None
    references: tuple[int, ...]
    automatic: bool
    text: str
    files: tuple[IncomingFile, ...]


def read_mail(raw: bytes) -> IncomingMail:
    """Read a mail as it came over the wire. Never raises: what cannot be read is empty."""
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    return IncomingMail(
        sender=_sender(mail),
        mail_id=next(iter(MAIL_ID.findall(_header(mail, "Message-ID"))), None),
        references=tuple(dict.fromkeys(_references(mail))),
        automatic=_is_automatic(mail),
        text=_text(mail),
        files=tuple(_files(mail)),
    )


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(value) for value in mail.get_all(name, []))
    except Exception:  # the parser fails on headers forged to make it fail, in whatever way
        return ""


def _sender(mail: EmailMessage) -> str | None:
    try:
        return normalise_email(parseaddr(_header(mail, "From"))[1])
    except BadAddress:
        return None


def _references(mail: EmailMessage) -> Iterator[int]:
    for name in ("In-Reply-To", "References", "Subject"):
        yield from (int(number) for number in REFERENCE.findall(_header(mail, name)))


def _is_automatic(mail: EmailMessage) -> bool:
    submitted = _header(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in {"", "no"} or _header(mail, "Precedence").strip().lower() in ROBOT_PRECEDENCES:
        return True
    if _header(mail, "Return-Path").strip() == "<>" or any(mail[name] is not None for name in ROBOT_HEADERS):
        return True
    name = parseaddr(_header(mail, "From"))[1].partition("@")[0].lower()
    return mail.get_content_type() == "multipart/report" or name in {"mailer-daemon", "postmaster"}


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    content = _content(part)
    if not isinstance(content, str):
        return ""
    plain = _plain(content) if part.get_content_subtype() == "html" else content
    return _without_quotes(clean_text(plain))[:LONGEST_TEXT]


def _plain(markup: str) -> str:
    """Return the words of an HTML text, each block on lines of its own."""
    words = nh3.clean(BLOCK_ENDS.sub("\n", markup), tags=set(), clean_content_tags=set(INVISIBLE))
    return re.sub(r"[ \t]*\n\s*\n\s*", "\n\n", html.unescape(words))


def _without_quotes(text: str) -> str:
    """Leave out our own mail, where it stands quoted below the reply; a reply between quotes stays whole."""
    lines = text.split("\n")
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith(">")):
        lines.pop()
    return "\n".join(lines).strip() or text


def _files(mail: EmailMessage) -> Iterator[IncomingFile]:
    for part in mail.iter_attachments():
        content = _content(part)
        name = clean_line(part.get_filename() or "")
        if isinstance(content, bytes) and content and name:
            yield IncomingFile(name, content)


def _content(part: MIMEPart) -> object:
    try:
        return part.get_content()
    except Exception:  # an unknown alphabet, or a part that is not what it says
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
