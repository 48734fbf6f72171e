"""An application whose passwords cost next to nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context

import pytest
from flask import Flask

from tests.accounts.people import CHEAP, Browser


@pytest.fixture
def app(make_app: Callable[..., Flask], request: pytest.FixtureRequest) -> Flask:
    """The application, on each database."""
    mail = {"MAIL_PORT": request.getfixturevalue("smtp").port} if "smtp" in request.fixturenames else {}
    return make_app(**CHEAP, **mail)


@pytest.fixture
def browser(context: Flask) -> Browser:
    """Somebody's browser."""
    return Browser(context)


@pytest.fixture
def deliver(app: Flask) -> Callable[[], None]:
    """Let the worker do once what it would do by itself: jobs first, then the mails they lead to."""

    def once() -> None:
        for _ in range(2):
            done = Context().run(app.test_cli_runner().invoke, args=["outbox", "deliver", "--once"])
            assert done.exit_code == 0, done.output

    return once
