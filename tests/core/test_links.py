"""Signed links open what they were made for, while they last, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from cesi_site.core import links

pytestmark = pytest.mark.engine("sqlite")
PAYLOADS: tuple[Any, ...] = (5, "é", [1, None, "a"], {"key": "x" * 1000})


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_link_gives_back_what_was_put_in(context: Flask, payload: Any) -> None:
    assert links.read("a purpose", links.sign("a purpose", payload), max_age=60) == payload


def test_what_is_long_is_packed(context: Flask) -> None:
    assert len(links.sign("a purpose", PAYLOADS[3])) < 150


def test_a_link_is_for_one_purpose(context: Flask) -> None:
    with pytest.raises(links.BadLink):
        links.read("another purpose", links.sign("a purpose", 5))


@pytest.mark.parametrize("place", [0, 5, -1])
def test_a_link_that_was_changed_is_refused(context: Flask, place: int) -> None:
    token = list(links.sign("a purpose", [4711, 4712]))
    token[place] = "A" if token[place] != "A" else "Q"
    with pytest.raises(links.BadLink):
        links.read("a purpose", "".join(token))


@pytest.mark.parametrize("token", ["", "x", "x.y.z", ".", "é.é.é", "MQ"])
def test_what_is_no_link_is_refused(context: Flask, token: str) -> None:
    with pytest.raises(links.BadLink):
        links.read("a purpose", token)


def test_a_link_ends(context: Flask) -> None:
    with time_machine.travel("2026-11-23T10:00Z", tick=False) as traveller:
        token = links.sign("a purpose", 5)
        traveller.shift(3600)
        assert links.read("a purpose", token, max_age=3600) == 5
        traveller.shift(1)
        with pytest.raises(links.ExpiredLink):
            links.read("a purpose", token, max_age=3600)
        assert links.read("a purpose", token) == 5


@pytest.mark.parametrize("payload", PAYLOADS)
def test_links_are_those_of_itsdangerous(context: Flask, payload: Any) -> None:
    """Links that stand in mails were made by itsdangerous alone: they stay good, and could be read by it again."""
    plain = URLSafeTimedSerializer(context.config["SECRET_KEY"], salt="link:a purpose")
    assert links.read("a purpose", plain.dumps(payload), max_age=60) == payload
    assert plain.loads(links.sign("a purpose", payload), max_age=60) == payload
