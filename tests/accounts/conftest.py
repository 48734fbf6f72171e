"""An application whose passwords cost next to nothing."""

from __future__ import annotations

from collections.abc import Callable

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
