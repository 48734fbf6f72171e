"""The way to the SMTP server for many letters: one round trip a letter where the server takes commands ahead.

With PIPELINING (RFC 2920) a letter's text and the next letter's envelope go out together; a server that does not
offer it is asked step by step, by the same code.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cesi_site.outbox.post import ConnectionLost, open_server

# A server may look long at a letter before it answers (RFC 5321, 4.5.3.2.6); who gives up too early sends it twice.
END_OF_LETTER_SECONDS = 300.0
START_MAIL_INPUT = 354
SERVICE_CLOSING = 421
_ADDRESS = re.compile(r"[!-;=?-~]+")


class SenderRefused(Exception):
    """The server takes no mail from us, whoever it is for: a setting to mend, or too much at once."""


@dataclass(frozen=True)
class Parcel:
    """A letter with its envelope: the commands that announce it. `key` is the number of the recipient's row."""

    key: int
    envelope: tuple[bytes, bytes, bytes]
    content: bytes

    @classmethod
    def of(cls, key: int, sender: str, recipient: str, content: bytes) -> Parcel:
        """Make a parcel of what is ready for the wire. Raises `ValueError` for an address that no command can hold."""
        return cls(key, (_command("MAIL FROM", sender), _command("RCPT TO", recipient), b"DATA\r\n"), content)


def _command(verb: str, address: str) -> bytes:
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"{address!r} is not one address that a command can hold")
    return f"{verb}:<{address}>\r\n".encode("ascii")


@dataclass(frozen=True)
class Answer:
    """What the server said to one letter: `code` below 300 took it, from 500 on refused it for good.

    `of_the_letter`: what the letter says was refused, not its recipient.
    """

    key: int
    code: int
    words: str
    of_the_letter: bool = False

    @property
    def taken(self) -> bool:
        """Whether the server answers for it from now on."""
        return self.code < 300

    @property
    def permanent(self) -> bool:
        """Whether trying again is of no use."""
        return self.code >= 500


@dataclass(frozen=True)
class _Reply:
    code: int
    text: str

    @property
    def ok(self) -> bool:
        return self.code < 300

    @property
    def words(self) -> str:
        return f"{self.code} {self.text}"


class Wire:
    """A connection that letters go over. Needs an application context to open; raises `ServerUnreachable`."""

    def __init__(self) -> None:
        self._host = open_server()
        self._pipelining = bool(self._host.has_extn("pipelining"))
        self._patience = self._host.timeout
        self._open: Parcel | None = None
        self._transaction_open = False

    def send(self, parcels: Iterable[Parcel]) -> Iterator[Answer]:
        """Hand over the letters; yield the answer to each as soon as it is there.

        Raises `ConnectionLost`, after which the letters without an answer are in doubt, and `SenderRefused`.
        """
        try:
            for parcel in parcels:
                yield from self._step(parcel)
            yield from self._step(None)
        except smtplib.SMTPException as error:
            raise ConnectionLost(str(error)) from error
        except OSError as error:
            raise ConnectionLost(str(error) or type(error).__name__) from error

    def close(self) -> None:
        """Say good-bye, if anybody still listens."""
        try:
            self._host.quit()
        except OSError:
            self._host.close()

    def _step(self, parcel: Parcel | None) -> Iterator[Answer]:
        """Send the text of the letter that was announced and announce the next, together where that may be."""
        text, reset = self._open, self._transaction_open
        commands = [text.content + b".\r\n"] if text else []
        if reset:
            commands.append(b"RSET\r\n")
        if parcel:
            commands += parcel.envelope
        replies = self._exchange(commands, text_first=text is not None)
        self._open, self._transaction_open = None, False
        if text:
            yield _answer_to_text(text, next(replies))
        if reset:
            next(replies)
        if parcel:
            yield from self._announced(parcel, next(replies), next(replies), next(replies))

    def _announced(self, parcel: Parcel, mail: _Reply, to: _Reply, data: _Reply) -> Iterator[Answer]:
        if data.code == START_MAIL_INPUT:
            if mail.ok and to.ok:
                self._open = parcel
                return
            # The server waits for a text although nobody is to get it: it gets an empty one, and refuses it.
            next(self._exchange([b".\r\n"], text_first=True))
        self._transaction_open = data.code != START_MAIL_INPUT
        if not mail.ok:
            raise SenderRefused(mail.words)
        refusal = data if to.ok else to
        yield Answer(parcel.key, max(refusal.code, 400), refusal.words, of_the_letter=to.ok)

    def _exchange(self, commands: list[bytes], *, text_first: bool) -> Iterator[_Reply]:
        """Send commands; give their replies one by one, in order."""
        if self._pipelining:
            self._host.send(b"".join(commands))
        for place, command in enumerate(commands):
            if not self._pipelining:
                self._host.send(command)
            yield self._reply(patient=text_first and place == 0)

    def _reply(self, *, patient: bool) -> _Reply:
        sock = self._host.sock
        if patient and sock is not None:
            sock.settimeout(END_OF_LETTER_SECONDS)
        code, text = self._host.getreply()
        if patient and self._host.sock is not None:
            self._host.sock.settimeout(self._patience)
        if code in {SERVICE_CLOSING, -1}:
            raise smtplib.SMTPServerDisconnected(f"{code} {text.decode(errors='replace')}")
        return _Reply(code, text.decode(errors="replace"))


def _answer_to_text(parcel: Parcel, reply: _Reply) -> Answer:
    return Answer(parcel.key, reply.code, reply.words, of_the_letter=not reply.ok)
