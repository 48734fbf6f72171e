"""The Web API of Dataverse, as far as it is used: write a row by its alternate key, and remove it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

API = "/api/data/v9.2"
KEY = "cesi_key"
TIMEOUT_SECONDS = 20
# A token is renewed so long before it ends.
MARGIN_SECONDS = 60
GONE = 404


class DataverseError(RuntimeError):
    """Dataverse refused or did not answer. The words hold its status and code, no data of a person."""


class Dataverse:
    """Speaks to one environment as an application user (OAuth 2.0 client credentials, RFC 6749 section 4.4)."""

    def __init__(self, *, url: str, token_url: str, client_id: str, client_secret: str) -> None:
        self.url = url
        self.token_url = token_url
        self._client_id = client_id
        self._client_secret = client_secret
        self._lock = threading.Lock()
        self._token, self._ends = "", 0.0

    def upsert(self, table: str, key: str, values: Mapping[str, Any]) -> None:
        """Make the row of a table that has this alternate key, or change it. Raises `DataverseError`."""
        self._send("PATCH", f"{table}({KEY}='{key}')", values)

    def remove(self, table: str, key: str) -> None:
        """Remove the row, where there is one. Raises `DataverseError`."""
        self._send("DELETE", f"{table}({KEY}='{key}')", fine=GONE)

    def _send(self, method: str, path: str, values: Mapping[str, Any] | None = None, *, fine: int = 0) -> None:
        headers = {
            "Authorization": f"Bearer {self._bearer()}",
            "Content-Type": "application/json",
            "OData-Version": "4.0",
            "OData-MaxVersion": "4.0",
        }
        body = None if values is None else json.dumps(values).encode()
        asked = Request(f"{self.url}{API}/{path}", data=body, headers=headers, method=method)  # noqa: S310 - a setting
        try:
            _answer(asked)
        except _Refused as refused:
            if refused.status == 401:
                self._ends = 0.0
            if refused.status != fine:
                raise DataverseError(f"{method} {path.partition('(')[0]}: {refused}") from None

    def _bearer(self) -> str:
        with self._lock:
            if time.monotonic() >= self._ends:
                self._renew()
            return self._token

    def _renew(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._client_id,
            "client_secret": self._client_secret,
            "scope": f"{self.url}/.default",
        }
        try:
            given = json.loads(_answer(Request(self.token_url, data=urlencode(form).encode())))  # noqa: S310 - a setting
            self._token = str(given["access_token"])
            self._ends = time.monotonic() + float(given["expires_in"]) - MARGIN_SECONDS
        except _Refused as refused:
            raise DataverseError(f"no token: {refused}") from None


class _Refused(Exception):
    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


def _answer(asked: Request) -> bytes:
    try:
        with urlopen(asked, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - a setting, checked when it is read
            body: bytes = answer.read()
            return body
    except HTTPError as error:
        raise _Refused(error.code, f"{error.code} {_code_in(error)}") from None
    except (URLError, TimeoutError, ConnectionError) as error:
        raise _Refused(0, f"no answer: {type(getattr(error, 'reason', error)).__name__}") from None


def _code_in(error: HTTPError) -> str:
    """Return the code of an error; its message may repeat what was sent, and is left out."""
    try:
        found = json.loads(error.read()).get("error", "")
    except (ValueError, AttributeError):
        return ""
    return str(found.get("code", "") if isinstance(found, dict) else found)[:80]
