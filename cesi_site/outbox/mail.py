"""What a mail is before it is rendered: whom it goes to, in which language, and what its templates are given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask import current_app

# Mail from "nobody": answers and bounces to an automatic reply go nowhere, so that two robots cannot talk for ever.
NOBODY = "<>"
# Nearly every address: looked at once, as a mailing does so thousands of times.
_PLAIN = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+", re.ASCII)


class Automatic(StrEnum):
    """Who set the mail off, for other robots to read (RFC 3834)."""

    NO = "no"
    GENERATED = "auto-generated"
    REPLIED = "auto-replied"


class UnsafeMail(ValueError):
    """A header or an address that no mail can carry, or that tries to bring headers of its own: never sent."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes along; `content_type` is "image/png"."""

    filename: str
    content_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail that waits to be rendered in its reader's language.

    `to`: addresses. `language`: "nl" or "fr". `context`: what `templates/mail/<its name>/` are given, beside
    the site's usual names. `site`: the key of the site it speaks for. `envelope_from`: who gets the bounces;
    `NOBODY` for a reply to a stranger, None for the site's own sender.
    `message_id` is what stands before the @ of the Message-ID, where replies are to be found by it; `sender_name` who
    it is from, where it is not the site itself.
    Raises `UnsafeMail` for a control character in an address, a header or a file's name.
    """

    to: Sequence[str]
    language: str
    context: Mapping[str, Any] = field(default_factory=dict)
    site: str = "cesi"
    reply_to: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[Attachment] = ()
    envelope_from: str | None = None
    automatic: Automatic = Automatic.GENERATED
    message_id: str | None = None
    sender_name: str | None = None

    def __post_init__(self) -> None:
        if not self.to:
            raise ValueError("a mail goes to somebody")
        bounces_to = None if self.envelope_from == NOBODY else self.envelope_from
        for address in filter(None, (*self.to, self.reply_to, bounces_to)):
            _check_address(address)
        for name, value in self.headers.items():
            _refuse_controls(value)
            if not name.replace("-", "").isalnum() or not name.isascii():
                raise UnsafeMail(f"{name!r} is not a header's name")
        for attachment in self.attachments:
            _refuse_controls(attachment.filename)
            _refuse_controls(attachment.content_type)


def _check_address(address: str) -> None:
    _refuse_controls(address)
    if address.count("@") != 1 or any(sign in address for sign in ' ,;:"<>()[]\\'):
        raise UnsafeMail(f"{address!r} is not one address")


def on_the_wire(address: str) -> str:
    """Return an address as mail servers take it: its domain in ASCII.

    Raises `UnsafeMail` for what is not one address, and for one that no command can carry.
    """
    if _PLAIN.fullmatch(address):
        return address
    _check_address(address)
    if address.isascii():
        return address
    name, _, domain = address.rpartition("@")
    if not name.isascii():
        raise UnsafeMail(f"{address!r} needs a mail server of its own kind")
    try:
        return f"{name}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise UnsafeMail(f"{address!r} has a domain that cannot be written: {error}") from error


def message_id_of(name: str) -> str:
    """Return the whole Message-ID of a mail of ours by what stands before its @."""
    return f"<{name}@{current_app.config['MAIL_FROM'].rpartition('@')[2]}>"


def one_line(text: str) -> str:
    """Bring a subject to one line: control characters, as a visitor may have typed them, become blanks."""
    return " ".join("".join(" " if _is_control(sign) else sign for sign in text).split())


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Zl", "Zp", "Cs"}


def _refuse_controls(text: str) -> None:
    if any(map(_is_control, text)):
        raise UnsafeMail(f"{text!r} holds a control character")
