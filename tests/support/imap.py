"""An IMAP server on loopback with two folders, as far as reading a mailbox for bounces needs one."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

LITERAL_FETCH = re.compile(r"(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)")


@dataclass
class Box:
    """What lies in the mailbox: mails by number, and the folders they were put into."""

    mails: dict[int, bytes] = field(default_factory=dict)
    folders: dict[str, list[bytes]] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    commands: list[str] = field(default_factory=list)
    password: str = "secret"
    refuse: str = ""
    port: int = 0
    newest: int = 0

    def put(self, *raws: bytes) -> None:
        """Let mails arrive."""
        for raw in raws:
            self.newest += 1
            self.mails[self.newest] = raw


class _Handler(socketserver.StreamRequestHandler):
    box: Box

    def handle(self) -> None:
        self._say("* OK ready")
        for line in iter(self.rfile.readline, b""):
            tag, _, rest = line.decode().strip().partition(" ")
            self.box.commands.append(rest)
            name = rest.removeprefix("UID ").partition(" ")[0].upper()
            words = rest.removeprefix("UID ").partition(" ")[2]
            answer = "NO refused" if name == self.box.refuse else self._do(name, words)
            self._say(f"{tag} {answer}")
            if name == "LOGOUT":
                return

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _do(self, name: str, words: str) -> str:
        method = getattr(self, f"do_{name.lower()}", None)
        return "BAD unknown" if method is None else method(words) or "OK done"

    def do_capability(self, _: str) -> None:
        self._say("* CAPABILITY IMAP4rev1")

    def do_login(self, words: str) -> str | None:
        return None if words.endswith(f'"{self.box.password}"') else "NO wrong password"

    def do_create(self, words: str) -> str | None:
        if words.strip('"') in self.box.folders:
            return "NO it exists"
        self.box.folders[words.strip('"')] = []
        return None

    def do_select(self, words: str) -> str | None:
        self._say(f"* {len(self.box.mails)} EXISTS")
        return None if words == '"INBOX"' else "NO no such folder"

    def do_search(self, _: str) -> None:
        self._say("* SEARCH " + " ".join(str(number) for number in self.box.mails if number not in self.box.deleted))

    def do_fetch(self, words: str) -> None:
        found = LITERAL_FETCH.fullmatch(words)
        assert found is not None
        raw = self.box.mails[int(found[1])][: int(found[2])]
        self.wfile.write(b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n" % (found[1].encode(), len(raw)) + raw + b")\r\n")

    def do_copy(self, words: str) -> None:
        number, _, folder = words.partition(" ")
        self.box.folders[folder.strip('"')].append(self.box.mails[int(number)])

    def do_store(self, words: str) -> None:
        self.box.deleted.add(int(words.partition(" ")[0]))

    def do_expunge(self, _: str) -> None:
        for number in self.box.deleted:
            self.box.mails.pop(number, None)

    def do_logout(self, _: str) -> None:
        self._say("* BYE")


@contextmanager
def running() -> Iterator[Box]:
    """Run a server and give its mailbox."""
    box = Box()
    handler = type("Handler", (_Handler,), {"box": box})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
