"""A fast SMTP server that keeps nothing: for measuring, and for killing who speaks to it.

Run as `python -m tests.support.sink PORT FILE [--plain] [--wait MILLISECONDS]`; it appends a line to FILE for each
letter it takes: recipient, envelope sender, Message-ID. It offers PIPELINING unless `--plain`.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.support.postgres import free_port

END = b"\r\n.\r\n"
MESSAGE_ID = re.compile(rb"^Message-ID: *([^\r\n]+)", re.MULTILINE | re.IGNORECASE)


class Session(asyncio.Protocol):
    """One connection."""

    def __init__(self, out: IO[bytes], *, pipelining: bool, wait: float) -> None:
        self.out = out
        self.wait = wait
        extensions = [b"sink", b"PIPELINING", b"8BITMIME"] if pipelining else [b"sink", b"8BITMIME"]
        self.greeting = b"".join(
            b"250%s%s\r\n" % (b"-" if place < len(extensions) - 1 else b" ", word)
            for place, word in enumerate(extensions)
        )
        self.buffer = bytearray()
        self.in_letter = False
        self.sender = b""
        self.recipient = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer all that is complete, in one go."""
        seen = max(0, len(self.buffer) - len(END))
        self.buffer += data
        answers = bytearray()
        while True:
            end = self.buffer.find(END, seen) if self.in_letter else self.buffer.find(b"\r\n")
            if end < 0:
                break
            if self.in_letter:
                answers += self._take(bytes(self.buffer[:end]))
                del self.buffer[: end + len(END)]
            else:
                answers += self._answer(bytes(self.buffer[:end]))
                del self.buffer[: end + 2]
            seen = 0
        if answers and self.transport is not None:
            self.transport.write(bytes(answers))

    def _take(self, letter: bytes) -> bytes:
        self.in_letter = False
        found = MESSAGE_ID.search(letter, 0, 4_000)
        self.out.write(b"%s %s %s\n" % (self.recipient, self.sender, found[1] if found else b"-"))
        self.out.flush()
        if self.wait:
            time.sleep(self.wait)  # the whole server is slow then, not this connection alone
        return b"250 taken\r\n"

    def _answer(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb == b"MAIL":
            self.sender = line[line.find(b"<") + 1 : line.rfind(b">")]
        elif verb == b"RCPT":
            self.recipient = line[line.find(b"<") + 1 : line.rfind(b">")]
        elif verb == b"DATA":
            self.in_letter = True
            return b"354 go on\r\n"
        elif verb == b"EHLO":
            return self.greeting
        elif verb == b"QUIT":
            assert self.transport is not None
            self.transport.close()
            return b""
        return b"250 ok\r\n"


async def _serve(port: int, file: Path, *, pipelining: bool, wait: float) -> None:
    with file.open("ab") as out:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Session(out, pipelining=pipelining, wait=wait), "127.0.0.1", port)
        stopping = loop.create_future()
        loop.add_signal_handler(signal.SIGTERM, stopping.set_result, None)
        print("ready", flush=True)
        await stopping
        server.close()


@dataclass(frozen=True)
class Taken:
    """A letter that the sink took."""

    recipient: str
    sender: str
    message_id: str


class Sink:
    """A running sink, in a process of its own."""

    def __init__(self, port: int, file: Path) -> None:
        self.port = port
        self.file = file

    def count(self) -> int:
        """Return how many letters it took."""
        return self.file.read_bytes().count(b"\n")

    def taken(self) -> Iterator[Taken]:
        """Yield what it took, in order."""
        with self.file.open() as lines:
            for line in lines:
                yield Taken(*line.split())


@contextmanager
def running(folder: Path, *, pipelining: bool = True, wait: float = 0.0) -> Iterator[Sink]:
    """Run a sink on a free port, until the block ends; `wait` is what it takes over each letter, in milliseconds."""
    sink = Sink(free_port(), folder / f"sink-{time.monotonic_ns()}.txt")
    command = [sys.executable, "-m", "tests.support.sink", str(sink.port), str(sink.file), "--wait", str(wait)]
    process = subprocess.Popen([*command, *([] if pipelining else ["--plain"])], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == b"ready\n"
        try:
            yield sink
        finally:
            process.terminate()
            process.wait(10)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--wait", type=float, default=0.0)
    chosen = parser.parse_args()
    asyncio.run(_serve(chosen.port, chosen.file, pipelining=not chosen.plain, wait=chosen.wait / 1000))


if __name__ == "__main__":
    main()
