"""What measuring costs a page that is answered from memory, in this process: a small part of what the page costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0"
REQUESTS, ROUNDS = 2_000, 25
# One answer of the server process around the application: what granian needs for a request at its very best.
SERVER_SECONDS = 40e-6


@pytest.mark.promise("F1")
@pytest.mark.engine("sqlite")
def test_F1_noting_a_page_costs_next_to_nothing(make_app: Callable[..., Flask]) -> None:
    on, off = (_seconds_a_page(make_app(VISITS=setting, PAGE_CACHE_SECONDS=60.0)) for setting in ("visits", "off"))
    assert (on - off) / (off + SERVER_SECONDS) < 0.05, f"{on * 1e6:.2f} us beside {off * 1e6:.2f} us"


def _seconds_a_page(app: Flask) -> float:
    """Return the processor time of this thread in the best of some rounds, by page: others are at work beside it."""
    environ = {
        "REQUEST_METHOD": "GET",
        "HTTP_HOST": "localhost",
        "PATH_INFO": "/nl/",
        "QUERY_STRING": "",
        "HTTP_USER_AGENT": FIREFOX,
        "HTTP_ACCEPT_ENCODING": "gzip",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
    }
    layer: Any = app.wsgi_app
    for _ in range(3):
        app.test_client().get("/nl/", headers={"User-Agent": FIREFOX})
    return min(_round(layer, environ) for _ in range(ROUNDS)) / REQUESTS


def _round(layer: Any, environ: dict[str, str]) -> float:
    def start(status: str, headers: Any, exc_info: Any = None) -> None:
        assert status == "200 OK"

    begin = time.thread_time()
    for _ in range(REQUESTS):
        layer(dict(environ), start)
    return time.thread_time() - begin
