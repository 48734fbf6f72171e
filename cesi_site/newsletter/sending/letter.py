"""A letter for many readers: serialised once, with gaps that are filled for each of them.

Making a mail with the standard library takes milliseconds, filling gaps microseconds. A gap stands on a line of its
own between two soft line breaks of quoted-printable (RFC 2045, 6.7), so that filling it never moves what is around
it; what is filled in is encoded by itself. The whole is ready for the wire: CRLF, and no line begins with a bare dot.
"""

from __future__ import annotations

import binascii
import html
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache

_DOT = re.compile(rb"^\.", re.MULTILINE)
_LINE_END = re.compile(r"\r\n?|\n")
_SOFT_BREAK = b"=\r\n"
_TOKEN = re.compile("[A-Za-z0-9_-]{1,60}")
# Where a text has no line break of its own, the encoder breaks lines with a line feed alone.
_BARE_LINE_FEED = re.compile(rb"(?<!\r)\n")


@dataclass(frozen=True)
class Gaps:
    """The words that stand for gaps while a letter is written: unlike anything that people write.

    `gaps("unsubscribe")` is what the templates are given in the place of a reader's own link.
    """

    mark: str

    @classmethod
    def new(cls) -> Gaps:
        """Make marks that no text of this letter holds by chance."""
        return cls(f"gap{secrets.token_hex(8)}x")

    def __call__(self, name: str) -> str:
        """Return the word that stands for the gap `name` (small letters and _)."""
        return f"{self.mark}{name}{self.mark}"

    def split(self, text: str) -> list[str]:
        """Return the pieces of a text: what is said at the even places, names of gaps at the odd ones."""
        return re.split(f"{self.mark}([a-z_]+?){self.mark}", text)


@dataclass(frozen=True)
class Letter:
    """What is the same for all readers. `headers` hold everything but what has gaps; `gap_headers` may have some."""

    headers: Sequence[tuple[str, str]]
    gap_headers: Sequence[tuple[str, str]]
    text: str
    html: str
    gaps: Gaps


Fill = Callable[[Mapping[str, str]], bytes]


class Template:
    """A letter as it goes over the wire, but for its gaps."""

    def __init__(self, letter: Letter) -> None:
        boundary = f"=_{secrets.token_hex(12)}"
        pieces = _Pieces()
        _write_headers(pieces, letter, boundary)
        pieces.lines(f"--{boundary}\r\n".encode())
        _write_part(pieces, "plain", letter.text, letter.gaps, _as_it_is)
        pieces.lines(f"\r\n--{boundary}\r\n".encode())
        _write_part(pieces, "html", letter.html, letter.gaps, html.escape)
        pieces.lines(f"\r\n--{boundary}--\r\n".encode())
        self._pieces = pieces.closed()

    def filled_with(self, values: Mapping[str, str]) -> bytes:
        """Return the letter to one reader, ready for the wire. Raises `KeyError` for a gap without a value."""
        return b"".join(piece if isinstance(piece, bytes) else piece(values) for piece in self._pieces)


class _Pieces:
    """Collects what is fixed and what is filled in, and joins neighbours that are fixed."""

    def __init__(self) -> None:
        self._pieces: list[bytes | Fill] = []

    def lines(self, data: bytes) -> None:
        """Add what is the same for all and begins at the start of a line."""
        self.inside(_DOT.sub(b"..", data))

    def inside(self, data: bytes) -> None:
        """Add what is the same for all and goes on in a line."""
        if self._pieces and isinstance(self._pieces[-1], bytes):
            self._pieces[-1] += data
        else:
            self._pieces.append(data)

    def gap(self, fill: Fill) -> None:
        """Add what differs."""
        self._pieces.append(fill)

    def closed(self) -> tuple[bytes | Fill, ...]:
        """Return the pieces in their order."""
        return tuple(self._pieces)


def _write_headers(pieces: _Pieces, letter: Letter, boundary: str) -> None:
    fixed = EmailMessage(policy=SMTP)
    for name, value in letter.headers:
        fixed[name] = value
    pieces.lines(bytes(fixed).removesuffix(b"\r\n"))
    for name, value in letter.gap_headers:
        for place, said in enumerate(letter.gaps.split(f"{name}: {value}\r\n")):
            if place % 2:
                pieces.gap(_header_gap(said))
            else:
                pieces.inside(said.encode("ascii"))
    pieces.lines(f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n'.encode())
    pieces.lines(b"\r\n")


def _header_gap(name: str) -> Fill:
    return lambda values: values[name].encode("ascii")


def _write_part(pieces: _Pieces, kind: str, text: str, gaps: Gaps, escape: Callable[[str], str]) -> None:
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    pieces.lines(head.encode())
    for place, piece in enumerate(gaps.split(text)):
        if place % 2:
            pieces.gap(_encoded_gap(piece, escape))
        elif piece:
            pieces.lines(encoded(piece))


def _encoded_gap(name: str, escape: Callable[[str], str]) -> Fill:
    def fill(values: Mapping[str, str]) -> bytes:
        value = values[name]
        # A token is its own encoding, whatever it stands in.
        return value.encode() + _SOFT_BREAK if _TOKEN.fullmatch(value) else _escaped(value, escape)

    return fill


@lru_cache(maxsize=10_000)
def _escaped(value: str, escape: Callable[[str], str]) -> bytes:
    """Encode what many readers share, such as the day on which they subscribed, once."""
    return _DOT.sub(b"..", encoded(escape(value)))


def _as_it_is(text: str) -> str:
    return text


def encoded(text: str) -> bytes:
    """Return a piece of text in quoted-printable, no line longer than 76 characters.

    A soft line break ends it, so that what follows begins on a line of its own and yet goes on in the text.
    """
    data = binascii.b2a_qp(_LINE_END.sub("\r\n", text).encode(), istext=True)
    return _BARE_LINE_FEED.sub(b"\r\n", data) + _SOFT_BREAK
