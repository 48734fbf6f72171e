"""`flask outbox`: for the people who operate the site."""

from __future__ import annotations

import signal
import threading

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from cesi_site.core.clock import BRUSSELS
from cesi_site.outbox.delivery import Delivery
from cesi_site.outbox.leases import Leases
from cesi_site.outbox.queries import counts, dead_rows, waiting_rows
from cesi_site.outbox.schedules import queue_due
from cesi_site.outbox.upkeep import hurry, retry

outbox = AppGroup("outbox", help="Mails and jobs that wait, and those that were given up.")

LOOK_EVERY_SECONDS = 1.0


@outbox.command("deliver")
@click.option("--once", is_flag=True, help="Deliver what is due now, then leave.")
def deliver(once: bool) -> None:
    """Send the mails and run the jobs that wait, here, beside or instead of the worker. Ctrl-C stops in order."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    if not app.config["MAIL_SERVER"]:
        click.echo("CESI_MAIL_SERVER is not set: mails wait, only jobs run.", err=True)
    stopping = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: stopping.set())
    leases = Leases()
    delivery = Delivery(app, leases, stopping)
    with leases.kept_alive(app):
        _deliver(delivery, stopping, once)
    left = counts()
    click.echo(f"{delivery.handled} handled, {left.waiting} wait, {left.dead} given up.")


def _deliver(delivery: Delivery, stopping: threading.Event, once: bool) -> None:
    columns = (TextColumn("Outbox"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("deliver", total=None)
        while not stopping.is_set():
            queue_due()
            hand = threading.Thread(target=delivery.drain)
            hand.start()
            while hand.is_alive():
                hand.join(0.2)
                progress.update(task, completed=delivery.handled, total=delivery.handled + counts().waiting)
            if once:
                return
            stopping.wait(LOOK_EVERY_SECONDS)


@outbox.command("list")
@click.option("--dead", is_flag=True, help="Those that were given up, instead of those that wait.")
def list_command(dead: bool) -> None:
    """Show what waits, or what was given up and why. Arguments are left out: they may tell of people."""
    rows = dead_rows() if dead else waiting_rows()
    if not rows:
        click.echo("Nothing was given up." if dead else "Nothing waits.")
        return
    table = Table("id", "kind", "name", "given up" if dead else "due", "tries", "last error")
    for row in rows:
        moment = row.dead_at if dead else row.available_at
        shown = moment.astimezone(BRUSSELS).strftime("%Y-%m-%d %H:%M:%S") if moment else ""
        table.add_row(str(row.id), row.kind, row.name, shown, str(row.attempts), row.error or "")
    Console().print(table)


@outbox.command("retry")
@click.argument("row_id", metavar="[ID]", type=int, required=False)
@click.option("--waiting", is_flag=True, help="All that failed and wait for their next try, now.")
def retry_command(row_id: int | None, waiting: bool) -> None:
    """Try a mail or job again that was given up, or all those at once that wait for their next try."""
    if waiting:
        click.echo(f"{hurry()} wait no longer.")
    elif row_id is None:
        raise click.UsageError("Name a row that was given up (`flask outbox list --dead`), or use --waiting.")
    elif retry(row_id):
        click.echo(f"Row {row_id} waits again.")
    else:
        raise click.ClickException(f"There is no row {row_id} that was given up.")
