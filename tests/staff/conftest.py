"""What tests of the desks share: the topics, and a way to sit down at a desk."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
from flask import Flask

from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.contact.operations import load_topics, propose_files, receive_message
from tests.contact.conftest import draft
from tests.staff.people import Desk, staff

AGENT = StaffRoleName.CONTACT_AGENT


@pytest.fixture
def topics(context: Flask) -> None:
    """The topics a site starts with."""
    load_topics()


@pytest.fixture
def agent(topics: None) -> Account:
    """A contact agent who reads the messages on trainings and invoices."""
    return staff("Anna Peeters", AGENT, topics=("training", "invoice"))


@pytest.fixture
def desk(context: Flask, agent: Account) -> Desk:
    """The agent's browser."""
    return Desk(context, agent)


@pytest.fixture
def send(topics: None) -> Callable[..., int]:
    """Let a visitor send a message, and the worker look whose file it may stand in; gives its number."""
    count = iter(range(1000))

    def one(*, suspicions: tuple[str, ...] = (), **changes: Any) -> int:
        number = receive_message(draft(**changes), number=f"form {next(count)}", suspicions=suspicions).id
        if not suspicions:
            propose_files(number)
        return number

    return one


@pytest.fixture
def deliver(app: Flask) -> Callable[[], None]:
    """Do one round of the worker's work."""

    def run() -> None:
        done = Context().run(app.test_cli_runner().invoke, args=["outbox", "deliver", "--once"])
        assert done.exit_code == 0, done.output

    return run
