"""The web processes knock at the worker's door through Huey, whatever keeps its queue."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from huey import Huey

from cesi_site.outbox.huey_clock import add_tasks, make_huey
from cesi_site.outbox.kicker import Kicker
from tests.support.live import wait_until


@pytest.fixture
def queue(app: Flask, database: str, engine: str, tmp_path: Path) -> Iterator[Callable[[Flask], Huey]]:
    """Open the queue for an application: a file of its own beside SQLite, tables of its own in PostgreSQL."""
    app.config["HUEY_URL"] = database if engine == "postgresql" else f"sqlite:///{tmp_path / 'clock.sqlite'}"
    opened: list[Huey] = []

    def open_for(one: Flask) -> Huey:
        opened.append(make_huey(one))
        return opened[-1]

    yield open_for
    for huey in opened:
        huey.storage.close()


def test_a_knock_is_heard_on_the_other_side_and_two_are_one(app: Flask, queue: Callable[[Flask], Huey]) -> None:
    heard: list[str] = []
    knock, huey = add_tasks(queue(app), lambda: None, lambda: None), queue(app)
    add_tasks(huey, lambda: heard.append("knock"), lambda: heard.append("minute"))
    knock()
    knock()
    assert huey.pending_count() == 1
    huey.execute(huey.dequeue())
    assert heard == ["knock"]


def test_a_kick_knocks_without_waiting(app: Flask, queue: Callable[[Flask], Huey]) -> None:
    huey, kicker = queue(app), Kicker(app)
    for _ in range(5):
        kicker.kick()
    wait_until(lambda: huey.pending_count() == 1, seconds=10, what="the knock")


def test_a_message_that_somebody_else_put_there_is_not_run(
    app: Flask, queue: Callable[[Flask], Huey], make_app: Callable[..., Flask]
) -> None:
    stranger = make_app(HUEY_URL=app.config["HUEY_URL"], SECRET_KEY="another")
    add_tasks(queue(stranger), lambda: None, lambda: None)()
    with pytest.raises(ValueError, match="Signature"):
        queue(app).dequeue()


def test_a_queue_that_cannot_be_reached_keeps_no_request(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.config["HUEY_URL"] = "sqlite:////nowhere/at/all.sqlite"
    with caplog.at_level(logging.WARNING):
        Kicker(app).kick()
        wait_until(lambda: "looks for itself" in caplog.text, seconds=10, what="the warning")
