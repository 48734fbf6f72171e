"""The gate: what is not declared does not leave, what is retired is expired."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.test import Client

from cesi_site.core.cookie_gate import CookieGate


def _site(environ: Any, start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Set-Cookie", "cesi_language=nl"), ("Set-Cookie", "_ga=1; Path=/"), ("X-Kept", "1")])
    return [b""]


def _gate() -> CookieGate:
    return CookieGate(_site, declared={"cesi_language"}, retired={"__utma", "has_js"}, domain_of=lambda host: "cesi.be")


@pytest.mark.promise("F9")
def test_an_undeclared_cookie_never_leaves_and_is_recorded() -> None:
    gate = _gate()
    response = Client(gate).get("/")
    assert response.headers.getlist("Set-Cookie") == ["cesi_language=nl"]
    assert response.headers["X-Kept"] == "1"
    assert list(gate.violations) == ["_ga"]


@pytest.mark.promise("F9")
def test_a_cookie_of_a_retired_tool_is_expired_on_host_and_domain() -> None:
    response = Client(_gate(), use_cookies=False).get("/", headers={"Cookie": "__utma=123; cesi_language=nl"})
    expired = [header for header in response.headers.getlist("Set-Cookie") if header.startswith("__utma")]
    assert expired == ["__utma=; Max-Age=0; Path=/", "__utma=; Max-Age=0; Path=/; Domain=cesi.be"]


def test_a_broken_cookie_header_does_no_harm() -> None:
    assert Client(_gate(), use_cookies=False).get("/", headers={"Cookie": "\x01=;;=,"}).status_code == 200
