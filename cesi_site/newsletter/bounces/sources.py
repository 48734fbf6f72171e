"""Where mails that came back wait: a mailbox (IMAP) or a maildir. What was taken in goes; the rest is put aside.

Each mail is handed over and settled on its own, so that a reading that is cut short loses nothing: what was taken in
and is still there is known by its key the next time.
"""

from __future__ import annotations

import imaplib
import mailbox
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cesi_site.newsletter.bounces.reading import LONGEST_MAIL

TIMEOUT_SECONDS = 30
# So many mails are read in one go; the next reading takes the rest.
MOST_AT_ONCE = 2_000
OTHER = "other"

Piece = bytes | tuple[bytes, bytes] | None
# Takes in a mail; True when nobody has to read it any more.
Intake = Callable[[bytes], bool]


class NoAccess(Exception):
    """The mailbox cannot be read; the message says why, in the server's words."""


@dataclass(frozen=True)
class Imap:
    """A mailbox on a server. `folder` is read and emptied; what a person has to read goes to `other`."""

    host: str
    port: int
    username: str
    password: str
    folder: str
    other: str
    tls: bool = True


def read_maildir(path: Path, intake: Intake) -> Iterator[bool]:
    """Take in every mail of a maildir, and tell of each whether it is dealt with; the others go to its folder `other`.

    Raises `NoAccess`.
    """
    if not (path / "new").is_dir() or not (path / "cur").is_dir():
        raise NoAccess(f"{path} is no maildir")
    try:
        box = mailbox.Maildir(path, factory=None, create=False)
        other = box.add_folder(OTHER)
        for key in sorted(box.keys()):
            raw = box.get_bytes(key)
            handled = intake(raw)
            if not handled:
                other.add(raw)
            box.remove(key)
            yield handled
    except OSError as error:
        raise NoAccess(str(error)) from error


def read_imap(box: Imap, intake: Intake) -> Iterator[bool]:
    """Take in every mail of a mailbox, as `read_maildir` does. Raises `NoAccess`."""
    try:
        with _signed_in(box) as server:
            for number in _numbers(server, box.folder):
                raw = _fetch(server, number)
                if raw is None:
                    continue  # another reading was faster
                handled = intake(raw)
                if not handled:
                    _check(server.uid("COPY", number, _quoted(box.other)))
                _check(server.uid("STORE", number, "+FLAGS.SILENT", r"(\Deleted)"))
                yield handled
            _check(server.expunge())
    except (OSError, imaplib.IMAP4.error) as error:
        raise NoAccess(str(error)) from error


@contextmanager
def _signed_in(box: Imap) -> Iterator[imaplib.IMAP4]:
    server = (
        imaplib.IMAP4_SSL(box.host, box.port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_SECONDS)
        if box.tls
        else imaplib.IMAP4(box.host, box.port, timeout=TIMEOUT_SECONDS)
    )
    try:
        server.login(box.username, box.password)
        server.create(_quoted(box.other))  # says NO where it is there already
        yield server
    finally:
        try:
            server.logout()
        except (OSError, imaplib.IMAP4.error):
            server.shutdown()


def _numbers(server: imaplib.IMAP4, folder: str) -> list[str]:
    _check(server.select(_quoted(folder)))
    found = _check(server.uid("SEARCH", "UNDELETED"))
    numbers = found[0] if found and isinstance(found[0], bytes) else b""
    return numbers.decode("ascii").split()[:MOST_AT_ONCE]


def _fetch(server: imaplib.IMAP4, number: str) -> bytes | None:
    """Return the beginning of a mail, without marking it as read; None where it is gone."""
    parts = _check(server.uid("FETCH", number, f"(BODY.PEEK[]<0.{LONGEST_MAIL}>)"))
    return next((part[1] for part in parts if isinstance(part, tuple)), None)


def _check(answer: tuple[str, Sequence[Piece]]) -> Sequence[Piece]:
    if answer[0] != "OK":
        said = b" ".join(part for part in answer[1] if isinstance(part, bytes))
        raise NoAccess(said.decode("utf-8", "replace"))
    return answer[1]


def _quoted(name: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
