"""Commands for people who run the site: start it, try it, fill it with demo content."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import DatabaseError

from cesi_site.content.operations import load_starter_content
from cesi_site.core import backup, clock
from cesi_site.core.server import Companion, serve
from cesi_site.development.demo import load_demo
from cesi_site.outbox.queries import worker_seen_at
from cesi_site.privacy import restoring
from cesi_site.privacy.commands import TOO_OLD

TARGET = "wsgi:app"
STILL_ALIVE = dt.timedelta(seconds=60)

demo = AppGroup("demo", help="Demo content, to try the site with.")
content = AppGroup("content", help="The services and the news.")


def _serve(*companions: Companion) -> NoReturn:
    config = current_app.config
    os.environ.pop("FLASK_RUN_FROM_CLI", None)  # the processes that follow are no commands
    worker = Companion("worker", [sys.executable, "-m", "cesi_site.outbox.worker", TARGET])
    serve(
        TARGET,
        host=config["HOST"],
        port=config["PORT"],
        workers=config["WEB_WORKERS"],
        threads=config["WEB_THREADS"],
        companions=[*companions, worker],
    )


@click.command("serve")
@with_appcontext
def serve_command() -> None:
    """Start the site and its worker; the database must be at the current schema."""
    _serve()


@click.command("dev")
@with_appcontext
def dev_command() -> None:
    """Set up what is missing, then start the site, its worker and the local mailbox (`make run`)."""
    if not current_app.config["DEVELOPMENT"]:
        raise click.ClickException("`flask dev` is for development: use `make run`.")
    _prepare()
    config = current_app.config
    companions = []
    if config["LOCAL_MAILBOX"]:
        folder, port = Path(config["INSTANCE_PATH"]) / "mailbox", config["MAIL_PORT"]
        mailbox = [sys.executable, "-m", "cesi_site.development.mailbox", str(folder), str(port)]
        companions.append(Companion("mailbox", mailbox))
    site, members = config["SITE_URL_CESI"], config["SITE_URL_MYCESI"]
    click.echo(f"The site is at {site} · MyCESI at {members} · the back office at {members}/staff/")
    click.echo(f"Every mail it sends is at {site}/dev/mailbox · Ctrl-C stops it.")
    _serve(*companions)


@demo.command("load")
def load_demo_command() -> None:
    """Bring the database to the current schema and load the demo content, as often as you like."""
    _prepare()


@content.command("load")
def load_content_command() -> None:
    """Load the services and articles a site starts with; what is there already stays as it is."""
    click.echo(f"{load_starter_content()} pages added.")


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup_command(file: Path) -> None:
    """Copy the SQLite database to FILE while the site runs. Keep the folder `keys/` apart from it."""
    with _copying("Copying") as progress:
        size = backup.back_up(file, progress)
    click.echo(f"{file}: {size:,} bytes, checked.")


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def restore_command(file: Path, yes: bool) -> None:
    """Put the copy FILE in the place of the SQLite database, and erase anew what was erased since it was made.

    Stop the site first; if this is interrupted, run it again. Mails that waited when the copy was made are held:
    `flask outbox list --dead` shows them.
    """
    _check_stopped()
    with _explaining():
        backup.check(file)
    if restoring.is_too_old(file):
        click.echo(TOO_OLD, err=True)
    entries = restoring.remembered()
    if not yes:
        click.confirm(f"All that came after {file} was made is lost. Go on?", abort=True)
    with _copying("Putting back") as progress:
        backup.put_back(file, progress)
    from flask_migrate import upgrade  # not at the top: the web processes load this module, too

    upgrade()
    found = restoring.forget_again(entries)
    click.echo(f"Put back. {len(entries)} erasures are known; {found} addresses were erased anew.")


def _check_stopped() -> None:
    try:
        seen = worker_seen_at()
    except DatabaseError:
        return  # a broken database is why somebody restores
    if seen is not None and clock.now() - seen < STILL_ALIVE:
        raise click.ClickException("The worker was seen a moment ago: stop the site, wait a minute, and try again.")


@contextmanager
def _copying(title: str) -> Iterator[backup.Progress]:
    """Show how far a copy is, and end with a sentence where it cannot be made."""
    bars = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with _explaining(), bars:
        task = bars.add_task(title)
        yield lambda done, total: bars.update(task, completed=done, total=total)


@contextmanager
def _explaining() -> Iterator[None]:
    try:
        yield
    except backup.CannotCopy as error:
        raise click.ClickException(str(error)) from None


def _prepare() -> None:
    from flask_migrate import upgrade  # not at the top: the web processes load this module, too

    upgrade()
    for line in load_demo():
        click.echo(line)


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(serve_command)
    app.cli.add_command(backup_command)
    app.cli.add_command(restore_command)
    app.cli.add_command(dev_command)
    app.cli.add_command(demo)
    app.cli.add_command(content)
