"""Mail and work that cannot vanish: rows written with the change they belong to, carried out by a worker.

`queue_mail` and `queue_job` add a row to the open transaction. Functions under `@mail`, `@job` and
`@scheduled` say what becomes of it; they are found by name, so their modules are imported when the
application is made.
"""

from __future__ import annotations

import threading
from typing import Protocol

import flask_mail
from flask import Flask, current_app

from cesi_site.outbox import upkeep
from cesi_site.outbox.delivery import recipient_refused
from cesi_site.outbox.kicker import Kicker
from cesi_site.outbox.mail import NOBODY, Attachment, Automatic, Mail, UnsafeMail, message_id_of
from cesi_site.outbox.operations import queue_job, queue_mail
from cesi_site.outbox.registry import job, mail, scheduled

__all__ = [
    "NOBODY",
    "Attachment",
    "Automatic",
    "Mail",
    "UnsafeMail",
    "init_app",
    "job",
    "mail",
    "message_id_of",
    "queue_job",
    "queue_mail",
    "recipient_refused",
    "scheduled",
    "stopping",
    "upkeep",
    "wake_worker_at_commit",
]


class Doorbell(Protocol):
    """What is rung when rows were committed."""

    def kick(self) -> None:
        """Wake the worker."""


class Silence:
    """For processes that end soon, such as commands: the worker looks for itself each second."""

    def kick(self) -> None:
        """Wake nobody."""


def init_app(app: Flask) -> None:
    """Set up the mail settings and `flask outbox`."""
    from cesi_site.outbox.commands import outbox

    app.config.setdefault("MAIL_SUPPRESS_SEND", False)
    flask_mail.Mail(app)
    app.extensions["outbox"] = Silence()
    app.extensions["stopping"] = threading.Event()
    app.cli.add_command(outbox)


def stopping() -> threading.Event:
    """Return what is set once this process was told to stop: a job that takes long looks at it, and ends in order."""
    event: threading.Event = current_app.extensions["stopping"]
    return event


def wake_worker_at_commit(app: Flask) -> None:
    """Let this process wake the worker when it has queued something: for web servers."""
    app.extensions["outbox"] = Kicker(app)
