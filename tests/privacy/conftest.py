"""What tests of privacy share."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
from flask import Flask

from cesi_site.register import Register
from tests.privacy.filling import fill


@pytest.fixture
def register(context: Flask) -> Register:
    """The register of the application."""
    found: Register = context.extensions["register"]
    return found


@pytest.fixture
def filled(register: Register) -> dict[str, Any]:
    """A person with a row in every holding: the keys of the rows by the holdings' keys."""
    return fill(register)


@pytest.fixture
def run(app: Flask) -> Callable[..., str]:
    """Run a command of the site and return what it prints; it must succeed."""

    def one(*words: str, fails: bool = False, stdin: str | None = None) -> str:
        done = Context().run(app.test_cli_runner().invoke, args=list(words), input=stdin)
        assert (done.exit_code != 0) == fails, done.output
        return str(done.output)

    return one
