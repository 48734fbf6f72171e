"""The local mailbox: a real SMTP server on loopback that keeps every mail as a file and delivers nowhere."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import signal
import sys
from dataclasses import dataclass
from email import message_from_binary_file, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from cesi_site.core.processes import end_with_parent

LOOPBACK = "127.0.0.1"
# More than any mail the site makes.
LARGEST_MAIL = 64_000_000
SENDER = "X-Envelope-From"
RECIPIENTS = "X-Envelope-To"

_NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")


class _Keeper:
    """Keeps what the SMTP server receives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Write one mail, whole or not at all, with its envelope in front."""
        assert isinstance(envelope.original_content, bytes)
        recipients = ", ".join(envelope.rcpt_tos)
        head = f"{SENDER}: {envelope.mail_from or '<>'}\r\n{RECIPIENTS}: {recipients}\r\n"
        name = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
        draft = self.folder / f"{name}.part"
        draft.write_bytes(head.encode() + envelope.original_content)
        draft.rename(self.folder / f"{name}.eml")
        return "250 OK"


def keep_mails(folder: Path, *, port: int) -> Controller:
    """Start the server on loopback, in a thread that ends with this process; return it, to stop it earlier.

    Raises `OSError` when the port is taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(
        _Keeper(folder), hostname=LOOPBACK, port=port, data_size_limit=LARGEST_MAIL, decode_data=False
    )
    controller.start()
    return controller


@dataclass(frozen=True)
class KeptMail:
    """A mail of the local mailbox."""

    id: str
    path: Path

    @cached_property
    def message(self) -> EmailMessage:
        """The mail as it was received."""
        with self.path.open("rb") as file:
            message: Any = message_from_binary_file(file, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    @property
    def received_at(self) -> dt.datetime:
        """When it arrived, in UTC."""
        return dt.datetime.strptime(self.id.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=dt.UTC)

    @property
    def subject(self) -> str:
        """Its subject, in one line."""
        return " ".join(str(self.message.get("Subject", "")).split())

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All headers, the envelope first, as a person reads them."""
        return [(name, " ".join(str(value).split())) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        """The plain text part, or nothing."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part as it was sent, or nothing. Show it in a frame that runs nothing and fetches nothing."""
        return self._part("html")

    @property
    def attachments(self) -> list[tuple[str, str, int]]:
        """The name, type and size in bytes of each file that came along."""
        found = []
        for part in self.message.iter_attachments():
            payload = part.get_payload(decode=True)
            size = len(payload) if isinstance(payload, bytes) else 0
            found.append((part.get_filename() or "", part.get_content_type(), size))
        return found

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""


def kept_mails(folder: Path, *, at_most: int = 200) -> list[KeptMail]:
    """Return the mails of the mailbox, the newest first."""
    files = sorted((path for path in folder.glob("*.eml") if _NAME.fullmatch(path.stem)), reverse=True)
    return [KeptMail(path.stem, path) for path in files[:at_most]]


def find_mail(folder: Path, mail_id: str) -> KeptMail | None:
    """Return one mail, or None when there is none of that name."""
    path = folder / f"{mail_id}.eml"
    if not _NAME.fullmatch(mail_id) or not path.is_file():
        return None
    return KeptMail(mail_id, path)


def main(folder: str, port: str) -> None:
    """Keep mails until this process is stopped, or the one that started it is gone."""
    end_with_parent()
    controller = keep_mails(Path(folder), port=int(port))
    try:
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
    finally:
        controller.stop()


if __name__ == "__main__":
    # Before the threads start, so that none of them takes the signal.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main(*sys.argv[1:])
