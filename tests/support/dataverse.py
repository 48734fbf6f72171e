"""A Dataverse of our own: a token, rows by alternate key, and what goes wrong there."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

_ROW = re.compile(r"^/api/data/v9\.2/(leads|contacts)\(cesi_key='([0-9a-f]{32})'\)$")


class FakeDataverse:
    """What it holds: `rows` by (table, key). `failing` are statuses with which the next calls are answered."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}
        self.failing: list[int] = []
        self.tokens = 0
        self.calls: list[str] = []
        self.asked_for_token: dict[str, list[str]] = {}
        self.url = ""

    def table(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a table."""
        return [row for (table, _key), row in self.rows.items() if table == name]


class _Handler(BaseHTTPRequestHandler):
    fake: FakeDataverse

    def do_POST(self) -> None:
        fake = self.fake
        fake.asked_for_token = parse_qs(self._body().decode())
        if self.path != "/tenant/oauth2/v2.0/token" or fake.asked_for_token["client_secret"] != ["s3cret"]:
            self._answer(401, {"error": "invalid_client"})
            return
        fake.tokens += 1
        self._answer(200, {"access_token": f"token-{fake.tokens}", "expires_in": 3600})

    def do_PATCH(self) -> None:
        values = json.loads(self._body())
        match = _ROW.match(self.path)
        if self._refuse():
            return
        if match is None:
            self._answer(400, {"error": {"code": "bad"}})
            return
        self.fake.rows.setdefault((match[1], match[2]), {}).update(values)
        self._answer(204)

    def do_DELETE(self) -> None:
        if self._refuse():
            return
        match = _ROW.match(self.path)
        found = match and self.fake.rows.pop((match[1], match[2]), None)
        self._answer(204 if found is not None else 404)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def _refuse(self) -> bool:
        self.fake.calls.append(f"{self.command} {self.path}")
        if self.headers.get("Authorization") != f"Bearer token-{self.fake.tokens}":
            self._answer(401, {"error": {"code": "0x80072560"}})
            return True
        if self.fake.failing:
            self._answer(self.fake.failing.pop(0), {"error": {"code": "0x80044150", "message": "about els@example"}})
            return True
        return False

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _answer(self, status: int, content: Any = None) -> None:
        body = json.dumps(content).encode() if content is not None else b""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running() -> Iterator[FakeDataverse]:
    """Run one on loopback."""
    fake = FakeDataverse()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": fake}))
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
