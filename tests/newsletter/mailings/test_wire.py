"""Letters over the wire: with commands sent ahead and without, and what the server's answers come to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from cesi_site.newsletter.sending.wire import Answer, Parcel, SenderRefused, Wire
from cesi_site.outbox.post import ConnectionLost, ServerUnreachable
from tests.support import sink
from tests.support.postgres import free_port

LETTER = b"Subject: x\r\n\r\ntext\r\n..a dot\r\n"


def parcels(*names: str) -> list[Parcel]:
    return [
        Parcel.of(place, f"bounce+{place}@cesi.be", f"{name}@lezer.example", LETTER) for place, name in enumerate(names)
    ]


@contextmanager
def wire(app: Flask, port: int) -> Iterator[Wire]:
    app.extensions["mail"].port = port
    opened = Wire()
    try:
        yield opened
    finally:
        opened.close()


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("pipelining", [True, False])
def test_letters_arrive_whole_and_in_order(context: Flask, tmp_path: Path, pipelining: bool) -> None:
    with sink.running(tmp_path, pipelining=pipelining) as to, wire(context, to.port) as opened:
        answers = list(opened.send(parcels("a", "b", "c")))
        answers += list(opened.send(parcels("d")))
        taken = list(to.taken())
    assert [answer.taken for answer in answers] == [True] * 4
    assert [one.recipient for one in taken] == [f"{name}@lezer.example" for name in "abcd"]
    assert taken[1].sender == "bounce+1@cesi.be"


class Server:
    """A mail server of few words: `answer` says what it replies to a command or to a letter."""

    def __init__(self, answer: Callable[[bytes], bytes], *, ahead: bool) -> None:
        self.port = free_port()
        self.said: list[bytes] = []
        self.answer = answer
        self.greeting = b"250-own\r\n250-PIPELINING\r\n250 8BITMIME\r\n" if ahead else b"250 own\r\n"
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with self.listener:
            connection, _ = self.listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 own\r\n")
            in_letter, letter = False, b""
            for line in lines:
                if in_letter and line != b".\r\n":
                    letter += line
                    continue
                reply = self._reply(letter or b".\r\n" if in_letter else line)
                in_letter, letter = not in_letter and reply.startswith(b"354"), b""
                if not reply:
                    return
                connection.sendall(reply)

    def _reply(self, line: bytes) -> bytes:
        self.said.append(line)
        if line.startswith(b"EHLO"):
            return self.greeting
        return b"221 bye\r\n" if line.startswith(b"QUIT") else self.answer(line)


def answering(**answers: str) -> Callable[[bytes], bytes]:
    """Answer 250, and otherwise what is given for a word that the line holds."""

    def answer(line: bytes) -> bytes:
        for word, reply in answers.items():
            if word.encode() in line:
                return f"{reply}\r\n".encode() if reply else b""
        return b"354 go on\r\n" if line == b"DATA\r\n" else b"250 ok\r\n"

    return answer


def send(app: Flask, server: Server, names: Sequence[str]) -> list[Answer]:
    with wire(app, server.port) as opened:
        return list(opened.send(parcels(*names)))


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("ahead", [True, False])
def test_a_refused_recipient_keeps_the_others_apart(context: Flask, ahead: bool) -> None:
    server = Server(answering(dead="550 5.1.1 nobody", full="452 4.2.2 full"), ahead=ahead)
    found = send(context, server, ["a", "dead", "b", "full", "c"])
    assert [(one.key, one.code) for one in found] == [(0, 250), (1, 550), (2, 250), (3, 452), (4, 250)]
    assert found[1].permanent and not found[1].of_the_letter
    assert "nobody" in found[1].words
    assert not found[3].permanent


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("ahead", [True, False])
def test_a_server_that_refuses_data_after_a_refused_recipient_is_reset(context: Flask, ahead: bool) -> None:
    refused = False

    def answer(line: bytes) -> bytes:
        nonlocal refused
        if line.startswith(b"RCPT"):
            refused = b"dead" in line
            return b"550 nobody\r\n" if refused else b"250 ok\r\n"
        if line == b"DATA\r\n":
            return b"503 no recipient\r\n" if refused else b"354 go on\r\n"
        return b"250 ok\r\n"

    server = Server(answer, ahead=ahead)
    assert [one.code for one in send(context, server, ["dead", "a"])] == [550, 250]
    assert b"RSET\r\n" in server.said


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("ahead", [True, False])
def test_a_letter_refused_for_what_it_says_is_told_apart(context: Flask, ahead: bool) -> None:
    server = Server(answering(**{"a dot": "554 looks like spam"}), ahead=ahead)
    (found,) = send(context, server, ["a"])
    assert found.permanent and found.of_the_letter


@pytest.mark.engine("sqlite")
def test_a_refused_sender_is_no_recipient_s_fault(context: Flask) -> None:
    server = Server(answering(MAIL="550 relaying denied"), ahead=True)
    with pytest.raises(SenderRefused, match="relaying denied"):
        send(context, server, ["a"])


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("word", ["MAIL", "a dot"])
def test_a_connection_that_ends_leaves_the_letter_in_doubt(context: Flask, word: str) -> None:
    for reply in ("421 too many letters", ""):
        server = Server(answering(**{word: reply}), ahead=True)
        with pytest.raises(ConnectionLost):
            send(context, server, ["a", "b"])


@pytest.mark.engine("sqlite")
def test_no_server_no_wire(context: Flask) -> None:
    context.extensions["mail"].port = free_port()
    with pytest.raises(ServerUnreachable):
        Wire()


@pytest.mark.parametrize(
    "address", ["a@b.example>\r\nDATA", "a b@c.example", "a@\u00e9.example", "<a@b.example", "a@b\t.example"]
)
def test_what_no_command_can_hold_is_no_parcel(address: str) -> None:
    for sender, recipient in ((address, "a@b.example"), ("a@b.example", address)):
        with pytest.raises(ValueError):
            Parcel.of(1, sender, recipient, LETTER)
