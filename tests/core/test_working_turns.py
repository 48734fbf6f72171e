"""The requests of a web process take turns, and nobody holds up the site."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from cesi_site.core.working_turns import WorkingTurns, give_way

LONG = 5.0


def start_response(*answer: Any) -> Callable[[bytes], object]:
    """Take the head of an answer."""
    return bytes


class Site:
    """A WSGI application whose requests go on when the test says so."""

    def __init__(self) -> None:
        self.working: list[str] = []
        self.go_on = {name: threading.Event() for name in ("first", "second", "third")}
        self.begun = {name: threading.Event() for name in self.go_on}
        self.gives_way: set[str] = set()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        name: str = environ["PATH_INFO"]
        self.begun[name].set()
        if name in self.gives_way:
            give_way()
        assert self.go_on[name].wait(LONG)
        return [name.encode()]


def ask(pool: ThreadPoolExecutor, layer: WorkingTurns, name: str) -> Any:
    return pool.submit(layer, {"PATH_INFO": name}, start_response)


def test_a_request_begins_when_the_one_before_is_done() -> None:
    site = Site()
    layer = WorkingTurns(site, patience=LONG)
    with ThreadPoolExecutor(2) as pool:
        first = ask(pool, layer, "first")
        assert site.begun["first"].wait(LONG)
        second = ask(pool, layer, "second")
        assert not site.begun["second"].wait(0.1)
        site.go_on["second"].set()
        site.go_on["first"].set()
        assert (first.result(LONG), second.result(LONG)) == ([b"first"], [b"second"])


def test_a_request_begins_when_the_one_before_waits_for_the_disk() -> None:
    site = Site()
    site.gives_way = {"first"}
    layer = WorkingTurns(site, patience=LONG)
    with ThreadPoolExecutor(2) as pool:
        first = ask(pool, layer, "first")
        site.go_on["second"].set()
        assert ask(pool, layer, "second").result(LONG) == [b"second"]
        site.go_on["first"].set()
        assert first.result(LONG) == [b"first"]


def test_a_slow_request_holds_up_the_next_one_a_moment_and_the_others_not() -> None:
    site = Site()
    layer = WorkingTurns(site, patience=0.2)
    with ThreadPoolExecutor(2) as pool:
        first = ask(pool, layer, "first")
        assert site.begun["first"].wait(LONG)
        site.go_on["second"].set()
        site.go_on["third"].set()
        assert ask(pool, layer, "second").result(LONG) == [b"second"]
        began = time.monotonic()
        assert ask(pool, layer, "third").result(LONG) == [b"third"]
        assert time.monotonic() - began < 0.2
        site.go_on["first"].set()
        assert first.result(LONG) == [b"first"]


def test_a_request_that_fails_lets_the_next_one_begin() -> None:
    def broken(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        raise RuntimeError(environ["PATH_INFO"])

    layer = WorkingTurns(broken, patience=LONG)
    began = time.monotonic()
    for name in ("first", "second"):
        with pytest.raises(RuntimeError, match=name):
            layer({"PATH_INFO": name}, start_response)
    assert time.monotonic() - began < LONG


def test_requests_take_turns_with_sqlite_alone(app: Flask, engine: str) -> None:
    layer: Any = app.wsgi_app
    layers = []
    while layer is not None:
        layers.append(type(layer))
        layer = getattr(layer, "app", None)
    assert (WorkingTurns in layers) == (engine == "sqlite")
