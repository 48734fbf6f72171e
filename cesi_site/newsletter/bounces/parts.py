"""The parts of a mail, read with patience: nothing that a stranger sends makes these functions fail."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message
from email.parser import HeaderParser
from email.utils import getaddresses
from itertools import islice

import nh3

from cesi_site.core.addresses import BadAddress, normalise_email
from cesi_site.newsletter.bounces.reports import on_one_line

LONGEST_TEXT = 20_000
# Decoding takes longer with the square of the length.
LONGEST_HEADER = 4_000
MOST_PARTS = 50
_BLOCK_ENDS = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/td|/h[1-6])\b[^>]*>", re.IGNORECASE)
_INVISIBLE = {"script", "style", "head", "title", "template"}
# From here on a notice quotes our own letter.
_QUOTE_BEGINS = re.compile(
    r"^(?:-{2,}.{0,30}(?:copy of|original message|returned m|start of|forwarded|headers follow|message header).*"
    r"|-+ ?(?:this is a copy|below this line|the (?:header|body|following is)).*"
    r"|(?:original|here is your|included is a copy of the|message|message text) (?:message )?(?:headers?|follows):?\s*"
    r"|return-path: .*|received: (?:from|by|with) .*)$",
    re.IGNORECASE | re.MULTILINE,
)


def header(mail: Message, name: str) -> str:
    """Return a header's text, decoded, on one line; "" where it is missing or broken."""
    try:
        pieces = decode_header(str(mail.get(name, ""))[:LONGEST_HEADER])
        text = "".join(
            piece.decode(charset or "ascii", "replace") if isinstance(piece, bytes) else piece
            for piece, charset in pieces
        )
    except Exception:  # an unknown alphabet, or a header forged to make the parser fail
        text = str(mail.get(name, ""))[:LONGEST_HEADER]
    return on_one_line(text)


def addresses_in(mail: Message, *names: str) -> tuple[str, ...]:
    """Return the normalised addresses in some headers, each once."""
    try:
        found = getaddresses([str(value)[:LONGEST_HEADER] for name in names for value in mail.get_all(name, [])])
    except Exception:  # as above
        return ()
    return tuple(dict.fromkeys(filter(None, (usable(address) for _, address in found))))


def usable(address: str) -> str | None:
    """Return the normalised form of an address, None where it is none."""
    try:
        return normalise_email(address.strip(" <>\t;,"))
    except BadAddress:
        return None


def own_parts(mail: Message) -> Iterator[Message]:
    """Give the parts that the sender of this mail made: a letter that it encloses is not opened."""
    return islice(_parts(mail), MOST_PARTS)


def _parts(mail: Message) -> Iterator[Message]:
    yield mail
    if mail.get_content_maintype() == "message" or not isinstance(mail.get_payload(), list):
        return
    for part in mail.get_payload():
        if isinstance(part, Message):
            yield from _parts(part)


def text_of(part: Message) -> str:
    """Return the words of a part that is not made of parts, whatever its alphabet."""
    try:
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes):
            return str(part.get_payload())[:LONGEST_TEXT]
        text = data[: 4 * LONGEST_TEXT].decode(part.get_content_charset() or "utf-8", "replace")
    except Exception:  # as above
        text = str(part.get_payload())
    if part.get_content_subtype() == "html":
        text = html.unescape(nh3.clean(_BLOCK_ENDS.sub("\n", text), tags=set(), clean_content_tags=set(_INVISIBLE)))
    return text[:LONGEST_TEXT]


def whole_text(mail: Message) -> str:
    """Return what a person reads in a mail: its plain text, or else its HTML as text."""
    texts = [part for part in own_parts(mail) if part.get_content_maintype() == "text"]
    plain = [part for part in texts if part.get_content_subtype() == "plain"]
    return "\n".join(text_of(part) for part in plain or texts if part.get_content_subtype() in {"plain", "html"})


def without_our_letter(text: str) -> str:
    """Leave out our own letter, where a notice quotes it below."""
    begins = _QUOTE_BEGINS.search(text)
    return text[: begins.start()] if begins else text


def blocks_of(part: Message) -> list[Message]:
    """Return the groups of fields of a delivery status, the one about the whole letter first (RFC 3464, 6533)."""
    payload = part.get_payload()
    if isinstance(payload, list):
        text = "\n".join(block.as_string() for block in payload if isinstance(block, Message))
    else:
        text = str(payload)
    if part.get("Content-Transfer-Encoding", "").strip().lower() in {"base64", "quoted-printable"}:
        text = _decoded(part, text)
    groups = re.split(r"(?:\r?\n[ \t]*){2,}", text.strip())
    blocks = [HeaderParser().parsestr(group.strip("\r\n")) for group in groups]
    return [block for block in blocks if block.keys()]


def _decoded(part: Message, text: str) -> str:
    """Undo an encoding that RFC 3464 does not allow here and some servers use all the same."""
    bare = Message()
    bare["Content-Transfer-Encoding"] = part["Content-Transfer-Encoding"]
    bare.set_payload(text.strip())
    data = bare.get_payload(decode=True)
    decoded = data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
    return decoded if ":" in decoded else text


_MAIL_ID = re.compile(r"^(?:>[ >]*|[ \t]*)message-id:\s*(<[!-;=?-~]{1,248}>)", re.IGNORECASE | re.MULTILINE)


def enclosed_mail_ids(mail: Message) -> tuple[str, ...]:
    """Return the Message-IDs of the letters that a mail encloses or quotes."""
    found: dict[str, None] = {}
    for part in own_parts(mail):
        if part.get_content_maintype() == "message" and isinstance(part.get_payload(), list):
            for enclosed in part.get_payload():
                if isinstance(enclosed, Message) and (mail_id := header(enclosed, "Message-ID")):
                    found[mail_id] = None
        elif part.get_content_maintype() == "text":
            found.update(dict.fromkeys(_MAIL_ID.findall(text_of(part))))
    return tuple(found)
