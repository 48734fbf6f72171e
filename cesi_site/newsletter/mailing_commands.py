"""`flask newsletter send` and `progress`: mailings seen and carried on from a terminal."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Column, Table

from cesi_site.core import clock
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import db
from cesi_site.newsletter.models import Mailing
from cesi_site.newsletter.queries.mailings import OPEN_STATES, find_mailing, find_mailings, progress_of
from cesi_site.newsletter.sending.engine import End, Engine, Result

LOOK_EVERY_SECONDS = 0.5
MOST_SHOWN = 30
NUMBERS = ("listed", "sent", "refused", "left out", "wait")


@click.command("send")
@click.argument("number", type=int)
@with_appcontext
def send(number: int) -> None:
    """Send the mailing NUMBER here, beside or instead of the worker, and show how far it is.

    It must have been approved and its time must have come. Begun or interrupted elsewhere, it goes on from there.
    Ctrl-C stops in order.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    if not app.config["MAIL_SERVER"]:
        raise click.ClickException("CESI_MAIL_SERVER is not set.")
    mailing, stopping = _find(number), threading.Event()
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with _set_by_signals(stopping), Progress(TextColumn(f"Mailing {number}"), *columns, console=_errors()) as bar:
        result = _send(app, mailing, stopping, bar)
    click.echo(_in_words(mailing, result))


def _errors() -> Console:
    return Console(stderr=True)


def _find(number: int) -> Mailing:
    mailing = find_mailing(number)
    if mailing is None:
        raise click.ClickException(f"There is no mailing {number}.")
    return mailing


@contextmanager
def _set_by_signals(stopping: threading.Event) -> Iterator[None]:
    before = {signum: signal.signal(signum, lambda *_: stopping.set()) for signum in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


def _send(app: Flask, mailing: Mailing, stopping: threading.Event, bar: Progress) -> Result:
    task = bar.add_task("send", total=mailing.listed)
    while True:
        found: list[Result] = []
        hand = threading.Thread(target=_run, args=(app, mailing.id, stopping, found))
        hand.start()
        while hand.is_alive():
            hand.join(LOOK_EVERY_SECONDS)
            bar.update(task, completed=_progress(mailing))
        if not found:
            raise click.ClickException("It failed; the log says why.")
        result = found[0]
        if result.again_at is None or stopping.is_set():
            return result
        stopping.wait(max(1.0, (result.again_at - clock.now()).total_seconds()))


def _run(app: Flask, mailing_id: int, stopping: threading.Event, found: list[Result]) -> None:
    with app.app_context():
        found.append(Engine(app, mailing_id, stopping=stopping).run())


def _progress(mailing: Mailing) -> int:
    db.session.rollback()  # a new look, not the one of the transaction before
    db.session.refresh(mailing)
    return progress_of(mailing).handled


def _in_words(mailing: Mailing, result: Result) -> str:
    db.session.rollback()
    db.session.refresh(mailing)
    done = progress_of(mailing)
    said = {End.DONE: "Sent", End.HELD: f"Not sent, it is {mailing.state.value}"}.get(result.end, "Stopped on its way")
    return f"{said}: {done.sent} sent, {done.refused} refused, {done.left_out} left out, {done.waiting} wait."


@click.command("progress")
@click.argument("number", type=int, required=False)
@with_appcontext
def progress(number: int | None) -> None:
    """Show how far the mailings are that are not sent yet, or the mailing NUMBER."""
    mailings = [_find(number)] if number else find_mailings(states=OPEN_STATES, limit=MOST_SHOWN)
    if not mailings:
        click.echo("No mailing is on its way or being written.")
        return
    subjects = Column("subject", overflow="ellipsis", max_width=24)
    table = Table("no.", subjects, "state", *(Column(name, justify="right") for name in NUMBERS))
    for mailing in mailings:
        done = progress_of(mailing)
        numbers = (done.listed, done.sent, done.refused, done.left_out, done.waiting)
        subject = mailing.text("nl").subject or "–"
        table.add_row(str(mailing.id), subject, mailing.state.value.replace("_", " "), *map(str, numbers))
    Console().print(table)
    for mailing in mailings:
        if mailing.trouble:
            kind = mailing.trouble_kind.value if mailing.trouble_kind else "?"
            click.echo(f"Mailing {mailing.id} is held up ({kind}): {mailing.trouble}")
        if mailing.scheduled_at and mailing.started_at is None:
            click.echo(f"Mailing {mailing.id} leaves at {mailing.scheduled_at.astimezone(BRUSSELS):%Y-%m-%d %H:%M}.")
